"""`shuoshi site`: begin a district, its accounts, duties, keys, rolls, limits and calendar."""

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import click

from shuoshi.server.cli.base import ready

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help="A district's own: accounts, duties, keys, rolls, limits, calendar.")
def site() -> None:
    """Commands about the site."""


@site.command(help="Begin a district from the list of its divisions (columns code and name).")
@click.argument("divisions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--valid-from", type=_DAY, default="2023-06-30", show_default=True)
def begin(divisions: Path, valid_from: datetime) -> None:
    ready()
    from django.conf import settings

    from shuoshi.kernel.clock import now
    from shuoshi.scenarios.beginning import begin as beginning

    beginning(
        divisions=divisions, district=settings.DISTRICT_CODE, valid_from=valid_from.date(),
        at=now(), say=click.echo,
    )  # fmt: skip


@site.command(help="Open an account for USERNAME, whose name is NAME; asks for the password.")
@click.argument("username")
@click.argument("name")
@click.option("--password", help="Asked for when not given.")
@click.option("--program", is_flag=True, help="For a program: no password, only a key.")
def account(username: str, name: str, password: str | None, program: bool) -> None:
    if not program and password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    ready()
    from django.conf import settings

    from shuoshi.accounts.actions import open_account
    from shuoshi.kernel.clock import now
    from shuoshi.reach.terms import SYSTEM

    open_account(
        username=username, name=name, password=None if program else password, by=SYSTEM, at=now(),
        path=settings.DISTRICT_CODE,
    )  # fmt: skip
    click.echo(f"{username}: {name}")


@site.command(help="Add a unit of KIND called NAME at PATH (a department, a firm, a team …).")
@click.argument("kind")
@click.argument("name")
@click.argument("path")
def unit(kind: str, name: str, path: str) -> None:
    ready()
    from shuoshi.kernel.clock import now
    from shuoshi.reach.terms import SYSTEM
    from shuoshi.units.actions import add_unit
    from shuoshi.units.terms import UnitKind

    if kind not in set(UnitKind):
        raise click.ClickException(f"没有这类单位 / no such kind; {', '.join(UnitKind)}")
    made = add_unit(kind=UnitKind(kind), name=name, path=path, by=SYSTEM, at=now())
    click.echo(f"{made.id} {made.name}")


@site.command(help="Give USERNAME the duty ROLE at PATH, of the unit called UNIT there or above.")
@click.argument("username")
@click.argument("role")
@click.argument("path")
@click.argument("unit_name", metavar="UNIT")
def duty(username: str, role: str, path: str, unit_name: str) -> None:
    ready()
    from shuoshi.accounts.actions import give_duty
    from shuoshi.kernel.clock import local_date, now
    from shuoshi.reach.terms import SYSTEM

    at = now()
    made = give_duty(
        account_id=_account(username), role=role, path=path, unit_id=_unit(unit_name, path),
        by=SYSTEM, at=at, starts_on=local_date(at),
    )  # fmt: skip
    click.echo(str(made))


@site.command(help="List the duties that USERNAME has today, with the id that `end-duty` takes.")
@click.argument("username")
def duties(username: str) -> None:
    ready()
    from shuoshi.accounts.queries import by_account
    from shuoshi.kernel.clock import now

    found = by_account(_account(username), now())
    for held in found.duties if found else ():
        click.echo(f"{held.id}  {held.path:<20} {held.said()}")


@site.command("end-duty", help="End a duty today; what it gave is closed from tomorrow on.")
@click.argument("duty_id", type=click.UUID)
def end_duty(duty_id: UUID) -> None:
    ready()
    from shuoshi.accounts.actions import end_duty as end
    from shuoshi.kernel.clock import now
    from shuoshi.reach.terms import SYSTEM

    end(duty_id=duty_id, by=SYSTEM, at=now())
    click.echo("已结束 / ended")


