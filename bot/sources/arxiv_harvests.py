"""arXiv's OAI-PMH (https://info.arxiv.org/help/oa): which papers' records changed on which days, late comments and references too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from bot import arxivapi
from bot.errors import SourceError
from bot.model import Lookup, PaperId
from bot.ports import Stretch
from bot.text.links import arxiv_id
from bot.web import Answer, Web

PAGES = 20
"""Of ids, up to 20,000 each, that are read in this object's life, which is a night."""

_PHYSICS = re.compile(r"(?:astro-ph|cond-mat|gr-qc|hep-|math-ph|nlin|nucl-|physics|quant-ph)")
_OAI = "{http://www.openarchives.org/OAI/2.0/}"


class ArxivHarvests:
    """Stretches of days, each read once in this object's life. Only ids are read: the query API tells what changed in them."""

    def __init__(self, url: str, web: Web) -> None:
        self._url = url
        self._web = web
        self._pages = 0
        self._read = dict[Stretch, frozenset[PaperId]]()

    def lookup(self, stretches: Sequence[Stretch]) -> Lookup[Stretch, frozenset[PaperId]]:
        asked = self._web.each({one: one for one in stretches if one not in self._read}, self._ids)
        self._read |= asked.found
        found = {one: self._read[one] for one in stretches if one in self._read}
        return Lookup(found, frozenset(), asked.failed, asked.requests)

    def _ids(self, stretch: Stretch) -> frozenset[PaperId]:
        found, asked = set[PaperId](), _asked(stretch)
        while asked:
            if self._pages == PAGES:
                raise SourceError(f"{PAGES} pages were read tonight; the rest is left for another night", where=urlsplit(self._url).netloc)
            self._pages += 1
            ids, token = self._web.ask(f"{self._url}?{urlencode({'verb': 'ListIdentifiers', **asked})}", self._page)
            found |= ids
            asked = {"resumptionToken": token} if token else {}
        return frozenset(found)

    def _page(self, answer: Answer) -> tuple[set[PaperId], str]:
        """The ids of a page, and what the next one is asked for with."""
        arxivapi.require_no_page(answer, self._url)
        if answer.status != 200:
            raise arxivapi.unusable(f"it answers {answer.status}", self._url, answer)
        try:
            root = ElementTree.fromstring(answer.body)  # noqa: S314 - without a document type there is no entity to expand
        except ElementTree.ParseError as problem:
            raise arxivapi.unusable("its answer is no well-formed XML", self._url, answer) from problem
        if (error := root.find(f"{_OAI}error")) is not None:
            if error.get("code") == "noRecordsMatch":
                return set(), ""
            raise SourceError(f"it says {error.get('code')}: {arxivapi.words(error.text)[:200]}", where=urlsplit(self._url).netloc)
        listed = root.find(f"{_OAI}ListIdentifiers")
        if listed is None:
            raise arxivapi.unusable("its answer is no list of ids", self._url, answer)
        texts = [header.findtext(f"{_OAI}identifier", "") for header in listed.iter(f"{_OAI}header")]
        ids = [arxiv_id(text.removeprefix("oai:arXiv.org:")) for text in texts]
        if None in ids:
            raise arxivapi.unusable("its answer holds what is no id of arXiv", self._url, answer)
        return {one for one in ids if one}, arxivapi.words(listed.findtext(f"{_OAI}resumptionToken"))


def _asked(stretch: Stretch) -> dict[str, str]:
    archive, _, subject = stretch.category.partition(".")
    group = "physics" if _PHYSICS.match(archive) else archive
    name = ":".join(filter(None, (group, archive, subject)))
    return {"metadataPrefix": "arXiv", "set": name, "from": stretch.first.isoformat(), "until": stretch.last.isoformat()}
