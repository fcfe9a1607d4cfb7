"""GraphQL, as little of it as a bot needs: who asks, a repository, and refs by compare-and-swap."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.forge.asking import Ask
from tests.forge.refs import move
from tests.forge.state import RefusedError, Repository, State, Token

NONE = "0" * 40
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|-?\d+|\.\.\.|[$!:=@{}()\[\]|]')


class _WrongError(Exception):
    """A query that isn't one, or an answer that can't be given."""

    def __init__(self, message: str, **more: Any) -> None:
        super().__init__(message)
        self.shown = {**more, "message": message}


@dataclass(slots=True)
class _Field:
    name: str
    alias: str
    arguments: dict[str, Any] = field(default_factory=dict)
    inside: list[_Field] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """Fields with arguments and variables; no fragments."""

    words: list[str]
    variables: Mapping[str, Any]

    def take(self, *wanted: str) -> str:
        word = self.words.pop(0) if self.words else "end of query"
        if wanted and word not in wanted:
            raise _WrongError(f'Parse error on "{word}"')
        return word

    def operation(self) -> tuple[str, list[_Field]]:
        kind = "query"
        if self.words and self.words[0] != "{":
            kind = self.take("query", "mutation")
            while self.words and self.words[0] != "{":
                self.take()
        return kind, self.fields()

    def fields(self) -> list[_Field]:
        found = list[_Field]()
        self.take("{")
        while self.words and self.words[0] != "}":
            name = alias = self.take()
            if self.words and self.words[0] == ":":
                self.take()
                name = self.take()
            made = _Field(name, alias)
            if self.words and self.words[0] == "(":
                self.take()
                made.arguments = self.pairs(")")
            if self.words and self.words[0] == "{":
                made.inside = self.fields()
            found.append(made)
        self.take("}")
        return found

    def pairs(self, end: str) -> dict[str, Any]:
        found = dict[str, Any]()
        while self.words and self.words[0] != end:
            name = self.take()
            self.take(":")
            found[name] = self.value()
        self.take(end)
        return found

    def value(self) -> Any:
        word = self.take()
        if word == "$":
            return self.variables.get(self.take())
        if word == "{":
            return self.pairs("}")
        if word == "[":
            found = list[Any]()
            while self.words and self.words[0] != "]":
                found.append(self.value())
            self.take("]")
            return found
        return json.loads(word) if word[0] in '"-0123456789' or word in ("true", "false", "null") else word


def answer(state: State, who: Token, body: Mapping[str, Any], left: Mapping[str, int]) -> dict[str, Any]:
    """Errors stand beside the data, except where the query itself is wrong: then there is none."""
    query = body.get("query")
    if not isinstance(query, str):
        return {"errors": [{"message": "A query attribute must be specified and must be a string."}]}
    known: dict[str, dict[str, Callable[..., Any]]] = {
        "query": {"viewer": _viewer, "repository": _repository, "rateLimit": lambda *_: dict(left)},
        "mutation": {"updateRefs": _update_refs},
    }
    try:
        kind, fields = _Reader(_TOKEN.findall(re.sub(r"#.*", "", query)), body.get("variables") or {}).operation()
        for one in fields:
            if one.name not in known[kind]:
                raise _unknown(kind.capitalize(), one.name, [kind, one.alias])
        return _run(state, who, fields, known[kind], kind)
    except _WrongError as problem:
        return {"errors": [problem.shown]}


def _unknown(kind: str, name: str, path: list[str]) -> _WrongError:
    extensions = {"code": "undefinedField", "typeName": kind, "fieldName": name}
    return _WrongError(f"Field '{name}' doesn't exist on type '{kind}'", path=path, extensions=extensions)


def _run(state: State, who: Token, fields: list[_Field], known: Mapping[str, Callable[..., Any]], kind: str) -> dict[str, Any]:
    data, errors = dict[str, Any](), list[dict[str, Any]]()
    for one in fields:
        data[one.alias] = None
        try:
            found = known[one.name](state, who, one.arguments)
        except _WrongError as problem:
            errors.append({**problem.shown, "path": [one.alias]})
            continue
        for each in one.inside:
            if each.name not in found:
                raise _unknown(str(found.get("__typename", one.name)), each.name, [kind, one.alias, each.alias])
        data[one.alias] = {each.alias: found[each.name] for each in one.inside}
    return {"data": data} | ({"errors": errors} if errors else {})


def _viewer(state: State, who: Token, _: Mapping[str, Any]) -> dict[str, Any]:
    return {"__typename": "User", "login": who.login, "databaseId": state.users[(who.login or "ghost").lower()][0]}


def _repository(state: State, who: Token, arguments: Mapping[str, Any]) -> dict[str, Any]:
    name = f"{arguments.get('owner')}/{arguments.get('name')}"
    repo = state.find(name) or state.repositories.get(state.moved.get(name.lower(), 0))
    if repo is None:
        raise _WrongError(f"Could not resolve to a Repository with the name '{name}'.", type="NOT_FOUND")
    return {
        "__typename": "Repository",
        "id": repo.node,
        "databaseId": repo.id,
        "nameWithOwner": repo.full_name,
        "url": f"https://github.com/{repo.full_name}",
        "isArchived": repo.archived,
        "isFork": repo.parent is not None,
        "hasIssuesEnabled": repo.has_issues,
    }


def _update_refs(state: State, who: Token, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """All of the moves or none; each only from where its ref is said to be."""
    given = arguments.get("input") or {}
    repo = next((one for one in state.repositories.values() if one.node == given.get("repositoryId")), None)
    if repo is None:
        raise _WrongError(f"Could not resolve to a node with the global id of '{given.get('repositoryId')}'", type="NOT_FOUND")
    ask = Ask(state, who, "", {}, {}, "", repo)
    before, moves = dict(repo.refs), given.get("refUpdates") or []
    for one in moves:
        if one.get("beforeOid") not in (None, before.get(one["name"], NONE)):
            raise _WrongError(f"The ref {one['name']} is not at {one['beforeOid']}", type="UNPROCESSABLE")
    try:
        ask.need("contents")
        for one in moves:
            _update(ask, repo, one)
    except RefusedError as problem:
        repo.refs = before
        kind = "UNPROCESSABLE" if problem.status == 422 else "FORBIDDEN"
        raise _WrongError(problem.message, type=kind) from problem
    return {"clientMutationId": given.get("clientMutationId")}


def _update(ask: Ask, repo: Repository, one: Mapping[str, Any]) -> None:
    name, after = one["name"], one["afterOid"]
    if name in repo.refs and after != NONE:
        move(ask, name, after, force=one.get("force") is True)
    elif after != NONE and ask.state.objects.kind(after) != "commit":
        raise RefusedError(422, "Object does not exist")
    else:
        ask.state.push(repo, name, after if after != NONE else None, ask.who.login)
