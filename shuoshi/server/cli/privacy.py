"""`shuoshi privacy`: the field dictionary, the rules of retention, the nightly run."""

from pathlib import Path

import click

from shuoshi.server.cli.base import ready


@click.group(help="The field dictionary, rules of retention, the nightly run.")
def privacy() -> None:
    """Commands about personal data."""


@privacy.command(
    help="Print what is personal, why, by what right, how long; --check fails on a gap."
)
@click.option(
    "--check", is_flag=True, help="Fail where a column looks personal and nobody declares it."
)
@click.option("--write", type=click.Path(dir_okay=False, path_type=Path), help="Write the page.")
def dictionary(check: bool, write: Path | None) -> None:
    ready()
    from shuoshi.programmes.actions import library
    from shuoshi.programmes.dictionary import all_faults, page

    faults = list(all_faults())
    for fault in faults:
        click.echo(fault, err=True)
    if write is not None:
        write.write_text(page(library()), encoding="utf-8")
    elif not check:
        click.echo(page(library()))
    if check and faults:
        raise click.ClickException(f"{len(faults)} 处没有声明 / undeclared")
    if check:
        click.echo("个人信息字段都有声明 / every personal column is declared")


@privacy.command(help="List the rules of retention.")
def retention() -> None:
    ready()
    from shuoshi.privacy.ports import RULES

    for rule in RULES.values():
        click.echo(f"{rule.name:<12} {rule.what.zh}：{rule.limit.zh} [{rule.mark}] {rule.source}")


@privacy.command(help="Erase what has been kept long enough, as the nightly job does.")
def erase() -> None:
    ready()
    from shuoshi.kernel.clock import now
    from shuoshi.privacy.actions import keep_to_retention
    from shuoshi.privacy.switching import sweep_switches

    ended, gone = sweep_switches(at=now())
    click.echo(f"emergencies: {ended} ended, {gone} erased")
    for name, erased in keep_to_retention(at=now()).items():
        click.echo(f"{name:<12} {erased}")
