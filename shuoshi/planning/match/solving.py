"""All needs at once, at the least cost: as a flow from needs through helpers, each of whom costs more the more
they have. What a need has no arc to, it can't get; the flow is
optimal over its candidates, which are more where a need got none."""

from collections.abc import Sequence

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from shuoshi.planning.match.field import Field
from shuoshi.planning.match.terms import AS_WEIGHED, Helper, Matched, Need, Pair, Weights


def match(
    needs: Sequence[Need], helpers: Sequence[Helper], weights: Weights = AS_WEIGHED
) -> Matched:
    """Who takes what, so that the whole costs least: urgent needs first, then near, known, wished and free.

    Shape:   each need goes to one helper at most, each helper takes as many as there is room for; for each need the
             `weights.candidates` best helpers are looked at, and more where it got none of them. A helper costs
             `weights.load` more with each need they take. The same input gives the same result.
    """
    field = Field(helpers, weights)
    looked = dict.fromkeys(range(len(needs)), weights.candidates)
    arcs = {n: _arcs(n, need, field, looked[n]) for n, need in enumerate(needs)}
    while True:
        taken = _flow(needs, field, [arc for some in arcs.values() for arc in some], weights)
        wider = _could_still(needs, field, taken, looked)
        if not wider:
            break
        looked |= dict.fromkeys(wider, looked[wider[0]] * _WIDER)
        arcs |= {n: _arcs(n, needs[n], field, looked[n]) for n in wider}
    pairs, unmatched = [], []
    for n, need in enumerate(needs):
        judged = field.judge(need)
        if n in taken:
            pairs.append(Pair(need.key, field.suggested(need, judged, taken[n])))
        else:
            unmatched.append(field.why_not(need, judged))
    return Matched(
        tuple(pairs), tuple(unmatched), cost_of(pairs, unmatched_urgency(needs, taken), weights)
    )


_WIDER = 8
"""How many times as many helpers are looked at for a need that got none of those that were looked at first."""


def _arcs(n: int, need: Need, field: Field, most: int) -> list[tuple[int, int, int]]:
    judged = field.judge(need)
    return [(n, h, int(judged.cost[h])) for h in field.best(judged, most)]


def _could_still(
    needs: Sequence[Need], field: Field, taken: dict[int, int], looked: dict[int, int]
) -> list[int]:
    """Needs without a helper whom somebody could take who was not looked at: those looked at least so far."""
    room = field.room - np.bincount(list(taken.values()), minlength=len(field.helpers))
    some = [
        n
        for n, need in enumerate(needs)
        if n not in taken
        and looked[n] < len(field.helpers)
        and (field.judge(need).able & (room > 0)).any()
    ]
    least = min((looked[n] for n in some), default=0)
    return [n for n in some if looked[n] == least]


def unmatched_urgency(needs: Sequence[Need], taken: dict[int, int]) -> int:
    """The urgencies of those who got nobody, together."""
    return sum(need.urgency for n, need in enumerate(needs) if n not in taken)


def cost_of(pairs: Sequence[Pair], lost: int, weights: Weights) -> int:
    """What a matching costs: its pairs, the load it puts on each helper, and what it leaves."""
    given: dict[str, int] = {}
    for pair in pairs:
        given[pair.suggested.helper] = given.get(pair.suggested.helper, 0) + 1
    load = sum(weights.load * k * (k - 1) // 2 for k in given.values())
    return sum(p.suggested.cost for p in pairs) + load + weights.unmatched * lost


def _flow(
    needs: Sequence[Need], field: Field, arcs: Sequence[tuple[int, int, int]], weights: Weights
) -> dict[int, int]:
    """By need, the helper. Nodes: needs, helpers, and the sink, which also takes what nobody does."""
    if not needs:
        return {}
    many, sink = len(needs), len(needs) + len(field.helpers)
    given = np.array(arcs, dtype=np.int64).reshape(-1, 3)
    floor = int(given[:, 2].min(initial=0))
    helpers, costs = [], []
    for h in np.unique(given[:, 1]):
        room = int(field.room[h])
        helpers += [many + int(h)] * room
        costs += [weights.load * k for k in range(room)]
    tails = np.concatenate([given[:, 0], np.arange(many), np.array(helpers, dtype=np.int64)])
    heads = np.concatenate([many + given[:, 1], np.full(many + len(helpers), sink)])
    urgency = np.array([n.urgency for n in needs], dtype=np.int64)
    price = np.concatenate(
        [given[:, 2] - floor, weights.unmatched * urgency - floor, np.array(costs, dtype=np.int64)]
    )
    flow = SimpleMinCostFlow()
    made = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones_like(tails), price)
    flow.set_nodes_supplies(np.arange(many), np.ones(many, dtype=np.int64))
    flow.set_node_supply(sink, -many)
    if flow.solve() != flow.OPTIMAL:
        raise ArithmeticError("the flow has no optimum, though each need may stay unmatched")
    used = np.flatnonzero(flow.flows(made[: len(given)]))
    return {int(given[i, 0]): int(given[i, 1]) for i in used}
