"""`shuoshi programme`: check, draw, install, migrate, list, words, word, pages."""

import sys
from pathlib import Path

import click

from shuoshi.server.cli.base import ready


@click.group(help="Mechanisms as files.")
def programme() -> None:
    """Commands about programmes."""


@programme.command(help="Check programme files: faults with line, key and remedy.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    ready()
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
    ready()
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
    ready()
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
    ready()
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
    ready()
    from shuoshi.programmes.queries import installed

    for d in installed():
        click.echo(f"{d.key:<24} v{d.n:<3} {d.programme.name.zh} / {d.programme.name.en}")


@programme.command(help="List the texts of a programme by their path; * marks the site's own.")
@click.argument("key")
def words(key: str) -> None:
    ready()
    from shuoshi.programmes.queries import texts

    for row in texts(key):
        zh, en = row.own or row.file
        click.echo(f"{'*' if row.own else ' '} {row.path:<44} {zh} / {en}")


@programme.command(help="Say the text at PATH in the site's own words, without a new version.")
@click.argument("key")
@click.argument("path")
@click.argument("zh")
@click.argument("en")
def word(key: str, path: str, zh: str, en: str) -> None:
    ready()
    from django.conf import settings

    from shuoshi.kernel.clock import now
    from shuoshi.programmes.actions import word as say
    from shuoshi.reach.terms import SYSTEM

    say(programme=key, path=path, zh=zh, en=en, by=SYSTEM, at=now(), where=settings.DISTRICT_CODE)
    click.echo(f"{path}: {zh} / {en}")


@programme.command(help="Write the stage pages of docs/reference from the library.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def pages(folder: Path) -> None:
    ready()
    from shuoshi.programmes.pages import write_pages

    for file in write_pages(folder):
        click.echo(file.name)
