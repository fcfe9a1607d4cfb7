"""arXiv as it announces papers day by day: its feeds, its query API by days of submission, and OAI-PMH, after their documents.

What arXiv does wrong now and then can be asked for: a stale feed, one that shows too little, a search that lags behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlencode
from xml.sax.saxutils import escape

Reply = tuple[int, dict[str, str], bytes]
CATEGORIES = frozenset("cs.CV cs.LG cs.AI cs.GL cs.GR eess.IV stat.ML quant-ph".split())
ATOM = 'xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
RSS = 'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"'


@dataclass
class Item:
    """A paper. `crossed` are categories that it was listed in later, `replaced` the days of its later versions."""

    name: str
    submitted: date
    announced: date
    categories: tuple[str, ...] = ("cs.CV",)
    title: str = ""
    abstract: str = "We walk. Code: https://github.com/ann/walks."
    authors: tuple[str, ...] = ("Ann Lee", "Zo\\'e Zed")
    comment: str = ""
    journal_ref: str = ""
    crossed: dict[str, date] = field(default_factory=dict)
    replaced: list[date] = field(default_factory=list)
    changed: date | None = None
    """The day of a change without a version."""

    def version(self, day: date) -> int:
        return 1 + sum(one <= day for one in self.replaced)

    def listed(self, category: str, day: date) -> bool:
        return self.announced <= day and (category in self.categories or self.crossed.get(category, date.max) <= day)

    def stamp(self, day: date) -> date:
        """The day of the last change of its record that was made by that day."""
        days = (self.announced, *self.replaced, *self.crossed.values(), self.changed or self.announced)
        return max(one for one in days if one <= day)

    def kind(self, category: str, day: date) -> str:
        """How it is announced on that day; empty where it isn't."""
        if self.announced == day and category in self.categories:
            return "new" if self.categories[0] == category else "cross"
        if self.crossed.get(category) == day:
            return "cross"
        if day in self.replaced and self.listed(category, day) and self.version(day) < 6:
            return "replace" if self.categories[0] == category else "replace-cross"
        return ""


