"""The moves, stages and fields that every programme has, whatever its file says."""

from shuoshi.programmes.fields import FieldRule, Text
from shuoshi.programmes.schema import Move, Programme, Stage

WITHDRAWN, MERGED = "withdrawn", "merged"
EXTENDED = "grant_extension"

STAGES: dict[str, Stage] = {
    WITHDRAWN: Stage(name=Text(zh="已撤回", en="Withdrawn"), final="void"),
    MERGED: Stage(name=Text(zh="已并案", en="Merged"), final="void"),
}
FIELDS: dict[str, FieldRule] = {
    "reason": FieldRule(type="long", name=Text(zh="理由", en="Reason"), most=2000),
    "words": FieldRule(type="long", name=Text(zh="留言", en="Words"), most=2000),
    "days": FieldRule(type="int", name=Text(zh="延长几个工作日", en="Working days more"), most=60),
    "into": FieldRule(
        type="text", name=Text(zh="并入哪件事（编号）", en="Into which matter (number)"), most=20
    ),
    "holder": FieldRule(type="unit", name=Text(zh="交给哪个单位", en="To which unit")),
    "helper": FieldRule(
        type="helper",
        name=Text(zh="交给哪位帮手", en="To which helper"),
        hint=Text(
            zh="选了帮手，就交给他的单位；不选，就只选单位。",
            en="A helper brings their unit along; without one, choose the unit.",
        ),
    ),
    "public_title": FieldRule(type="text", name=Text(zh="公开标题", en="Public title"), most=80),
    "public_text": FieldRule(
        type="long",
        name=Text(zh="公开内容", en="Public text"),
        most=3000,
        hint=Text(
            zh="不写姓名、电话、门牌和病情。写岗位，不写人。",
            en="No names, phones, door numbers or illnesses. Posts, not persons.",
        ),
    ),
    "pictures": FieldRule(
        type="rows",
        name=Text(zh="公开哪些照片", en="Which pictures to show"),
        columns={"id": "text"},
    ),
}
EVERYBODY = ("*",)


def _move(zh: str, en: str, start: str | tuple[str, ...], to: str, **rest: object) -> Move:
    return Move.model_validate(
        {"name": {"zh": zh, "en": en}, "from": start, "to": to, "clock": "keep"} | rest
    )


def _before(programme: Programme, until: str | None) -> tuple[str, ...]:
    """Stages in the file's order up to, and without, `until`."""
    out: list[str] = []
    for name, stage in programme.stages.items():
        if name == until:
            break
        if stage.final is None:
            out.append(name)
    return tuple(out)


def standard_moves(programme: Programme) -> dict[str, Move]:
    """The standard moves as this file allows them."""
    builtin = programme.builtin
    working = tuple(n for n, s in programme.stages.items() if s.final is None)
    done = tuple(n for n, s in programme.stages.items() if s.final is not None)
    moves = {
        "comment": _move("留言", "Comment", working, "=", by=EVERYBODY, asks=("words",)),
        "claim": _move("由我来办", "Take it on myself", working, "=", by=EVERYBODY, of_holder=True),
        "migrate": _move("换用新版程序", "Move to a new version", working, "=", by=("system",)),
        "pass_on": _move(
            "随区划调整转交", "Passed on with the place", working, "=", by=("system",),
            asks=("holder",),
        ),
        "climb": _move("时限提醒", "Time limit", working, "=", by=("system",)),
        "withdraw": _move(
            "撤回", "Withdraw", _before(programme, builtin.withdraw.until), WITHDRAWN,
            by=builtin.withdraw.by, asks=("reason~",), clock="enter",
        ),
    }  # fmt: skip
    if builtin.extend:
        extend = builtin.extend
        moves["ask_extension"] = _move(
            "申请延期", "Ask for more time", extend.start or working, "=", by=extend.by,
            asks=("reason", "days"), of_holder=True,
        )  # fmt: skip
        moves[EXTENDED] = _move(
            "同意延期", "Grant more time", working, "=", by=extend.approve,
            asks=("reason~",), not_by=("ask_extension",), reply=True,
        )  # fmt: skip
        moves["refuse_extension"] = _move(
            "不同意延期", "Refuse more time", working, "=", by=extend.approve,
            asks=("reason",), not_by=("ask_extension",),
        )  # fmt: skip
    if builtin.give_back:
        moves["give_back"] = _move(
            "退回", "Give back", builtin.give_back.start, "previous", by=builtin.give_back.by,
            asks=("reason",), clock="enter", within=builtin.give_back.within,
        )  # fmt: skip
    if builtin.merge:
        moves["merge"] = _move(
            "并案", "Merge", _before(programme, builtin.merge.until), MERGED, by=builtin.merge.by,
            asks=("into", "reason"), clock="enter", reply=True,
        )  # fmt: skip
        moves["unmerge"] = _move(
            "撤销并案", "Undo the merge", MERGED, "previous", by=builtin.merge.by,
            asks=("reason",), clock="credit", reply=True,
        )  # fmt: skip
    if programme.public and builtin.release:
        fields = ("public_title", "public_text", "pictures~", "reason~")
        anywhere = (*working, *done)
        moves["release"] = _move(
            "公开", "Release", anywhere, "=", by=builtin.release.by, asks=fields
        )
        hides = builtin.hide or builtin.release
        moves["hide"] = _move("撤下公开", "Take down", anywhere, "=", by=hides.by, asks=("reason",))
    if programme.reopen:
        ended = tuple(n for n, s in programme.stages.items() if s.final == "done")
        moves["reopen"] = _move(
            "重新打开", "Reopen", ended, programme.reopen.to, by=programme.reopen.by,
            asks=("reason",), clock="enter",
        )  # fmt: skip
    return moves
