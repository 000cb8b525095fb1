"""`shuoshi import`: places and messages."""

import sys
from datetime import date
from pathlib import Path

import click

from shuoshi.server.cli.base import ready


@click.group("import", help="Bring in what others have.")
def import_() -> None:
    """Commands that read files."""


@import_.command(
    help="Places: a CSV with the columns code and name (statistical codes of 12 digits)."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--valid-from", default="2023-06-30", show_default=True)
def places(file: Path, valid_from: str) -> None:
    ready()
    from shuoshi.kernel.clock import now
    from shuoshi.places.divisions import load_divisions
    from shuoshi.reach.terms import SYSTEM

    loaded = load_divisions(
        file=file, valid_from=date.fromisoformat(valid_from), by=SYSTEM, at=now()
    )
    for line in loaded.refused:
        click.echo(line, err=True)
    click.echo(
        f"新增 {loaded.added}，已有 {loaded.known}，改名 {loaded.renamed}，拒收 {len(loaded.refused)}"
        " / added, known, renamed, refused"
    )
    for path in loaded.absent:
        click.echo(f"名单里没有了 / not in this list: {path}", err=True)
    sys.exit(1 if loaded.refused else 0)


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
    ready()
    from shuoshi.channels.messages import bring_in
    from shuoshi.kernel.clock import now
    from shuoshi.kernel.sheets import BadSheet

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
    if result.refused and not result.added and not result.known:
        sys.exit(1)  # nothing of it could be read
