"""A title as a cell holds it: what would break the cell or its link is written otherwise; mathematics stays."""

from __future__ import annotations

import re

_MATHS = re.compile(r"(\$[^$]+\$)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_MENTION = re.compile(r"(?<![\w/`])@(?=[A-Za-z0-9])")
_PIPE = re.compile(r"(?<!\\)\|")


def in_cell(title: str) -> str:
    """One line, whose pipes, tags, mentions, lone brackets and pairs of stars or backticks are no markup."""
    parts = _MATHS.split(" ".join(title.split()))
    words = "".join(parts[::2])
    stars, ticks, balanced = words.count("*") > 1, words.count("`") > 1, _balanced(words)
    for index in range(0, len(parts), 2):
        text = _MENTION.sub("&#64;", _TAG.sub("&lt;", parts[index]))
        text = text.replace(">", "&gt;") if "<" in title else text
        text = text.replace("](", "]\\(")
        text = text.replace("*", r"\*") if stars else text
        text = text.replace("`", r"\`") if ticks else text
        parts[index] = text if balanced else re.sub(r"([\[\]])", r"\\\1", text)
    return _PIPE.sub(r"\\|", "".join(parts))


def _balanced(text: str) -> bool:
    depth = 0
    for sign in re.findall(r"[\[\]]", text):
        depth += 1 if sign == "[" else -1
        if depth < 0:
            return False
    return depth == 0
