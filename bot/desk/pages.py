"""What goes with a pull request: labels and reviewers, the commit's status, comments; and the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from github.GithubException import GithubException

from bot.delivery import body, dashboard
from bot.desk.branches import MovedError
from bot.desk.shapes import CommentData, IssueData
from bot.desk.talk import dashboard_of
from bot.githubapi import Api
from bot.policies import DeliveryPolicy
from bot.standing import Issue, Pull, Standing

STATUS = "paperlist-bot"
FORBIDDEN = (403, 404)


@dataclass(slots=True)
class Pages:
    """Those of one list's repository."""

    api: Api
    name: str
    policy: DeliveryPolicy
    standing: Standing

    def introduce(self, pull: Pull) -> list[str]:
        """Labels, assignees and reviewers as configured; what GitHub refuses of it, in words."""
        asked = {
            f"issues/{pull.number}/labels": {"labels": list(self.policy.labels)},
            f"issues/{pull.number}/assignees": {"assignees": list(self.policy.assignees)},
            f"pulls/{pull.number}/requested_reviewers": {"reviewers": list(self.policy.reviewers)},
        }
        refused = []
        for path, what in asked.items():
            if any(what.values()):
                try:
                    self.api.send("POST", f"{self.standing.root}/{path}", object, what)
                except GithubException as problem:
                    refused.append(f"GitHub refuses the {next(iter(what))} of the configuration ({problem.status})")
        return refused

    def mark(self, head: str, words: str, *, pending: bool = False) -> bool:
        """A commit status; whether GitHub lets the bot set one."""
        what = {"state": "pending" if pending else "success", "context": STATUS, "description": words[:140]}
        try:
            self.api.send("POST", f"{self.standing.root}/statuses/{head}", dict[str, Any], what)
        except GithubException as problem:
            if problem.status not in FORBIDDEN:
                raise
            return False
        return True

    def say(self, on: int, text: str) -> list[str]:
        """A comment; what GitHub refuses of it, in words."""
        try:
            self.api.send("POST", f"{self.standing.root}/issues/{on}/comments", CommentData, {"body": text})
        except GithubException as problem:
            if problem.status not in (*FORBIDDEN, 410):
                raise
            return [f"GitHub doesn't let the bot comment on number {on} ({problem.status})"]
        return []

    def show(self, text: str) -> Issue | None:
        """The dashboard with that text, made where there is none; None where issues are off or the bot may not write any."""
        issue = self.standing.dashboard
        if not (self.policy.dashboard and self.standing.issues):
            return issue
        try:
            if issue is None:
                what = {"title": dashboard.title(self.name), "body": text}
                made = self.api.send("POST", f"{self.standing.root}/issues", IssueData, what)
                return self._eldest(Issue(made["number"], made["html_url"], text))
            renewed = body.within(issue.body, text)
            if renewed != body.unix(issue.body):
                if (self.api.get(f"{self.standing.root}/issues/{issue.number}", IssueData)["body"] or "") != issue.body:
                    raise MovedError("the dashboard", self.api.host)
                self.api.send("PATCH", f"{self.standing.root}/issues/{issue.number}", IssueData, {"body": renewed})
        except GithubException as problem:
            if problem.status not in (*FORBIDDEN, 410):
                raise
        return issue

    def _eldest(self, made: Issue) -> Issue:
        """The dashboard that was there first, where another run made one at the same time; ours is closed then."""
        standing = self.standing
        first = dashboard_of(self.api, self.standing.root, standing.page, standing.login, self.name, 0)
        if first is None or first.number >= made.number:
            return made
        self.api.send("PATCH", f"{self.standing.root}/issues/{made.number}", IssueData, {"state": "closed"})
        return first
