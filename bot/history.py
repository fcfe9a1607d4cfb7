"""Counts over time: state/NAME/counts.csv, a line only when a number changed. The one place where pandas is used.

A number that changes implausibly is held until another night says about the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from bot.errors import StateError
from bot.ledger import replace_bytes
from bot.model import Count, Move

FILE = "counts.csv"
HEADER = "# counts, schema 1\n"
COLUMNS = ["subject", "metric", "day", "count", "held"]
LIMIT = 10**12
"""No paper or repository has so many of anything."""
_Line = dict[Any, Any]
_MEND = "Mend the line, or restore the file from version control"
_BARS = "▁▂▃▄▅▆▇█"


def record(folder: Path, counts: Iterable[Count], today: date) -> None:
    """Adds the night's counts to the folder's history."""
    history = _read(folder / FILE)
    series = {name: part.to_dict("records") for name, part in history.groupby(["subject", "metric"], sort=False)}
    for one in (one for one in counts if 0 <= one.count < LIMIT):
        name = (one.subject, one.metric)
        series[name] = list(_grown(series.get(name, []), one, today))
    lines = [line for part in series.values() for line in part]
    frame = pd.DataFrame(lines, columns=COLUMNS).sort_values(COLUMNS, kind="stable")
    if len(frame):
        text = frame.to_csv(index=False, lineterminator="\n")
        replace_bytes(folder / FILE, f"{HEADER}{text}".encode())


def check(folder: Path) -> None:
    """StateError for a history that can't be read."""
    _read(folder / FILE)


def moved(folder: Path, since: date, subject: str | None = None) -> list[Move]:
    """What changed from that day on, most first; all of one subject, where one is named."""
    history = _read(folder / FILE)
    history = history[history["held"] == ""]
    if subject is not None:
        history = history[history["subject"].isin([subject, f"arxiv:{subject}"])]
    moves = [_move(part.sort_values("day"), since) for _, part in history.groupby(["subject", "metric"])]
    shown = [move for move in moves if subject is not None or (move.change and move.last >= since)]
    return sorted(shown, key=lambda move: (-abs(move.change), move.subject, move.metric))


def latest(folder: Path, metric: str, today: date) -> dict[str, int]:
    """Each subject's last number by that day; one that is held for its oddity is none yet."""
    history = _read(folder / FILE)
    history = history[(history["metric"] == metric) & (history["held"] == "") & (history["day"] <= today.isoformat())]
    last = history.sort_values("day", kind="stable").groupby("subject").tail(1)
    return {str(subject): int(count) for subject, count in zip(last["subject"], last["count"], strict=True)}


def as_csv(moves: Sequence[Move]) -> str:
    frame = pd.DataFrame([_flat(move) for move in moves], columns=["subject", "metric", "first", "last", "before", "after", "change"])
    return frame.to_csv(index=False, lineterminator="\n")


def as_json(moves: Sequence[Move]) -> str:
    frame = pd.DataFrame([_flat(move) | {"counts": list(move.counts)} for move in moves])
    return frame.to_json(orient="records") + "\n"


def sparkline(counts: Sequence[int]) -> str:
    """A small picture of the last twenty counts."""
    last = counts[-20:]
    low, span = min(last), max(last) - min(last)
    return "".join(_BARS[(count - low) * (len(_BARS) - 1) // span if span else 0] for count in last)


def plausible(before: int, after: int, days: int) -> bool:
    """Whether a count can have changed so in that many days.

    Numbers may fall a little (merged records, stars taken back) and grow by half and a hundred a month.
    """
    return 0.9 * before - 5 <= after <= before + (0.5 * before + 100) * max(1.0, days / 30)


def _grown(lines: Sequence[_Line], one: Count, today: date) -> Iterator[_Line]:
    """A subject's lines after tonight's count."""
    day = today.isoformat()
    earlier = [line for line in lines if line["day"] <= day]
    yield from (line for line in lines if line["day"] > day)
    held = next((line for line in earlier if line["held"]), None)
    settled = [line for line in earlier if not line["held"]]
    new = {"subject": one.subject, "metric": one.metric, "day": day, "count": one.count, "held": ""}
    if settled and settled[-1]["day"] == day and settled[-1]["count"] != one.count:
        settled.pop()
    yield from settled
    if not settled:
        yield new
    elif settled[-1]["count"] == one.count:
        return
    elif _follows(settled[-1], one, today) or (held and held["day"] != day and _follows(held, one, today)):
        yield new
    else:
        same = held and held["count"] == one.count
        yield held if held and same else new | {"held": "held"}


def _follows(line: _Line, one: Count, today: date) -> bool:
    days = (today - date.fromisoformat(line["day"])).days
    return plausible(line["count"], one.count, days)


def _move(part: pd.DataFrame, since: date) -> Move:
    """The part's lines from the last one before that day on."""
    before = part[part["day"] < since.isoformat()].tail(1)
    shown = pd.concat([before, part[part["day"] >= since.isoformat()]])
    first, last = shown.iloc[0], shown.iloc[-1]
    return Move(
        subject=str(first["subject"]),
        metric=str(first["metric"]),
        first=date.fromisoformat(str(first["day"])),
        last=date.fromisoformat(str(last["day"])),
        before=int(first["count"]),
        after=int(last["count"]),
        counts=tuple(int(count) for count in shown["count"]),
    )


def _flat(move: Move) -> dict[str, object]:
    return {
        "subject": move.subject,
        "metric": move.metric,
        "first": move.first.isoformat(),
        "last": move.last.isoformat(),
        "before": move.before,
        "after": move.after,
        "change": move.change,
    }


def _read(path: Path) -> pd.DataFrame:
    """The history; StateError with the line for what is none."""
    if not path.exists():
        return pd.DataFrame({name: pd.Series(dtype="int64" if name == "count" else "str") for name in COLUMNS})
    try:
        text = path.read_bytes().decode("utf-8")
        if not text.startswith(HEADER):
            raise StateError("its first line names another kind or schema", where=f"{path}, line 1", remedy=_MEND)
        frame = pd.read_csv(io.StringIO(text.partition("\n")[2]), dtype=str, keep_default_na=False, skip_blank_lines=False)
    except (OSError, ValueError) as problem:
        raise StateError(f"it can't be read ({' '.join(str(problem).split())})", where=str(path), remedy=_MEND) from problem
    if list(frame.columns) != COLUMNS or not isinstance(frame.index, pd.RangeIndex):
        raise StateError(f"its columns are not {', '.join(COLUMNS)}", where=f"{path}, line 2", remedy=_MEND)
    days = pd.to_datetime(frame["day"].where(frame["day"].str.fullmatch(r"[12]\d{3}-\d{2}-\d{2}")), format="%Y-%m-%d", errors="coerce")
    wrong = frame.index[~frame["count"].str.fullmatch(r"[0-9]{1,12}") | days.isna() | ~frame["held"].isin(["", "held"])]
    if len(wrong):
        raise StateError("it is no count of a day", where=f"{path}, line {int(wrong[0]) + 3}", remedy=_MEND)
    return frame.assign(count=frame["count"].astype("int64"))
