"""The command line: `shuoshi demo | worker | serve | migrate | maintain | db | programme | import | verify`."""

import asyncio
import os
import sys
from datetime import date
from pathlib import Path

import click

from shuoshi import __version__
from shuoshi.server.home import Home, find_home


def _django() -> None:
    """Make the rooms ready; every command but `demo` and `db prepare` needs them."""
    home = find_home()
    if home.clock.exists():
        os.environ.setdefault("SHUOSHI_CLOCK", str(home.clock))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuoshi.server.settings")
    import django

    django.setup()


@click.group(help="说事 Shuoshi: a platform on which a district runs its grassroots work.")
@click.version_option(__version__, prog_name="shuoshi")
def main() -> None:
    """The command."""


@main.command(help="Start the demonstration: database, web server, worker, reference district.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--home", type=click.Path(path_type=Path), help="Folder of the installation.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 16))
def demo(port: int, home: Path | None, workers: int) -> None:
    from shuoshi.server.supervisor import Demo

    found = Home(home.resolve()) if home else find_home()
    sys.exit(Demo(found, port, workers, say=lambda text: click.echo(text)).run())


@main.command(help="Run the worker: timers, notices, the journal's seal.")
def worker() -> None:
    _django()
    from procrastinate.contrib.django import app

    import shuoshi.web.jobs  # noqa: F401 - registers the jobs

    async def run() -> None:
        working = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        async with working.open_async():
            await working.run_worker_async(concurrency=1)

    asyncio.run(run())


@main.command(help="Bring the tables up to date, as the owner.")
def migrate() -> None:
    _django()
    from shuoshi.server.database import migrate as bring

    bring(click.echo)


@main.command(help="Make the journal's months ahead, as the owner; run it daily.")
def maintain() -> None:
    _django()
    from shuoshi.server.database import make_months

    click.echo(f"{make_months()} 个新分区 / new partitions")


@main.group(help="For the database's administrator.")
def db() -> None:
    """Commands about the database."""


@db.command(help="Print the SQL that makes the roles and the database.")
@click.option("--name", default="shuoshi", show_default=True)
def prepare(name: str) -> None:
    from shuoshi.server.database import prepare_text

    click.echo(prepare_text(name))


@main.group(help="Mechanisms as files.")
def programme() -> None:
    """Commands about programmes."""


@programme.command(help="Check programme files: faults with line, key and remedy.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    _django()
    from shuoshi.programmes.actions import library
    from shuoshi.programmes.checking import check_files

    faults = check_files(files or library())
    for fault in faults:
        click.echo(str(fault))
    wrong = sum(not fault.warns for fault in faults)
    click.echo(f"{len(files or library())} 个文件，{wrong} 个错误 / files, errors: {wrong}")
    sys.exit(1 if wrong else 0)


@programme.command(help="Draw a programme file as SVG.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--language", default="zh", type=click.Choice(["zh", "en"]))
def draw(file: Path, language: str) -> None:
    _django()
    from uuid import UUID

    from shuoshi.programmes.definition import Definition
    from shuoshi.programmes.diagram import draw as drawn
    from shuoshi.programmes.loading import read
    from shuoshi.programmes.terms import BadProgramme

    try:
        parsed, _lines, _text, _asked = read(file)
    except BadProgramme as error:
        raise click.ClickException(str(error)) from None
    click.echo(drawn(Definition(UUID(int=0), 0, parsed), language))


@programme.command(help="Install a programme file as a new version.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def install(file: Path) -> None:
    _django()
    from django.conf import settings

    from shuoshi.kernel.clock import now
    from shuoshi.programmes.actions import install as put
    from shuoshi.programmes.terms import BadProgramme
    from shuoshi.reach.terms import SYSTEM

    try:
        made = put(file=file, by=SYSTEM, at=now(), path=settings.DISTRICT_CODE)
    except BadProgramme as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{made.key} v{made.n}")


@programme.command("migrate", help="Move running matters to the newest version of their programme.")
@click.argument("key")
def migrate_matters(key: str) -> None:
    _django()
    from shuoshi.kernel.clock import now
    from shuoshi.kernel.errors import Refusal
    from shuoshi.matters.migrating import migrate_running

    try:
        found = migrate_running(programme=key, at=now())
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{found.moved} 件已换用新版 / moved")
    for number in found.stranded:
        click.echo(f"没有对应的阶段 / no such stage: {number}", err=True)
    sys.exit(1 if found.stranded else 0)


@programme.command("list", help="List the installed programmes.")
def list_() -> None:
    _django()
    from shuoshi.programmes.queries import installed

    for d in installed():
        click.echo(f"{d.key:<24} v{d.n:<3} {d.programme.name.zh} / {d.programme.name.en}")


@programme.command(help="Write the stage pages of docs/reference from the library.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def pages(folder: Path) -> None:
    _django()
    from shuoshi.programmes.pages import write_pages

    for file in write_pages(folder):
        click.echo(file.name)


@main.group("import", help="Bring in what others have.")
def import_() -> None:
    """Commands that read files."""


@import_.command(
    help="Places: a CSV with the columns code and name (statistical codes of 12 digits)."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--valid-from", default="2023-06-30", show_default=True)
def places(file: Path, valid_from: str) -> None:
    _django()
    from shuoshi.kernel.clock import now
    from shuoshi.places.actions import load_divisions
    from shuoshi.reach.terms import SYSTEM

    loaded = load_divisions(
        file=file, valid_from=date.fromisoformat(valid_from), by=SYSTEM, at=now()
    )
    for line in loaded.refused:
        click.echo(line, err=True)
    click.echo(
        f"新增 {loaded.added}，已有 {loaded.known}，拒收 {len(loaded.refused)} / added, known, refused"
    )


@import_.command(
    help="Messages of residents: any CSV; every row is tried, a marked sheet says what was refused."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and judge every row, bring in none.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=NAME",
    help="Which column holds id, title, body, at, answer, answered_at, place.",
)
@click.option(
    "--place",
    default="141102",
    show_default=True,
    help="Path of the place for rows that name none.",
)
@click.option(
    "--refused",
    type=click.Path(path_type=Path),
    help="Where the sheet of refused rows goes (default: beside the file's name in the current folder).",
)
def messages(
    file: Path, dry_run: bool, columns: tuple[str, ...], place: str, refused: Path | None
) -> None:
    _django()
    from shuoshi.channels.messages import BadSheet, bring_in
    from shuoshi.kernel.clock import now

    named = dict(pair.split("=", 1) for pair in columns if "=" in pair)
    sheet = refused or Path(f"{file.stem}.refused.csv")
    try:
        with click.progressbar(length=0, label=file.name, file=sys.stderr) as bar:

            def show(done: int, of: int) -> None:
                bar.length = of
                bar.update(done - bar.pos)

            result = bring_in(
                file=file,
                columns=named,
                path=place,
                at=now(),
                dry_run=dry_run,
                refused_sheet=sheet,
                progress=show,
            )
    except BadSheet as error:
        raise click.ClickException(str(error)) from None
    word = "可收 / would add" if dry_run else "新增 / added"
    click.echo(
        f"{word} {result.added}，已有 / known {result.known}，拒收 / refused {result.refused}"
    )
    if result.refused:
        click.echo(f"拒收的行和原因 / refused rows and why: {sheet}")


@main.command(help="Say whether a DAY is worked (on) or not (off); open due times follow.")
@click.argument("day", metavar="DAY")
@click.argument("worked", type=click.Choice(["on", "off"]))
@click.option("--name", default="", help="What the day is called.")
def calendar(day: str, worked: str, name: str) -> None:
    _django()
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


@main.command(help="Work out stored due times and the journal's chain again, and say what differs.")
def verify() -> None:
    _django()
    from shuoshi.journal.queries import verify_chain
    from shuoshi.kernel.clock import now
    from shuoshi.matters.verifying import recount

    found, broken = recount(at=now(), store=False), verify_chain()
    click.echo(
        f"时限 / due times: {found.looked_at} 件，{found.changed} 件不符 {' '.join(found.numbers)}"
    )
    click.echo(
        f"日志链 / journal chain: {'完好 / intact' if broken is None else f'断在第 {broken} 环 / broken'}"
    )
    sys.exit(1 if found.changed or broken is not None else 0)


if __name__ == "__main__":
    main()
