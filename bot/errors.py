"""The failures a user can cause or meet: each says what happened, where, and what to do."""

from __future__ import annotations


class BotError(Exception):
    """An expected failure. The command line prints it in one paragraph and exits with `exit_code`."""

    exit_code = 1

    def __init__(self, what: str, *, where: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}.")
        self.what = what
        self.where = where
        self.remedy = remedy


class UsageError(BotError):
    """The command or the configuration asks for something that can't be."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration file is wrong: file and key are in `where`."""


class UnreadableListError(BotError):
    """The list can't be read as a Markdown text, or can't be found."""


class StateError(BotError):
    """A file under state/ is damaged: file and line are in `where`."""


class StaleFileError(BotError):
    """The list on disk is no longer the text that was judged."""


class DeliveryError(BotError):
    """GitHub doesn't let the bot hand in what it proposes."""

    exit_code = 5


class SourceError(BotError):
    """A service gave no answer that can be used: `what` says why, `where` names the service.

    `passing`: the next try may fare better.
    """

    def __init__(self, what: str, *, where: str, passing: bool = False) -> None:
        super().__init__(what, where=where, remedy="Try again later, or judge by the state folder alone with --offline")
        self.passing = passing
