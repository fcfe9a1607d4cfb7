"""REST's pull requests: opened, changed, closed, reopened."""

from __future__ import annotations

from typing import Any

from tests.forge import showing
from tests.forge.asking import LONGEST, Answer, Ask, Route
from tests.forge.history import changes, follows, fork, log, past
from tests.forge.state import Issue, Pull, RefusedError, Repository, custom, invalid

TITLE = 256


def listed(ask: Ask) -> Answer:
    state = ask.choice("state", ("open", "closed", "all"), "open", "PullRequest")
    found = [one for one in ask.repo.issues.values() if one.pull and state in ("all", "open" if one.open else "closed")]
    owner, colon, ref = ask.query.get("head", "").partition(":")
    if colon:  # without an owner GitHub doesn't look at it
        homes = ask.state.repositories
        found = [one for one in found if one.pull and one.pull.ref == ref and homes[one.pull.home].owner.lower() == owner.lower()]
    if base := ask.query.get("base"):
        found = [one for one in found if one.pull and one.pull.target == base]
    sort = ask.query.get("sort", "created")
    down = ask.query.get("direction", "desc" if sort == "created" else "asc") != "asc"
    found.sort(key=lambda one: (one.updated if sort == "updated" else one.created, one.number), reverse=down)
    return ask.paged(found, lambda one: showing.pull(ask, one))


def create(ask: Ask) -> Answer:
    ask.need("pull_requests", anyone=True)
    head, base = ask.wants("head", "base")
    if ask.who.kind == "actions" and not ask.repo.actions_may_open_prs:
        raise RefusedError(403, "GitHub Actions is not permitted to create or approve pull requests.")
    title, body = ask.text("title", TITLE) or "", ask.text("body", LONGEST)
    if not title.strip():
        raise invalid("Issue", "title", "missing_field")
    home, ref = _home(ask, head)
    ends = (home.branch(ref) if home else None), ask.repo.branch(base)
    wrong = [
        {"resource": "PullRequest", "field": name, "code": "invalid"} for name, sha in zip(("head", "base"), ends, strict=True) if not sha
    ]
    if home is None or ends[0] is None or ends[1] is None:
        raise RefusedError(422, "Validation Failed", *wrong)
    _openable(ask, home, ref, ends[0], base, ends[1])
    number = max(ask.repo.issues, default=0) + 1
    two = Pull(home.id, ref, ends[0], base, ends[1], bool(ask.body.get("draft")))
    assert ask.who.login
    made = Issue(next(ask.state.ids), number, ask.who.login, title, body, ask.state.at, ask.state.at, pull=two)
    ask.repo.issues[number] = made
    ask.repo.refs[f"refs/pull/{number}/head"] = two.head
    return Answer(201, showing.pull(ask, made, whole=True))


def _home(ask: Ask, head: str) -> tuple[Repository | None, str]:
    """The repository of a head, and its branch there."""
    owner, _, ref = head.rpartition(":")
    near = [one for one in ask.state.repositories.values() if one is ask.repo or one.parent == ask.repo.id]
    return next((one for one in near if one.owner.lower() == (owner or ask.repo.owner).lower()), None), ref


def _openable(ask: Ask, home: Repository, ref: str, head: str, base: str, target: str) -> None:
    """Refuses a second pull request, and one that holds nothing."""
    for one in ask.repo.issues.values():
        if one.open and one.pull and (one.pull.home, one.pull.ref, one.pull.target) == (home.id, ref, base):
            raise custom(f"A pull request already exists for {home.owner}:{ref}.")
    if follows(ask.state.objects, target, head):
        names = (base, ref) if home is ask.repo else (f"{ask.repo.owner}:{base}", f"{home.owner}:{ref}")
        raise custom(f"No commits between {names[0]} and {names[1]}")
    if fork(ask.state.objects, target, head) is None:
        raise custom(f"The {ref} branch has no history in common with {base}")


def read(ask: Ask, number: str) -> Any:
    return showing.pull(ask, ask.issue(number, pull=True), whole=True)


