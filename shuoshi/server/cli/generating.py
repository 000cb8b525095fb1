"""`shuoshi generate`: residents by a seed, plainly made up."""

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shuoshi.server.cli.base import ready


@click.command(
    help="Fill the reference district with made-up residents (for trials and measurements only)."
)
@click.option("--residents", default=450_000, show_default=True, type=click.IntRange(1, 2_000_000))
@click.option("--seed", default=141102, show_default=True, type=int)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 16))
def generate(residents: int, seed: int, workers: int) -> None:
    ready()
    from shuoshi.kernel.clock import now
    from shuoshi.scenarios.lishi.filling import fill_district
    from shuoshi.scenarios.lishi.world import load_world

    load_world(at=now(), say=click.echo)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns) as bar:
        task = bar.add_task("居民（演示数据）/ residents", total=residents)
        made = fill_district(
            residents=residents,
            seed=seed,
            at=now(),
            workers=workers,
            say=lambda many: bar.advance(task, many),
        )
    click.echo(f"生成 {made} 人 / made {made} residents")
