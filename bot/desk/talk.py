"""What people say there: the dashboard, and comments with commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from github.GithubException import GithubException, UnknownObjectException

from bot.delivery import dashboard
from bot.delivery.orders import orders
from bot.desk.shapes import CommentData, IssueData, Permission
from bot.githubapi import Api
from bot.standing import Comment, Issue

WRITERS = ("admin", "maintain", "write")

_ANSWERS = re.compile(r"<!-- paperlist-bot answers ([\d ]+) -->")
_SAID = re.compile(r"<!-- paperlist-bot said (\S+) -->")


def dashboard_of(api: Api, root: str, page: str, login: str, name: str, number: int) -> Issue | None:
    """The list's dashboard: the issue of that number, wherever it is still there, else the oldest of the bot's with its mark."""
    try:
        one = api.get(f"{root}/issues/{number}", IssueData) if number else None
    except GithubException as problem:
        if problem.status not in (404, 410):
            raise
        one = None
    if one and one["html_url"].lower().startswith(f"{page}/issues/".lower()):
        return _issue(one)
    for creator in sorted({login, f"{login.removesuffix('[bot]')}[bot]"}):
        asked = {"state": "all", "creator": creator, "sort": "created", "direction": "asc"}
        for one in api.pages(f"{root}/issues", IssueData, asked):
            if "pull_request" not in one and dashboard.is_ours(name, one["body"] or ""):
                return _issue(one)
    return None


def _issue(one: IssueData) -> Issue:
    return Issue(one["number"], one["html_url"], one["body"] or "")


@dataclass(slots=True)
class Talk:
    """Commands that nobody answered, when a person last said something, and what the bot said for good."""

    told: list[Comment] = field(default_factory=list)
    touched: str = ""
    said: set[str] = field(default_factory=set)


def comments(api: Api, root: str, mine: Callable[[str | None], bool], numbers: Sequence[int]) -> Talk:
    talk, answered = Talk(), set[int]()
    for number in numbers:
        for one in api.pages(f"{root}/issues/{number}/comments", CommentData, most=5000):
            author, text = (one["user"] or {"login": "ghost"})["login"], one["body"] or ""
            if mine(author) and text.startswith("<!-- paperlist-bot "):
                answered |= {int(digits) for match in _ANSWERS.findall(text) for digits in match.split()}
                talk.said |= set(_SAID.findall(text))
                continue
            talk.touched = max(talk.touched, one["created_at"])
            if any(orders(text)):
                talk.told.append(Comment(one["id"], number, author, text, one["html_url"]))
    asked = [one for one in talk.told if one.number not in answered]
    trusted = {author: _writes(api, root, author) for author in sorted({one.author for one in asked})}
    talk.told = [one for one in asked if trusted[one.author]]
    return talk


def _writes(api: Api, root: str, login: str) -> bool:
    """Whether that person may write to the repository now."""
    try:
        return api.get(f"{root}/collaborators/{quote(login)}/permission", Permission)["permission"] in WRITERS
    except UnknownObjectException:
        return False