def edit(ask: Ask, number: str) -> Any:
    one = ask.issue(number, pull=True)
    ask.need("pull_requests", anyone=True)
    if not ask.can("pull_requests") and one.author != ask.who.login:
        raise RefusedError(403, "Must have admin rights to Repository.")
    title, body = ask.text("title", TITLE), ask.text("body", LONGEST)
    if ask.body.get("base"):
        _retarget(ask, one, ask.body["base"])
    if ask.body.get("state"):
        set_state(ask, one, ask.body["state"], "PullRequest")
    one.title = title if title is not None else one.title
    one.body = body if "body" in ask.body else one.body
    one.updated = ask.state.at
    return showing.pull(ask, one, whole=True)


def _retarget(ask: Ask, one: Issue, base: str) -> None:
    sha = ask.repo.branch(base)
    if sha is None or one.pull is None:
        raise invalid("PullRequest", "base")
    if not one.open:
        raise invalid("PullRequest", "base", message="Cannot change the base branch of a closed pull request.")
    one.pull.target, one.pull.base = base, sha


def set_state(ask: Ask, one: Issue, state: str, resource: str) -> None:
    """Open or closed, where GitHub lets it be."""
    if state not in ("open", "closed"):
        raise RefusedError(422, "Validation Failed", {"value": state, "resource": resource, "field": "state", "code": "invalid"})
    if state == "closed" and one.open:
        one.close(ask.who.login, ask.state.at, None if one.pull else ask.body.get("state_reason") or "completed")
    elif state == "open" and not one.open:
        if one.pull:
            _reopen(ask, one.pull)
        one.open, one.closed, one.closer, one.reason = True, None, None, None if one.pull else "reopened"


def _reopen(ask: Ask, two: Pull) -> None:
    """Only where its branch still holds what it held when it was closed."""

    def refuse(why: str) -> RefusedError:
        return custom(why, field="state")

    if two.merged:
        raise refuse("Cannot reopen a merged pull request")
    home = ask.state.repositories.get(two.home)
    head, base = home.branch(two.ref) if home else None, ask.repo.branch(two.target)
    if home is None or head is None:
        raise refuse(f"state cannot be changed. The {two.ref} branch has been deleted.")
    if base is None:
        raise refuse(f"state cannot be changed. The {two.target} branch has been deleted.")
    if not follows(ask.state.objects, head, two.head):
        raise refuse(f"state cannot be changed. The {two.ref} branch was force-pushed or recreated.")
    _openable(ask, home, two.ref, head, two.target, base)
    two.head, two.base = head, base


def files(ask: Ask, number: str) -> Answer:
    two = ask.issue(number, pull=True).pull
    assert two
    base = fork(ask.state.objects, two.base, two.head) or two.base
    found = changes(ask.state.objects, ask.state.show(base).tree, ask.state.show(two.head).tree)
    return ask.paged(found, lambda one: showing.file(ask, two.head, one))


def commits(ask: Ask, number: str) -> Answer:
    two = ask.issue(number, pull=True).pull
    assert two
    found = log(ask.state.objects, two.head, past(ask.state.objects, two.base))[::-1]
    return ask.paged(found, lambda sha: showing.commit(ask, sha))


def request(ask: Ask, number: str) -> Answer:
    """Reviewers are asked for, all or none."""
    one = ask.issue(number, pull=True)
    ask.need("pull_requests", push=True)
    assert one.pull
    for name in ask.body.get("reviewers") or []:
        if name.lower() == one.author.lower():
            raise RefusedError(422, "Review cannot be requested from pull request author.")
        if not ask.repo.role(name):
            lacking = f"One or more of the users or teams you specified is not a collaborator of the {ask.repo.full_name} repository."
            raise RefusedError(422, f"Reviews may only be requested from collaborators. {lacking}")
    names = [ask.state.users[name.lower()][1] for name in ask.body.get("reviewers") or []]
    one.pull.reviewers = list(dict.fromkeys([*one.pull.reviewers, *names]))
    return Answer(201, showing.pull(ask, one))


ROUTES: list[Route] = [
    ("GET", r"/pulls", listed),
    ("POST", r"/pulls", create),
    ("GET", r"/pulls/(\d+)", read),
    ("PATCH", r"/pulls/(\d+)", edit),
    ("GET", r"/pulls/(\d+)/files", files),
    ("GET", r"/pulls/(\d+)/commits", commits),
    ("POST", r"/pulls/(\d+)/requested_reviewers", request),
]
