"""The API: the same actions as the pages, under /api/v1. Refusals are RFC 9457 problem details."""

from shuoshi.web.api import (
    calls,
    care,
    consents,
    count_sites,
    count_slots,
    counts,
    devices,
    exceptional,
    figures,
    helpers,
    knowledge,
    logins,
    matters,
    own,
    pairings,
    people,
    posts,
    reading,
    register,
    requests,
    resources,
    rosters,
    rounds,
    sittings,
    training,
    wall,
    warnings,
)
from shuoshi.web.api.base import api

api.add_router("", matters.router)
api.add_router("", people.router)
api.add_router("", reading.router)
api.add_router("", own.router)
api.add_router("", logins.router)
api.add_router("", consents.router)
api.add_router("", requests.router)
api.add_router("", exceptional.router)
api.add_router("", wall.router)
api.add_router("", sittings.router)
api.add_router("", figures.router)
api.add_router("", knowledge.router)
api.add_router("", register.router)
api.add_router("", helpers.router)
api.add_router("", resources.router)
api.add_router("", care.router)
api.add_router("", pairings.router)
api.add_router("", rounds.router)
api.add_router("", rosters.router)
api.add_router("", posts.router)
api.add_router("", counts.router)
api.add_router("", count_sites.router)
api.add_router("", count_slots.router)
api.add_router("", warnings.router)
api.add_router("", calls.router)
api.add_router("", devices.router)
api.add_router("", training.router)

__all__ = ["api"]
