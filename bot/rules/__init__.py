"""One module per kind of correction: entries and facts to proposals and findings. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bot.model import Finding, Proposal
from bot.rules import (
    award,
    badge,
    code,
    contents,
    dated,
    duplicate,
    encoding,
    identity,
    impossible,
    link,
    numbering,
    order,
    ragged,
    repository,
    site,
    swap,
    title,
    venue,
    withdrawn,
)
from bot.rules.case import Case

Rule = Callable[[Case], Iterator[Proposal | Finding]]

RULES: Mapping[str, Rule] = {
    "venue": venue.judge,
    "identity": identity.judge,
    "impossible": impossible.judge,
    "encoding": encoding.judge,
    "repository": repository.judge,
    "withdrawn": withdrawn.judge,
    "badge": badge.judge,
    "title": title.judge,
    "award": award.judge,
    "code": code.judge,
    "swap": swap.judge,
    "link": link.judge,
    "site": site.judge,
    "contents": contents.judge,
    "ragged": ragged.judge,
    "numbering": numbering.judge,
    "order": order.judge,
    "duplicate": duplicate.judge,
    "dated": dated.judge,
}
"""Every rule by its name in the configuration."""
