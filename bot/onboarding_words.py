"""What each key, source and rule of a list's configuration is for, in a few words."""

from __future__ import annotations

from collections.abc import Mapping

KEYS: Mapping[str, Mapping[str, str]] = {
    "list": {
        "repository": "owner/name on GitHub",
        "file": "the list on this machine",
        "path": "the list's file in the repository",
        "branch": "the branch it is on; empty: the default branch",
        "keep": 'what is left alone: papers by id or title, sections as "section: Survey"',
    },
    "sources": {"enabled": "whether what it says counts"},
    "rules": {
        "enabled": "whether it is used",
        "pull-request": "0 to 1: the confidence from which a correction is proposed; below, it is a finding",
    },
    "delivery": {
        "branch-prefix": "what the names of the bot's branches begin with; the workflow names it too",
        "rows": "rows that one pull request changes at the most",
        "open-every": "days between two openings of a pull request",
        "update-every": "days between two updates of an open one with new proposals",
        "weekdays": "days, in UTC, on which pull requests are opened and get new proposals",
        "pause-after": "days without a person's touch after which an open pull request is left alone",
        "draft": "whether pull requests are opened as drafts",
        "labels": "put on pull requests",
        "reviewers": "logins asked for a review",
        "assignees": "logins that pull requests are assigned to",
        "dashboard": "whether an issue shows what is proposed, waits and was refused",
        "state-branch": "the branch that keeps what the bot knows",
        "badges": "whether citation counts are published as badges on that branch",
    },
    "candidates": {
        "enabled": "whether papers that the list lacks are proposed",
        "pull-request": "probability from which one is handed in by itself; others wait for a tick on the dashboard",
        "per-week": "new ones that are handed in within seven days at the most",
        "per-section": "and of one section",
        "cooling-days": "days after its submission before which none is proposed",
        "expire-days": "days after which one that nobody took is left",
        "categories": "of arXiv, watched for papers that the list lacks; empty: those of its own papers",
    },
}
SOURCES: Mapping[str, str] = {
    "semantic-scholar": "venues, authors, citations",
    "github": "what became of the repositories",
    "arxiv": "titles, authors, comments, withdrawals",
    "accepted-papers": "conferences' own lists of accepted papers",
    "openreview": "decisions",
    "crossref": "journals and proceedings",
    "dblp": "its keys, through Semantic Scholar",
    "curated-lists": "other lists like this one; they prove nothing",
    "pages": "the web pages that the list links, and papers' own",
}
RULES: Mapping[str, str] = {
    "venue": "a date gives way to the venue where the paper was published",
    "identity": "an id that is another paper's",
    "impossible": "a venue in a year in which it was not held",
    "encoding": "damaged characters",
    "repository": "repositories that moved or are gone",
    "withdrawn": "papers that were withdrawn",
    "badge": "citation badges for empty cells, where badges are on",
    "title": "titles that changed at publication",
    "award": "orals, spotlights and highlights, where the list shows such",
    "code": "code of another paper, code that is missing",
    "swap": "titles, ids or code that two rows hold of one another",
    "link": "links that are dead for several nights",
    "site": "papers' own pages for empty cells",
    "contents": "links to headings that aren't there",
    "ragged": "rows with more or fewer cells than their table's header",
    "numbering": "numbers that come twice or are left out",
    "order": "rows out of a section's order",
    "duplicate": "one paper twice in one table",
    "dated": "months that arXiv's day of submission contradicts",
}
