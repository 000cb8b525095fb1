"""The command line: `shuoshi --help` lists it; a group of commands has a module of its own here."""

import asyncio
import sys
from pathlib import Path

import click

from shuoshi import __version__
from shuoshi.server.cli.base import Worded, ready
from shuoshi.server.cli.bringing import import_
from shuoshi.server.cli.generating import generate
from shuoshi.server.cli.keys import keys
from shuoshi.server.cli.learning import hot, learn
from shuoshi.server.cli.privacy import privacy
from shuoshi.server.cli.programmes import programme
from shuoshi.server.cli.site import site
from shuoshi.server.cli.travelling import travel
from shuoshi.server.home import Home, find_home


@click.group(
    cls=Worded, help="说事 Shuoshi: a platform on which a district runs its grassroots work."
)
@click.version_option(__version__, prog_name="shuoshi")
def main() -> None:
    """The command."""


main.add_command(programme)
main.add_command(import_)
main.add_command(site)
main.add_command(keys)
main.add_command(privacy)
main.add_command(learn)
main.add_command(hot)
main.add_command(generate)
main.add_command(travel)


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
    ready()
    from procrastinate.contrib.django import app

    import shuoshi.web.jobs  # noqa: F401 - registers the jobs

    async def run() -> None:
        working = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        async with working.open_async():
            await working.run_worker_async(concurrency=2, delete_jobs="successful")

    asyncio.run(run())


@main.command(help="Bring the tables up to date, as the owner.")
def migrate() -> None:
    ready()
    from shuoshi.server.database import migrate as bring

    bring(click.echo)


@main.command(
    help="Make the journal's months and the days of passages ahead, as the owner; run it daily."
)
def maintain() -> None:
    ready()
    from shuoshi.server.database import make_partitions

    click.echo(f"{make_partitions()} 个新分区 / new partitions")


@main.group(help="For the database's administrator.")
def db() -> None:
    """Commands about the database."""


@db.command(help="Print the SQL that makes the roles and the database.")
@click.option("--name", default="shuoshi", show_default=True)
def prepare(name: str) -> None:
    from shuoshi.server.database import prepare_text

    click.echo(prepare_text(name))


@db.command(help="Say where the database's policies and privileges are not those declared.")
def guards() -> None:
    ready()
    from shuoshi.reach.declared import declared, differences

    found = list(differences())
    for line in found:
        click.echo(line)
    click.echo(f"{len(declared())} 张表，{len(found)} 处不符 / tables, differences: {len(found)}")
    sys.exit(1 if found else 0)


@main.command(help="Work out stored due times and the journal's chain again, and say what differs.")
def verify() -> None:
    ready()
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
