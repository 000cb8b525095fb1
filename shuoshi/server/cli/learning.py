"""`shuoshi learn` and `shuoshi hot`: learn classes from labelled texts, group texts by incident."""

import time
from datetime import datetime
from pathlib import Path

import click

from shuoshi.kernel.sheets import BadSheet, moment, no_column, read_sheet
from shuoshi.server.cli.base import ready

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_EXTRA = "要先装学习用的库 / the extra 'learn' is not installed: pip install 'shuoshi[learn]'"


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        return read_sheet(file)[1]
    except BadSheet as error:
        raise click.ClickException(str(error)) from None


def _value(row: dict[str, str], column: str, file: Path) -> str:
    if column not in row:
        raise click.ClickException(f"{file.name}: {no_column(column, row)}")
    return (row[column] or "").strip()


@click.command(
    help="Learn a field of choices from a labelled CSV; pages suggest by it from then on."
)
@click.argument("file", type=_FILE)
@click.option("--programme", required=True, help="Key of the programme, such as order_12345.")
@click.option("--field", default="kind", show_default=True)
@click.option("--title", default="title", show_default=True, help="Column of the title.")
@click.option("--body", default="body", show_default=True, help="Column of the text.")
@click.option("--label", default="label", show_default=True, help="Column of the option.")
@click.option("--as", "named", multiple=True, metavar="LABEL=CODE", help="What a label stands for.")
@click.option("--unlabelled", type=_FILE, multiple=True, help="More texts, without labels.")
def learn(
    file: Path,
    programme: str,
    field: str,
    title: str,
    body: str,
    label: str,
    named: tuple[str, ...],
    unlabelled: tuple[Path, ...],
) -> None:
    ready()
    from shuoshi.matters.forms import options_of
    from shuoshi.matters.suggesting import file_of
    from shuoshi.programmes.queries import current
    from shuoshi.programmes.terms import ProgrammeNotFound

    try:
        from shuoshi.likeness.learning import Text, TooFew
        from shuoshi.likeness.learning import learn as learnt
    except ImportError:
        raise click.ClickException(_EXTRA) from None
    try:
        d = current(programme)
    except ProgrammeNotFound as error:
        raise click.ClickException(str(error)) from None
    rule = d.fields.get(field)
    if rule is None or rule.type != "choice":
        raise click.ClickException(f"'{field}' 不是选项 / is no field of choices")
    options = options_of(d, rule)
    codes = {str(getattr(name, "zh", name)): code for code, name in options.items()}
    codes |= {code: code for code in options}
    codes |= {k.strip(): v.strip() for k, _sep, v in (pair.partition("=") for pair in named)}
    began, rows = time.perf_counter(), _rows(file)
    labels = [_value(row, label, file) for row in rows]
    strange = sorted({text for text in labels if codes.get(text) not in options})
    if strange:
        raise click.ClickException(
            f"不认识的标签 / unknown labels: {'、'.join(strange)}; --as {strange[0]}=CODE "
            f"({', '.join(options)})"
        )
    own = d.programme.words.get(field, {})
    try:
        machine = learnt(
            [Text(_value(r, title, file), _value(r, body, file)) for r in rows],
            [codes[text] for text in labels],
            described=[
                "\n".join((str(getattr(name, "zh", name)), *own.get(code, ())))
                for code, name in options.items()
            ],
            unlabelled=[
                Text(_value(r, title, more), _value(r, body, more))
                for more in unlabelled for r in _rows(more)
            ],
        )  # fmt: skip
    except TooFew:
        raise click.ClickException(
            "太少了：至少要两类，每类两条 / at least two classes of two texts each"
        ) from None
    into = file_of(programme, field)
    size = machine.save(into, {"texts": len(rows), "classes": len(machine.codes)})
    click.echo(
        f"学了 {len(rows)} 条，{len(machine.codes)} 类，{time.perf_counter() - began:.1f} 秒，"
        f"{size / 1e6:.2f} MB / texts, classes, seconds: {into.name}"
    )


@click.command(help="Group the messages of a CSV by incident, the hottest first.")
@click.argument("file", type=_FILE)
@click.option("--id", "key", default="id", show_default=True, help="Column of the number.")
@click.option("--who", default="who", show_default=True, help="Column of who said it.")
@click.option("--title", default="title", show_default=True)
@click.option("--body", default="body", show_default=True)
@click.option("--at", "when", default="at", show_default=True, help="Column of the time.")
@click.option("--votes", default="", help="Column of how many agree.")
@click.option("--most", default=20, show_default=True, help="How many topics.")
def hot(
    file: Path, key: str, who: str, title: str, body: str, when: str, votes: str, most: int
) -> None:
    try:
        from shuoshi.likeness.terms import Message
        from shuoshi.likeness.topics import topics
    except ImportError:
        raise click.ClickException(_EXTRA) from None
    messages = [
        Message(
            _value(r, key, file), _value(r, who, file), _value(r, title, file),
            _value(r, body, file), _moment(_value(r, when, file), file),
            votes=int(_value(r, votes, file) or 0) if votes else 0,
        )
        for r in _rows(file)
    ]  # fmt: skip
    found = topics(messages)
    for n, topic in enumerate(found[:most], 1):
        where = "、".join(topic.places) or "—"
        click.echo(
            f"{n}. {topic.name}\n   热度 {topic.heat:.1f}，{len(topic.messages)} 条，{topic.people} 人，"
            f"{topic.votes} 赞同，{topic.first_at:%Y-%m-%d} — {topic.last_at:%Y-%m-%d}，{where}"
        )
        for m in topic.messages:
            click.echo(f"     {m.at:%Y-%m-%d} {m.key} {m.title}")
    click.echo(f"{len(messages)} 条，{len(found)} 个话题 / messages, topics")


def _moment(said: str, file: Path) -> datetime:
    try:
        return moment(said)
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}") from None
