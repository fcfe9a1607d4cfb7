"""Accepted-papers lists that gold names, among other papers: namesakes, almost the same titles, what was turned down. Judges nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from random import Random

from benchmarks.gold import PRE_DECISION, invented
from benchmarks.gold import Listed as InFile
from benchmarks.noise import World
from bot.model import Lookup, Status, Track
from bot.ports import Listed, Listing, Place

OTHERS = 40
"""Papers of nobody in a list."""
FOLDERS = {"NeurIPS": "nips"}
AWARDS = {"highlight": "Highlight", "oral": "Oral", "spotlight": "Spotlight", "top-25%": "Spotlight", "top-5%": "Oral"}

_TAKEN = re.compile(r"poster|oral|spotlight|highlight|top-\d+%|technical|accept", re.IGNORECASE)
_SUBJECTS = "Protein Graph Speech Traffic Climate Legal Medical Robot Market Crowd Ocean Forest Music Chess Satellite".split()
_THINGS = "Folding Matching Parsing Forecasting Planning Retrieval Segmentation Ranking Tracking Hashing".split()
_WAYS = ("with Sparse Labels", "under Shift", "at Scale", "without Supervision", "by Contrast", "from Few Shots", "in the Wild")


class Lists:
    """The lists under a seed, as their adapter passes them on. One that gold doesn't name is missing."""

    def __init__(self, world: World) -> None:
        paths = {one.path for work in world.works for one in work.listed}
        strangers = defaultdict[str, list[Listed]](list)
        for work in world.works:
            if world.rolls(f"{work.name} namesake", 0.1):
                title, authors, venue, year = world.foreign(work)
                folder = FOLDERS.get(venue, venue.lower())
                strangers[f"{folder}/{folder}{year}.json"].append(_taken(title, authors))
        self._files = {path: tuple(_decided([*_file(world, path), *strangers[path], *_others(path)])) for path in sorted(paths)}

    def lookup(self, places: Sequence[Place], tags: Sequence[str], keep: Callable[[Listed], bool]) -> Lookup[Place, Listing]:
        found = dict[Place, Listing]()
        for place, tag in zip(places, tags, strict=True):
            if place.path in self._files:
                etag, url = f'"{place.path}"', f"https://example.org/paperlists/{place.path}"
                papers = None if tag == etag else tuple(filter(keep, self._files[place.path]))
                found[place] = Listing(url, etag, papers)
        return Lookup(found, frozenset(places) - found.keys(), requests=len(places))


def _file(world: World, path: str) -> Iterator[Listed]:
    """One version of a list, mostly the newest: its words vary. One of before the decisions only where gold has no other."""
    listed = [one for work in world.works for one in work.listed if one.path == path]
    versions = sorted({one.version for one in listed if one.words != "Active"})
    version = versions[-1] if world.rolls(f"{path} newest", 0.7) else world.one(path, versions)
    for work in world.works:
        given = sorted((one for one in work.listed if one.path == path), key=lambda one: (one.version != version, -one.version.toordinal()))
        if given:
            yield _listed(given[0], world.spelled(work, "list"))
            if world.rolls(f"{work.name} near {path}", 0.1):
                yield _taken(f"{given[0].title}, Revisited", invented(f"revisited {work.name}"))


@cache
def _others(path: str) -> tuple[Listed, ...]:
    """Papers of nobody, some of them turned down where the conference shows those."""
    chance, found = Random(path), list[Listed]()
    shown = path.startswith("iclr/") and path != PRE_DECISION
    for number in range(OTHERS):
        title = f"{chance.choice(_SUBJECTS)} {chance.choice(_THINGS)} {chance.choice(_WAYS)} {number}"
        words = "Reject" if shown and number % 4 == 0 else "Poster"
        found.append(_listed(InFile(path, date.min, title, words, "main"), invented(title)))
    return tuple(found)


def _taken(title: str, authors: tuple[str, ...]) -> Listed:
    return Listed(title, authors, "accepted", "main", None, "Poster", "")


def _listed(one: InFile, authors: tuple[str, ...]) -> Listed:
    words = one.words or ""
    status: Status | None = "submitted" if words else None
    if words == "Reject":
        status = "rejected"
    elif _TAKEN.search(words):
        status = "accepted"
    track: Track = "workshop" if "workshop" in one.track.lower() else "main"
    return Listed(one.title, authors, status, track, AWARDS.get(words.lower()), words, "")


def _decided(papers: Sequence[Listed]) -> Iterator[Listed]:
    """Papers without a word are accepted, where the list holds none that were not."""
    turned_down = any(one.status in ("rejected", "withdrawn") for one in papers)
    for one in papers:
        status = one.status or (None if turned_down else "accepted")
        yield Listed(one.title, one.authors, status, one.track, one.award, one.raw, one.url)
