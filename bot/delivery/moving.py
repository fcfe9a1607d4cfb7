"""How counts changed, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.delivery.report import count
from bot.delivery.words import Plain
from bot.model import Move


def moves(name: str, moved: Sequence[Move], titles: Mapping[str, str], since: date, pictures: Sequence[str]) -> str:
    """How counts changed, a line each, for a terminal."""
    style = Plain()
    lines = [f"{name}: {count(len(moved), 'count')} changed since {since}"]
    for move, picture in zip(moved, pictures, strict=True):
        change = f"{move.before:,} → {move.after:,} ({move.change:+,})"
        what = titles.get(move.subject, move.subject)
        lines.append(f"{change:>28}  {move.metric:21}  {style.text(what)[:70]}" + (f"  {picture}" if picture else ""))
    return "\n".join(lines) + "\n"