@site.command(help="Make a key for a program's account USERNAME; it is shown this once.")
@click.argument("username")
@click.argument("name")
def key(username: str, name: str) -> None:
    ready()
    from django.conf import settings

    from shuoshi.accounts.actions import make_key
    from shuoshi.accounts.queries import login_of
    from shuoshi.kernel.clock import now
    from shuoshi.reach.terms import SYSTEM

    if login_of(_account(username)).has_password:
        raise click.ClickException(
            "只能给程序专用的账号做密钥（site account --program）/ keys are for programs' accounts alone"
        )
    made = make_key(
        account_id=_account(username), name=name, by=SYSTEM, at=now(), path=settings.DISTRICT_CODE
    )
    click.echo(made)
    click.echo("只显示这一次，请收好。/ shown this once: keep it", err=True)


@site.command(help="Put USERNAME on the roll of the body called UNIT at PATH.")
@click.argument("username")
@click.argument("path")
@click.argument("unit_name", metavar="UNIT")
def roll(username: str, path: str, unit_name: str) -> None:
    ready()
    from shuoshi.kernel.clock import local_date, now
    from shuoshi.meetings.actions import put_on_roll
    from shuoshi.reach.terms import SYSTEM

    at = now()
    put_on_roll(
        unit_id=_unit(unit_name, path), account_id=_account(username), starts_on=local_date(at),
        by=SYSTEM, at=at, path=path,
    )  # fmt: skip
    click.echo(f"{username} → {unit_name}")


@site.command(help="Give the site's own LIMIT (such as '5 working_days') in place of the file's.")
@click.argument("programme")
@click.argument("name")
@click.argument("limit")
@click.option("--source", required=True, help="Where it stands: the order, the notice, the law.")
@click.option("--mark", type=click.Choice(["C", "S", "K", "P"]), default="P", show_default=True)
@click.option("--from", "starts", type=_DAY, help="From which day on; tomorrow without it.")
def limit(
    programme: str, name: str, limit: str, source: str, mark: str, starts: datetime | None
) -> None:
    ready()
    from django.conf import settings
    from pydantic import ValidationError

    from shuoshi.kernel.clock import local_date, now
    from shuoshi.programmes.actions import set_limit
    from shuoshi.programmes.fields import LimitCase
    from shuoshi.reach.terms import SYSTEM

    at = now()
    day = starts.date() if starts else local_date(at) + timedelta(days=1)
    try:
        case = LimitCase.model_validate({"limit": limit, "source": source, "mark": mark})
    except ValidationError as error:
        raise click.ClickException(error.errors()[0]["msg"]) from None
    set_limit(
        programme=programme, name=name, case=case, starts_on=day, by=SYSTEM, at=at,
        path=settings.DISTRICT_CODE,
    )  # fmt: skip
    click.echo(f"{programme}.{name}: {limit}")


def _account(username: str) -> UUID:
    from shuoshi.accounts.models import Account

    found = Account.objects.filter(username=username).values_list("id", flat=True).first()
    if found is None:
        raise click.ClickException(f"没有这个账号 / no such account: {username}")
    return found


def _unit(name: str, path: str) -> UUID:
    from shuoshi.kernel.clock import local_date, now
    from shuoshi.units.queries import units_at

    known = units_at(path, local_date(now()))
    for found in known:
        if found.name == name:
            return found.id
    names = "、".join(u.name for u in known[:20])
    raise click.ClickException(f"那里没有这个单位，有的是 / no such unit there: {names}")


@site.command(help="Say whether a DAY is worked (on) or not (off); open due times follow.")
@click.argument("day", metavar="DAY")
@click.argument("worked", type=click.Choice(["on", "off"]))
@click.option("--name", default="", help="What the day is called.")
def calendar(day: str, worked: str, name: str) -> None:
    ready()
    from django.conf import settings

    from shuoshi.kernel.clock import now
    from shuoshi.matters.verifying import recount
    from shuoshi.reach.terms import SYSTEM
    from shuoshi.units.actions import set_day

    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise click.ClickException(
            "日期写成 2026-10-01 的样子 / write the day as 2026-10-01"
        ) from None
    at = now()
    set_day(on=on, worked=worked == "on", name=name, by=SYSTEM, at=at, path=settings.DISTRICT_CODE)
    found = recount(at=at, store=True)
    click.echo(f"{on}: {worked}，{found.changed} 件的时限变了 / due times changed")