@dataclass
class Archive:
    """arXiv at a time. `rests` are weekdays without announcements."""

    now: datetime = datetime(2025, 6, 3, 6, tzinfo=UTC)
    items: list[Item] = field(default_factory=list)
    rests: set[date] = field(default_factory=set)
    stale: dict[str, date] = field(default_factory=dict)
    """By category the day whose announcements its feed shows, under the date of today."""
    hidden: frozenset[str] = frozenset()
    """Names that the query API doesn't know yet."""
    page: int = 4
    """Ids of an answer of OAI-PMH."""

    @property
    def day(self) -> date:
        """In New York, in winter."""
        return (self.now - timedelta(hours=5)).date()

    def named(self) -> dict[str, Item]:
        """The papers that the query API knows."""
        return {one.name: one for one in self._searchable()}

    def _searchable(self) -> list[Item]:
        return [one for one in self.items if one.announced <= self.day and one.name not in self.hidden]

    def feed(self, category: str) -> Reply:
        headers = {"Content-Type": "application/rss+xml"}
        if category not in CATEGORIES:
            says = f"Feed error for query: http://rss.arxiv.org/rss/{category}"
            return 400, headers, _rss(says, "Bad subject class", self.now, [])
        day = self.stale.get(category, self.day)
        shown = [(one.kind(category, day), one) for one in self.items] if self.day.weekday() < 5 and self.day not in self.rests else []
        order = ["new", "cross", "replace", "replace-cross"]
        shown = sorted(((kind, one) for kind, one in shown if kind), key=lambda each: order.index(each[0]))[:2000]
        entries = [_item(one, kind, one.version(day), self._midnight) for kind, one in shown]
        return 200, headers, _rss(f"{category} updates on arXiv.org", self._midnight, self.now, entries)

    @property
    def _midnight(self) -> str:
        return f"{self.day:%a, %d %b %Y} 00:00:00 -0500"

    def search(self, query: dict[str, str]) -> Reply:
        """The query API: a category's papers of some days."""
        size, start = int(query.get("max_results", 10)), int(query.get("start", 0))
        asked = re.fullmatch(r"cat:(\S+) AND submittedDate:\[(\d{8})0000 TO (\d{8})2359\]", query["search_query"])
        if size > 2000 or not asked or query.get("sortBy") != "submittedDate":
            return (
                400,
                {},
                feed(["<entry><id>http://arxiv.org/api/errors</id><title>Error</title><summary>no such query</summary></entry>"], 1),
            )
        first, last = (datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date() for text in asked.groups()[1:])
        found = [one for one in self._searchable() if one.listed(asked[1], self.day) and first <= one.submitted <= last]
        found.sort(key=lambda one: (one.submitted, one.name), reverse=query.get("sortOrder") != "ascending")
        return 200, {}, feed([self.entry(one) for one in found[start : start + size]], len(found))

    def entry(self, one: Item) -> str:
        """As the query API gives it: TeX's accents are letters there."""
        comment = f"<arxiv:comment>{escape(one.comment)}</arxiv:comment>" if one.comment else ""
        journal = f"<arxiv:journal_ref>{escape(one.journal_ref)}</arxiv:journal_ref>" if one.journal_ref else ""
        people = "".join(f"<author><name>{name}</name></author>" for name in one.authors).replace("\\'e", "é")
        tags = "".join(f'<category term="{name}"/>' for name in (*one.categories, *(c for c in one.crossed if one.listed(c, self.day))))
        return (
            f"<entry><id>http://arxiv.org/abs/{one.name}v{one.version(self.day)}</id><title>{escape(one.title or one.name)}</title>"
            f"<updated>{one.submitted}T17:00:00Z</updated><published>{one.submitted}T17:00:00Z</published>{people}{comment}{journal}"
            f"<summary>{escape(one.abstract)}</summary>{tags}</entry>"
        )

    def oai(self, query: dict[str, str]) -> Reply:
        """OAI-PMH's list of ids, errors with status 200."""
        try:
            skip, asked = 0, query
            if "resumptionToken" in query:
                if query.keys() != {"verb", "resumptionToken"}:
                    raise ValueError("badArgument")
                asked = {name: values[0] for name, values in parse_qs(query["resumptionToken"]).items()}
                if not asked.get("skip", "").isdigit() or asked.get("day") != str(self.now.date()):
                    raise ValueError("badResumptionToken")
                skip = int(asked["skip"])
            names, token = self._changed(query, asked, skip)
        except ValueError as problem:
            return 200, {"Content-Type": "text/xml"}, _oai(f'<error code="{problem}">No.</error>')
        headers = "".join(f"<header><identifier>oai:arXiv.org:{name}</identifier></header>" for name in names)
        return 200, {"Content-Type": "text/xml"}, _oai(f"<ListIdentifiers>{headers}{token}</ListIdentifiers>")

    def _changed(self, query: dict[str, str], asked: dict[str, str], skip: int) -> tuple[list[str], str]:
        if query.get("verb") != "ListIdentifiers":
            raise ValueError("badVerb")
        if asked.get("metadataPrefix") not in ("arXiv", "arXivRaw", "oai_dc"):
            raise ValueError("cannotDisseminateFormat")
        category = next((one for one in CATEGORIES if _set(one) == asked["set"]), "")
        first, last = date.fromisoformat(asked["from"]), date.fromisoformat(asked["until"])
        if not category or first > last or last > self.now.date() + timedelta(1):
            raise ValueError("badArgument")
        found = sorted(one.name for one in self.items if one.listed(category, self.day) and first <= one.stamp(self.day) <= last)
        if not found[skip:]:
            raise ValueError("noRecordsMatch")
        more = urlencode({**asked, "skip": skip + self.page, "day": self.now.date()})
        token = (
            f"<resumptionToken>{escape(more)}</resumptionToken>" if len(found) > skip + self.page else "<resumptionToken/>" if skip else ""
        )
        return found[skip : skip + self.page], token


def feed(entries: list[str], total: int) -> bytes:
    """The query API's answer."""
    counts = f"<opensearch:totalResults>{total}</opensearch:totalResults>"
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<feed {ATOM}><title>arXiv Query</title>{counts}{''.join(entries)}</feed>".encode()


def _set(category: str) -> str:
    archive, _, subject = category.partition(".")
    return ":".join(filter(None, ("physics" if archive == "quant-ph" else archive, archive, subject)))


def _item(one: Item, kind: str, version: int, published: str) -> str:
    name = f"{one.name}v{version}"
    tags = "".join(f"<category>{category}</category>" for category in (*one.categories, *one.crossed))
    return (
        f"<item><title>{escape(one.title or one.name)}</title><link>https://arxiv.org/abs/{one.name}</link>"
        f"<description>arXiv:{name} Announce Type: {kind} \nAbstract: {escape(one.abstract)}</description>"
        f'<guid isPermaLink="false">oai:arXiv.org:{name}</guid>{tags}<pubDate>{published}</pubDate>'
        f"<arxiv:announce_type>{kind}</arxiv:announce_type><dc:creator>{escape(', '.join(one.authors))}</dc:creator></item>"
    )


def _rss(title: str, published: str, now: datetime, entries: list[str]) -> bytes:
    built = f"<lastBuildDate>{now:%a, %d %b %Y %H:%M:%S} +0000</lastBuildDate>"
    head = f"<title>{escape(title)}</title><link>http://rss.arxiv.org/rss</link>{built}<pubDate>{published}</pubDate>"
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<rss {RSS}><channel>{head}{''.join(entries)}</channel>\n</rss>\n".encode()


def _oai(inner: str) -> bytes:
    space = 'xmlns="http://www.openarchives.org/OAI/2.0/"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH {space}><request>https://oaipmh.arxiv.org/oai</request>{inner}</OAI-PMH>'.encode()
