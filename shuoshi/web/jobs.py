"""What the worker does again and again: timers, notices, successions, retention, the journal's seal.

Jobs carry no arguments but times; each opens its own scope. Registered with procrastinate.
"""

from procrastinate.contrib.django import app

from shuoshi.accounts.actions import follow_successions
from shuoshi.care.sweeping import end_parts, keep_tiers, sweep_visits, tell_gaps
from shuoshi.counts.counting import roll_up as roll_up_counts
from shuoshi.journal.actions import seal
from shuoshi.kernel.clock import now as clock_now
from shuoshi.matters.following import pass_on
from shuoshi.matters.timers import sweep
from shuoshi.matters.verifying import recount
from shuoshi.notices.actions import deliver
from shuoshi.people.census import work_off
from shuoshi.people.risks import keep_ages
from shuoshi.posts.counting import roll_up as roll_up_posts
from shuoshi.privacy.actions import keep_to_retention
from shuoshi.privacy.switching import sweep_switches
from shuoshi.reach.partitions import make_days
from shuoshi.reach.terms import SYSTEM
from shuoshi.rosters.making import work_off as plan_rosters
from shuoshi.rounds.making import work_off as plan_rounds
from shuoshi.warnings.climbing import sweep_warnings


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="timers", pass_context=False)
def ring_timers(timestamp: int) -> None:
    """Let due timers ring."""
    sweep(at=clock_now())


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="notices")
def send_notices(timestamp: int) -> None:
    """Send what waits in the outbox."""
    deliver(at=clock_now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="journal")
def seal_journal(timestamp: int) -> None:
    """Put settled journal lines under the chain."""
    seal(at=clock_now())


@app.task(queueing_lock="recount_due_times")
def recount_due_times() -> None:
    """After the calendar changed: store due times of what is open anew."""
    recount(at=clock_now(), store=True)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="switches")
def sweep_emergencies(timestamp: int) -> None:
    """End emergencies whose last day is over, erase those whose keeping is over."""
    sweep_switches(at=clock_now())


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="tallies")
def roll_up_tallies(timestamp: int) -> None:
    """Keep the figures of posts and counts small."""
    roll_up_posts()
    roll_up_counts()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="calls")
def keep_calling(timestamp: int) -> None:
    """Warnings end with their emergency, callers follow the pairings, no answer climbs."""
    sweep_warnings(at=clock_now())


@app.periodic(cron="29 * * * *")
@app.task(queueing_lock="days")
def make_days_ahead(timestamp: int) -> None:
    """Days of what is cut into days, two weeks ahead, as the owner."""
    make_days(clock_now())


@app.periodic(cron="23 2 * * *")
@app.task(queueing_lock="retention")
def erase_what_is_over(timestamp: int) -> None:
    """Erase what has been kept long enough."""
    keep_to_retention(at=clock_now())


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="follow")
def follow(timestamp: int) -> None:
    """Let duties and open matters follow merged and redrawn places."""
    follow_successions(by=SYSTEM, at=clock_now())
    pass_on(at=clock_now())


@app.task(queueing_lock="take_in_censuses")
def take_in_censuses() -> None:
    """Take in the sheets of residents that wait."""
    work_off(at=clock_now())


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="censuses_left")
def finish_censuses(timestamp: int) -> None:
    """Sheets that a restart left unfinished."""
    work_off(at=clock_now())


@app.periodic(cron="11 1 * * *")
@app.task(queueing_lock="ages")
def follow_ages(timestamp: int) -> None:
    """Let what follows from age follow."""
    keep_ages(at=clock_now())


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="visits")
def miss_visits(timestamp: int) -> None:
    """Visits that were due and did not come about; the second in a row climbs the same day."""
    sweep_visits(at=clock_now())


@app.periodic(cron="19 1 * * *")
@app.task(queueing_lock="parts")
def end_carers_parts(timestamp: int) -> None:
    """Stand-ins whose day is over, parts of helpers who help no more, tiers that follow the reasons."""
    end_parts(at=clock_now())
    keep_tiers(at=clock_now())


@app.periodic(cron="33 0 * * 1")
@app.task(queueing_lock="gaps")
def tell_of_gaps(timestamp: int) -> None:
    """On Monday morning: which pairings lack somebody."""
    tell_gaps(at=clock_now())


_ROSTERS_MOST = 20
"""How many are planned in one go."""


@app.task(queueing_lock="plan_rosters", lock="rosters")
def plan_asked_rosters() -> None:
    """Plan the rosters that wait, each as of when it is its turn."""
    _plan_rosters()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="rosters_left", lock="rosters")
def finish_rosters(timestamp: int) -> None:
    """Rosters that a restart left unplanned."""
    _plan_rosters()


def _plan_rosters() -> None:
    for _n in range(_ROSTERS_MOST):
        if not plan_rosters(at=clock_now()):
            return


@app.task(queueing_lock="plan_rounds", lock="rounds")
def plan_asked_rounds() -> None:
    """Plan the days that wait."""
    plan_rounds(at=clock_now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="rounds_left", lock="rounds")
def finish_rounds(timestamp: int) -> None:
    """Days that a restart left unplanned."""
    plan_rounds(at=clock_now())
