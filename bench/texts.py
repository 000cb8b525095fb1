"""What the text methods find, on real messages: `make bench-text`. Reads ../shared/data/messages.

Classes by repeated cross-validation beside three simple ways; groups of messages on one incident; whether a
new message is told that it was said before, among 100,000 matters.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.svm import LinearSVC

from shuoshi.kernel.sheets import moment, read_sheet
from shuoshi.likeness.learning import Text, learn
from shuoshi.likeness.suggesting import by_words
from shuoshi.likeness.terms import Message, Topic
from shuoshi.likeness.topics import topics

FOLDER = Path(__file__).parent.parent.parent / "shared" / "data" / "messages"
_FOLDS, _TIMES, _SEED = 5, 2, 1
Ways = dict[str, Callable[[Sequence[Text], Sequence[str], Sequence[Text]], list[list[str]]]]


def read(name: str) -> list[dict[str, str]]:
    """The rows of a file."""
    return read_sheet(FOLDER / f"{name}.csv")[1]


def text_of(row: dict[str, str]) -> Text:
    """Subject and text of a row."""
    return Text(row["留言主题"], row["留言详情"])


def scheme() -> dict[str, list[str]]:
    """The words of each first-level class: its own name and those of the two levels below."""
    found: dict[str, list[str]] = {}
    for row in read("categories_3level"):
        first, *below = (v.strip() for v in row.values())
        found.setdefault(first, [first]).extend(w for w in below if w not in found[first])
    return found


def _ways(unlabelled: Sequence[Text], words: dict[str, list[str]]) -> Ways:
    described = ["\n".join(sorted(set(own))) for own in words.values()]

    def learnt(
        texts: Sequence[Text], codes: Sequence[str], asked: Sequence[Text]
    ) -> list[list[str]]:
        machine = learn(texts, codes, described=described, unlabelled=unlabelled)
        return [[s.code for s in machine.suggest(t.title, t.body)] for t in asked]

    def most_common(
        texts: Sequence[Text], codes: Sequence[str], asked: Sequence[Text]
    ) -> list[list[str]]:
        common = [code for code, _n in Counter(codes).most_common(2)]
        return [common for _t in asked]

    def keywords(
        texts: Sequence[Text], codes: Sequence[str], asked: Sequence[Text]
    ) -> list[list[str]]:
        own = {code: [w for w in words[code] if len(w) > 1] for code in set(codes)}
        common = Counter(codes).most_common(1)[0][0]
        return [[s.code for s in by_words(own, t.title, t.body)] or [common] for t in asked]

    def machine(
        texts: Sequence[Text], codes: Sequence[str], asked: Sequence[Text]
    ) -> list[list[str]]:
        letters = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
        plain = LinearSVC().fit(letters.fit_transform([t.title + t.body for t in texts]), codes)
        scores = plain.decision_function(letters.transform([t.title + t.body for t in asked]))
        return [[plain.classes_[n] for n in np.argsort(-row)[:2]] for row in scores]

    return {
        "the most common class": most_common,
        "words of the scheme": keywords,
        "letters 1 to 3, linear SVM": machine,
        "shuoshi learn": learnt,
    }


def categories() -> None:
    """Macro F1 and the share of right classes among the first two, mean of repeated cross-validation."""
    rows = read("labelled_messages")
    texts, codes = [text_of(r) for r in rows], np.array([r["一级标签"] for r in rows])
    seen = {t.body for t in texts}
    others = [text_of(r) for name in ("answered_messages", "hot_messages") for r in read(name)]
    unlabelled, words = [t for t in others if t.body not in seen], scheme()
    folds = RepeatedStratifiedKFold(n_splits=_FOLDS, n_repeats=_TIMES, random_state=_SEED)
    print(f"classes of {len(texts)} messages, {_TIMES} times {_FOLDS} folds")
    for name, way in _ways(unlabelled, words).items():
        marks, firsts = [], []
        for known, held in folds.split(texts, codes):
            found = way([texts[n] for n in known], list(codes[known]), [texts[n] for n in held])
            marks.append(f1_score(codes[held], [f[0] for f in found], average="macro"))
            firsts.append(np.mean([c in f for c, f in zip(codes[held], found, strict=True)]))
        print(
            f"  {name:28} macro F1 {np.mean(marks):.3f} ± {np.std(marks):.3f}   "
            f"among the first two {np.mean(firsts):.3f}"
        )
    _times(texts, list(codes), unlabelled, words)


def _times(
    texts: list[Text], codes: list[str], unlabelled: list[Text], words: dict[str, list[str]]
) -> None:
    began = time.perf_counter()
    described = ["\n".join(sorted(set(own))) for own in words.values()]
    machine = learn(texts, codes, described=described, unlabelled=unlabelled)
    print(f"  learning from all of them: {time.perf_counter() - began:.1f} s (asked 60)")
    took = []
    for t in texts:
        began = time.perf_counter()
        machine.suggest(t.title, t.body)
        took.append((time.perf_counter() - began) * 1000)
    print(
        f"  one suggestion: median {statistics.median(took):.2f} ms, p95 "
        f"{statistics.quantiles(took, n=20)[18]:.2f} ms, longest {max(took):.1f} ms (asked 5)"
    )


def hot() -> tuple[list[Message], list[Topic]]:
    """The hottest topics of 2,163 messages, printed; gives the messages and the topics."""
    messages = [
        Message(
            r["留言编号"], r["留言用户"], r["留言主题"], r["留言详情"].strip(), moment(r["留言时间"]),
            votes=int(r["点赞数"] or 0),
        )
        for r in read("hot_messages")
    ]  # fmt: skip
    began = time.perf_counter()
    found = topics(messages)
    took = time.perf_counter() - began
    print(f"\ntopics of {len(messages)} messages: {len(found)} in {took:.1f} s (asked 10)")
    for n, topic in enumerate(found[:10], 1):
        where = "、".join(topic.places) or "—"
        print(
            f"{n:3} heat {topic.heat:5.1f}  {len(topic.messages)} messages of {topic.people} people, "
            f"{topic.votes} agree, {topic.first_at:%Y-%m-%d} to {topic.last_at:%Y-%m-%d}, {where}: {topic.name}"
        )
        for m in topic.messages[:40]:
            print(f"      {m.at:%Y-%m-%d} {m.key} {m.title}")
    return messages, found


def main() -> None:
    """All three, or a sentence where the messages are not there."""
    if not FOLDER.exists():
        print("shared/data/messages is not here: nothing to measure")
        return
    categories()
    messages, found = hot()
    from bench.__main__ import ready  # Django is set up in a folder of its own

    cluster = ready()
    try:
        from bench.duplicates import duplicates
        from bench.figures import figures

        print("\namong 100,000 matters")
        duplicates(messages, found)
        figures()
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
