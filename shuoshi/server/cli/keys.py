"""`shuoshi keys`: the ring of keys, one file a key, outside the database."""

import click

from shuoshi.server.cli.base import ready

_STANDING = click.Choice(
    ["contact", "identity", "home", "health", "form", "index", "login", "phone"]
)


@click.group(help="The keys that seal values: list, rotate, move values, retire old ones.")
def keys() -> None:
    """Commands about keys."""


@keys.command("list", help="List every key by purpose and version; the newest seals.")
def list_() -> None:
    ready()
    from shuoshi.sealing.keys import ring

    for purpose, versions in sorted(ring().items()):
        for version, own in sorted(versions.items()):
            click.echo(f"{purpose:<24} {version:>4}  {own.cipher:<12} {own.made_at}")


@keys.command(help="Make the next key of PURPOSE, then move its values under it.")
@click.argument("purpose", type=_STANDING)
def rotate(purpose: str) -> None:
    ready()
    from shuoshi.kernel.clock import now
    from shuoshi.reach.terms import SYSTEM
    from shuoshi.sealing.actions import reseal
    from shuoshi.sealing.actions import rotate as make
    from shuoshi.sealing.terms import Purpose

    version = make(purpose=Purpose(purpose), by=SYSTEM, at=now())
    click.echo(f"{purpose}: {version}")
    click.echo(f"已转 {reseal(Purpose(purpose))} 个值 / values moved")


@keys.command(help="Move values that older keys of PURPOSE hold; safe to stop and run again.")
@click.argument("purpose", type=_STANDING)
def reseal(purpose: str) -> None:
    ready()
    from shuoshi.sealing.actions import reseal as move
    from shuoshi.sealing.terms import Purpose

    click.echo(f"已转 {move(Purpose(purpose))} 个值 / values moved")


@keys.command(help="Destroy older keys of PURPOSE once nothing is sealed under them.")
@click.argument("purpose", type=_STANDING)
def retire(purpose: str) -> None:
    ready()
    from shuoshi.kernel.clock import now
    from shuoshi.reach.terms import SYSTEM
    from shuoshi.sealing.actions import retire as destroy
    from shuoshi.sealing.terms import Purpose

    gone = destroy(purpose=Purpose(purpose), by=SYSTEM, at=now())
    click.echo(f"已销毁 {gone} 把旧密钥 / old keys destroyed")
