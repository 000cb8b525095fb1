"""`shuoshi travel`: take in a site's own table of ways between places."""

from pathlib import Path

import click

from shuoshi.server.cli.base import ready


@click.command(
    help="Take in how long ways take: a CSV with mode (car, foot), from, to (codes of places), metres, seconds."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def travel(file: Path) -> None:
    ready()
    from shuoshi.kernel.errors import BadInput
    from shuoshi.rounds.legs import put_legs, read_legs

    try:
        many = put_legs(read_legs(file))
    except BadInput as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{many} 段 / ways")
