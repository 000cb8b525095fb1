"""What matters hold that is personal."""

from shuoshi.kernel.texts import Bilingual
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity

_HANDLE = Bilingual("办理居民说的事", "To handle what residents raise")
_STAFF = Bilingual(
    "记下谁办的，不由自己评自己", "Who handled it, so that nobody judges their own work"
)
DECLARED = (
    Holds(
        "matters_matter",
        ("raiser_id", "secret_hash", "path"),
        Bilingual(
            "谁说的（编号）、查询码的散列、地点", "Who raised it (id), hash of the receipt, place"
        ),
        _HANDLE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "matters",
    ),
    Holds(
        "matters_matter",
        ("assignee_id", "helper_id"),
        Bilingual("谁在办、哪位帮手去", "Who works on it, which helper goes"),
        _STAFF,
        Basis.EMPLOYMENT,
        Sensitivity.INNER,
        "matters",
    ),
    Holds(
        "matters_mattertext",
        ("title", "body", "form"),
        Bilingual(
            "说的话和填的表（表里标了封存的封存）",
            "What was said and filled in (sealed where marked)",
        ),
        _HANDLE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "matters",
    ),
    Holds(
        "matters_sought",
        ("path", "words"),
        Bilingual("说的话里的词，用来查找", "Words of what was said, to find it by"),
        _HANDLE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "matters",
    ),
    Holds(
        "matters_step",
        ("answers",),
        Bilingual("每一步写的话", "Words of each step"),
        _HANDLE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "matters",
    ),
    Holds(
        "matters_step",
        ("said_by", "account_id"),
        Bilingual("哪个岗位、哪个账号", "Post and account"),
        _STAFF,
        Basis.EMPLOYMENT,
        Sensitivity.INNER,
        "matters",
    ),
    Holds(
        "matters_answer",
        ("account_id", "words"),
        Bilingual("评价的话", "Words of an evaluation"),
        _HANDLE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "matters",
    ),
    Holds(
        "matters_report",
        ("progress", "effect", "problems", "said_by", "account_id"),
        Bilingual("进展报告", "Reports of progress"),
        _HANDLE,
        Basis.DUTY,
        Sensitivity.INNER,
        "matters",
    ),
    Holds(
        "matters_attachment",
        ("said_by", "sha256"),
        Bilingual("图片和文件（内容在库外）", "Pictures and papers (their bytes lie outside)"),
        _HANDLE,
        Basis.DUTY,
        Sensitivity.PERSONAL,
        "matters",
    ),
    Holds(
        "matters_request",
        ("digest", "key"),
        Bilingual("防重复提交的散列", "Hashes of requests"),
        _HANDLE,
        Basis.DUTY,
        Sensitivity.INNER,
        "requests",
    ),
    Holds(
        "matters_metoo",
        ("who",),
        Bilingual(
            "“我也遇到”的计数（人或浏览器的加密散列，不能还原）",
            "Me too, to count each once (keyed hash of a person or a browser)",
        ),
        _HANDLE,
        Basis.DUTY,
        Sensitivity.INNER,
        "matters",
    ),
    Nothing(
        "matters_published",
        (
            "path",
            "place_name",
            "street_name",
            "holder_name",
            "title",
            "text",
            "shown",
            "timeline",
            "pictures",
        ),
        "What a reviewer released for everybody, found free of names and numbers before.",
    ),
    Nothing(
        "matters_publishedsought",
        ("path", "words"),
        "Words of what a reviewer released for everybody.",
    ),
    Nothing("matters_matter", ("marks",), "Codes and times of the engine: no words, no person."),
)
