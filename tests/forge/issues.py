"""REST's issues, which pull requests are too: comments, labels, assignees."""

from __future__ import annotations

from typing import Any

from tests.forge import showing
from tests.forge.asking import LONGEST, Answer, Ask, Route
from tests.forge.pulls import set_state
from tests.forge.state import Comment, Issue, RefusedError, invalid, missing, node

TITLE = 256
LABEL = 50
BOTH = ("issues", "pull_requests")


def listed(ask: Ask) -> Answer:
    """Pull requests among them."""
    state = ask.choice("state", ("open", "closed", "all"), "open", "Issue")
    found = [one for one in ask.repo.issues.values() if state in ("all", "open" if one.open else "closed")]
    labels = {name.strip().lower() for name in ask.query.get("labels", "").split(",") if name.strip()}
    found = [one for one in found if labels <= set(one.labels)]
    if creator := ask.query.get("creator", "").lower():
        found = [one for one in found if one.author.lower() == creator]
    if since := ask.query.get("since"):
        found = [one for one in found if one.updated >= since]
    by_update, down = ask.query.get("sort") == "updated", ask.query.get("direction") != "asc"
    found.sort(key=lambda one: (one.updated if by_update else one.created, one.number), reverse=down)
    return ask.paged(found, lambda one: showing.issue(ask, one))


def create(ask: Ask) -> Answer:
    ask.need("issues", anyone=True)
    if not ask.repo.has_issues:
        raise RefusedError(410, "Issues has been disabled in this repository.")
    ask.wants("title")
    title, body = ask.text("title", TITLE) or "", ask.text("body", LONGEST)
    if not title.strip():
        raise invalid("Issue", "title", "missing_field")
    made = new(ask, title, body)
    if ask.can("issues"):
        _label(ask, made, ask.body.get("labels") or [])
        _assign(ask, made, ask.body.get("assignees") or [])
    return Answer(201, showing.issue(ask, made))


def new(ask: Ask, title: str, body: str | None) -> Issue:
    number = max(ask.repo.issues, default=0) + 1
    assert ask.who.login
    made = Issue(next(ask.state.ids), number, ask.who.login, title, body, ask.state.at, ask.state.at)
    ask.repo.issues[number] = made
    return made


def read(ask: Ask, number: str) -> Any:
    return showing.issue(ask, ask.issue(number))


def edit(ask: Ask, number: str) -> Any:
    one = ask.issue(number)
    ask.need(*(BOTH if one.pull else BOTH[:1]), anyone=True)
    allowed = any(map(ask.can, BOTH))
    if not allowed and one.author != ask.who.login:
        raise RefusedError(403, "Must have admin rights to Repository.")
    title, body, state = ask.text("title", TITLE), ask.text("body", LONGEST), ask.body.get("state")
    if state is not None:
        set_state(ask, one, state, "Issue")
    one.title = title if title is not None else one.title
    one.body = body if "body" in ask.body else one.body
    if allowed and ask.body.get("labels") is not None:
        one.labels = []
        _label(ask, one, ask.body["labels"])
    if allowed and ask.body.get("assignees") is not None:
        one.assignees = []
        _assign(ask, one, ask.body["assignees"])
    one.updated = ask.state.at
    return showing.issue(ask, one)


# comments


def comments(ask: Ask, number: str) -> Answer:
    one = ask.issue(number)
    found = [each for each in one.comments if each.updated >= ask.query.get("since", "")]
    return ask.paged(found, lambda each: showing.comment(ask, one, each))


def say(ask: Ask, number: str) -> Answer:
    one = ask.issue(number)
    ask.need(*(BOTH if one.pull else BOTH[:1]), anyone=True)
    text, now = _said(ask), ask.state.at
    assert ask.who.login
    made = Comment(next(ask.state.ids), ask.who.login, text, now, now)
    one.comments.append(made)
    one.updated = now
    return Answer(201, showing.comment(ask, one, made))


def _said(ask: Ask) -> str:
    (text,) = ask.wants("body")
    wrong = "Body cannot be blank" if not str(text).strip() else f"Body is too long (maximum is {LONGEST} characters)"
    if not str(text).strip() or len(text) > LONGEST:
        raise invalid("IssueComment", "data", "unprocessable", message=wrong)
    return str(text)


def _comment(ask: Ask, number: str) -> tuple[Issue, Comment]:
    found = [(one, each) for one in ask.repo.issues.values() for each in one.comments if each.id == int(number)]
    if not found:
        raise missing()
    return found[0]


def comment(ask: Ask, number: str) -> Any:
    return showing.comment(ask, *_comment(ask, number))


def change_comment(ask: Ask, number: str) -> Any:
    """Its author may, and who writes to the repository."""
    one, each = _comment(ask, number)
    ask.need(*BOTH, anyone=True)
    if each.author != ask.who.login and not any(map(ask.can, BOTH)):
        raise RefusedError(403, "Must have admin rights to Repository.")
    if ask.body:
        each.body, each.updated = _said(ask), ask.state.at
        return showing.comment(ask, one, each)
    one.comments.remove(each)
    return Answer(204)


# labels and assignees


def labels(ask: Ask, number: str) -> Any:
    return [ask.repo.labels[name] for name in ask.issue(number).labels]


def add_labels(ask: Ask, number: str) -> Any:
    one = ask.issue(number)
    ask.need(*(BOTH if one.pull else BOTH[:1]), push=True)
    _label(ask, one, ask.wants("labels")[0])
    return labels(ask, number)


def remove_label(ask: Ask, number: str, name: str) -> Any:
    one = ask.issue(number)
    ask.need(*(BOTH if one.pull else BOTH[:1]), push=True)
    if name.lower() not in one.labels:
        raise RefusedError(404, "Label does not exist")
    one.labels.remove(name.lower())
    return labels(ask, number)


def _label(ask: Ask, one: Issue, names: list[str]) -> None:
    """A label that isn't there yet is made."""
    for name in names:
        if not name.strip():
            raise invalid("Label", "name", "missing_field")
        if len(name) > LABEL:
            raise invalid("Label", "name", "custom", message=f"name is too long (maximum is {LABEL} characters)")
    for name in names:
        if name.lower() not in ask.repo.labels:
            number = next(ask.state.ids)
            made = {"id": number, "node_id": node("LA", number), "name": name, "color": "ededed", "default": False, "description": None}
            ask.repo.labels[name.lower()] = made
        if name.lower() not in one.labels:
            one.labels.append(name.lower())
    one.updated = ask.state.at


def assign(ask: Ask, number: str) -> Answer:
    one = ask.issue(number)
    ask.need(*(BOTH if one.pull else BOTH[:1]), push=True)
    _assign(ask, one, ask.body.get("assignees") or [])
    return Answer(201, showing.issue(ask, one))


def _assign(ask: Ask, one: Issue, names: list[str]) -> None:
    """Those who may not be assigned are left out in silence."""
    known = [ask.state.users[name.lower()][1] for name in names if ask.repo.role(name)]
    one.assignees = list(dict.fromkeys([*one.assignees, *known]))[:10]
    one.updated = ask.state.at


ROUTES: list[Route] = [
    ("GET", r"/issues", listed),
    ("POST", r"/issues", create),
    ("GET", r"/issues/comments/(\d+)", comment),
    ("PATCH", r"/issues/comments/(\d+)", change_comment),
    ("DELETE", r"/issues/comments/(\d+)", change_comment),
    ("GET", r"/issues/(\d+)", read),
    ("PATCH", r"/issues/(\d+)", edit),
    ("GET", r"/issues/(\d+)/comments", comments),
    ("POST", r"/issues/(\d+)/comments", say),
    ("GET", r"/issues/(\d+)/labels", labels),
    ("POST", r"/issues/(\d+)/labels", add_labels),
    ("DELETE", r"/issues/(\d+)/labels/(.+)", remove_label),
    ("POST", r"/issues/(\d+)/assignees", assign),
]
