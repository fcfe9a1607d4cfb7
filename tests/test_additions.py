"""Papers that a list lacks, handed in: what people decide of them, how few come at once, and what stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from bot import keeping
from bot.delivery.tonight import Handed, Tonight
from bot.handin import Desk
from bot.ledger import read_memory
from bot.model import Edit, Evidence, Proposal
from bot.standing import Memory
from tests.hub import MAINTAINER
from tests.nights import TITLES, Begin, Keeper

HEAD = "| No. | Title | Venue |\n|--|--|--|\n"
OLD, NEW, LAST = ("Papers", "Old"), ("Papers", "New"), ("Papers", "Last")


def row(n: int, number: int, venue: str = "Jun 2023") -> str:
    return f"| [{number}] | [{TITLES[n]}](https://arxiv.org/abs/2306.{n:05d}) | {venue} |"


def table(*papers: int) -> str:
    return HEAD + "".join(f"{row(n, count)}\n" for count, n in enumerate(papers, 1))


def listing(old: tuple[int, ...] = (1, 2, 3), new: tuple[int, ...] = (4, 5), last: tuple[int, ...] = (6,)) -> str:
    return f"# Papers\n\n## Old\n\n{table(*old)}\n## New\n\n{table(*new)}\n## Last\n\n{table(*last)}"


LIST = listing()
WHERE: dict[tuple[str, ...], tuple[str, int]] = {OLD: (row(3, 3), 4), NEW: (row(5, 2), 3), LAST: (row(6, 1), 2)}
"""Of each section the last row, and the number of the next."""


def insert(n: int, section: tuple[str, ...] = OLD, text: str = LIST) -> Edit:
    behind, number = WHERE[section]
    return Edit(text.splitlines().index(behind) + 1, "insert", behind, row(n, number))


def paper(n: int, section: tuple[str, ...] = OLD, sure: float = 0.9, text: str = LIST, *or_in: tuple[str, ...]) -> Proposal:
    url = f"https://arxiv.org/abs/2306.{n:05d}"
    why = Evidence("arxiv", "announced on 2026-11-20", url, date(2026, 11, 22))
    choices = tuple((one, insert(n, one, text)) for one in (section, *or_in)) if or_in else ()
    edits, says = (insert(n, section, text),), "cites three papers of the list"
    return Proposal("addition", f"arxiv:2306.{n:05d}", TITLES[n], section, edits, (why,), sure, "listed", "", says, choices)


def correction(n: int, number: int, text: str = LIST) -> Proposal:
    line = text.splitlines().index(row(n, number)) + 1
    why = Evidence("accepted-papers", "ICML 2024 lists it", "https://example.org/icml", date(2026, 11, 22))
    edits = (Edit(line, "venue", "Jun 2023", "**ICML 2024**"),)
    return Proposal("venue", f"arxiv:2306.{n:05d}", TITLES[n], OLD, edits, (why,), 1.0, "venue", "ICML 2024", "it was published")


@dataclass
class Shop:
    """A list with its keeper, who hands in what a night found."""

    keeper: Keeper

    def night(
        self,
        *found: Proposal,
        whole: bool = True,
        days: float = 1,
        corrections: tuple[Proposal, ...] = (),
        over: Any = (),
        text: str = LIST,
    ) -> Handed:
        job, api = self.keeper.job(), self.keeper.api()
        with keeping.opened(job, None, api) as state:

            def save(memory: Memory) -> Memory:
                return keeping.keep(state, memory, "What people decided")

            memory = read_memory(state.folder)
            desk = Desk(api, job.name, job.config, job.now, save, "", state.fresh, job.config.delivery.state_branch)
            standing = desk.observe(memory)
            handed = desk.deliver(standing, memory, Tonight(text.encode(), corrections, found, (), whole, over=frozenset(over)))
            keeping.keep(state, handed.memory, "After the night")
        self.keeper.wait(days)
        return handed

    @property
    def branch(self) -> str:
        return f"{self.keeper.name}/additions"

    @property
    def pull(self) -> dict[str, Any]:
        (found,) = [one for one in self.keeper.pulls() if one["head"]["ref"] == self.branch]
        return found

    @property
    def number(self) -> int:
        return int(self.pull["number"])

    @property
    def proposed(self) -> set[int]:
        """The papers of the open pull request, by its lines; none where there is none."""
        found = [one for one in self.keeper.pulls() if one["head"]["ref"] == self.branch]
        return {n for one in found for n, title in enumerate(TITLES) if f"[x] [{title}]" in one["body"]}

    @property
    def text(self) -> str:
        return self.keeper.hub.text(self.branch)

    @property
    def dashboard(self) -> str:
        return str(self.keeper.dashboard["body"])

    def tick(self, words: str) -> None:
        self.keeper.hub.tick(self.keeper.dashboard["number"], words)


@pytest.fixture
def shop(begin: Begin) -> Shop:
    return Shop(begin(LIST, open_every=0, update_every=0))


@pytest.fixture
def two(shop: Shop) -> Shop:
    """With a pull request of two papers, in two sections."""
    shop.night(paper(10), paper(11, NEW))
    assert shop.text == listing((1, 2, 3, 10), (4, 5, 11))
    return shop


def test_additions_come_in_a_pull_request_of_their_own_that_says_what_where_and_why(two: Shop) -> None:
    assert two.pull["title"] == "Add 2 papers"
    for n, section in ((10, "Old"), (11, "New")):
        said = f"- [x] [{TITLES[n]}](https://arxiv.org/abs/2306.{n:05d}) in Papers > {section}: cites three papers of the list (90% sure)."
        (line,) = [one for one in two.pull["body"].splitlines() if TITLES[n] in one]
        assert line.replace("\\", "").startswith(said) and "arxiv: announced on 2026-11-20" in line
    head = two.keeper.hub.head(two.branch)
    two.night(paper(10), paper(11, NEW))
    assert two.keeper.hub.head(two.branch) == head


def test_an_unticked_paper_is_taken_out_and_never_proposed_again_wherever_it_would_go(two: Shop) -> None:
    two.keeper.hub.untick(two.number, TITLES[10])
    two.keeper.respond()
    assert two.text == listing(new=(4, 5, 11))
    assert two.keeper.decisions()[TITLES[10]] == ("refused", "untick")
    two.keeper.hub.merge(two.number)
    for section in (OLD, NEW, LAST):
        two.night(paper(10, section), days=8)
        assert not two.keeper.pulls()


def test_a_row_that_people_edit_or_move_on_the_branch_stays_as_they_write_it(two: Shop) -> None:
    mine = row(10, 4, "Jun 2023 (to read)")
    text = two.text.replace(row(10, 4), mine).replace(row(11, 3) + "\n", "") + row(11, 2) + "\n"
    sha = two.keeper.hub.push(two.branch, text)
    two.night(paper(10), paper(11, NEW), paper(12, LAST))
    assert sha in {one["sha"] for one in two.keeper.hub.commits(two.branch)}
    assert mine in two.text and two.text.count(TITLES[10]) == two.text.count(TITLES[11]) == 1
    assert two.text.partition("## Last")[2].index(TITLES[11])
    assert two.proposed == {10, 11, 12}
    two.keeper.hub.merge(two.number)
    two.night(paper(10), paper(11, NEW), days=8)
    assert not two.keeper.pulls()
    assert two.keeper.decisions()[TITLES[10]] == two.keeper.decisions()[TITLES[11]] == ("accepted", "merge")


def test_an_unticked_row_goes_from_a_branch_with_people_s_commits_and_the_rest_of_it_stays(two: Shop) -> None:
    two.keeper.hub.push(two.branch, two.text.replace("# Papers\n", "# Papers\n\nA note.\n"))
    two.keeper.hub.untick(two.number, TITLES[10])
    two.keeper.respond()
    assert two.text == listing(new=(4, 5, 11)).replace("# Papers\n", "# Papers\n\nA note.\n")


def test_a_row_that_people_delete_on_the_branch_is_refused(two: Shop) -> None:
    two.keeper.hub.edit(two.branch, row(10, 4) + "\n", "")
    two.night(paper(10), paper(11, NEW))
    assert two.keeper.decisions()[TITLES[10]] == ("refused", "edit")
    assert two.text == listing(new=(4, 5, 11))
    assert two.proposed == {11}


@pytest.mark.parametrize("how", ["merge", "squash", "rebase"])
def test_what_was_merged_is_accepted_and_not_proposed_again(two: Shop, how: str) -> None:
    two.keeper.hub.merge(two.number, how)
    two.keeper.respond()
    assert set(two.keeper.decisions().values()) == {("accepted", "merge")}
    two.night(paper(10), paper(11, NEW), days=8)
    assert not two.keeper.pulls()
    assert two.keeper.hub.text(two.keeper.base) == listing((1, 2, 3, 10), (4, 5, 11))


def test_a_row_that_people_took_out_before_they_merged_is_refused(two: Shop) -> None:
    two.keeper.hub.edit(two.branch, row(10, 4) + "\n", "")
    two.keeper.hub.merge(two.number, "squash")
    two.night(paper(10), paper(11, NEW), days=8)
    assert two.keeper.decisions()[TITLES[10]] == ("refused", "edit")
    assert two.keeper.decisions()[TITLES[11]] == ("accepted", "merge")
    assert not two.keeper.pulls()


def test_a_row_that_people_delete_with_the_one_above_it_is_refused_too(two: Shop) -> None:
    two.keeper.hub.edit(two.branch, f"{row(3, 3)}\n{row(10, 4)}\n", "")
    two.night(paper(10), paper(11, NEW))
    assert two.keeper.decisions()[TITLES[10]] == ("refused", "edit")
    assert two.text == listing((1, 2), (4, 5, 11))


def test_where_a_row_s_place_is_gone_the_next_night_finds_another(two: Shop) -> None:
    two.keeper.hub.push(two.keeper.base, listing((1, 2)))
    two.keeper.respond()
    assert two.proposed == {10, 11} and two.text == listing((1, 2, 3, 10), (4, 5, 11))
    text = listing((1, 2))
    edit = Edit(text.splitlines().index(row(2, 2)) + 1, "insert", row(2, 2), row(10, 3))
    two.night(replace(paper(10), edits=(edit,)), paper(11, NEW, 0.9, text), text=text)
    assert two.proposed == {10, 11} and two.text == listing((1, 2, 10), (4, 5, 11))


def test_what_was_merged_although_it_was_refused_is_offered_back(two: Shop) -> None:
    two.keeper.hub.untick(two.number, TITLES[10])
    two.keeper.hub.merge(two.number)
    two.night(days=8)
    assert "Take back 1" in two.pull["title"]
    assert two.text == listing(new=(4, 5, 11))
    two.keeper.hub.merge(two.number)
    two.night(paper(10), days=8)
    assert not two.keeper.pulls()


def test_a_paper_that_people_add_themselves_is_accepted_and_leaves_the_pull_request(two: Shop) -> None:
    hand = f"| [2] | [{TITLES[10].upper()}](https://example.org/paper) | ICML |\n"
    two.keeper.hub.push(two.keeper.base, LIST + hand)
    two.night(paper(10), paper(11, NEW))
    assert two.keeper.decisions()[TITLES[10]] == ("accepted", "list")
    assert two.proposed == {11}
    assert two.text == listing(new=(4, 5, 11)) + hand


def test_closing_refuses_all_of_it(two: Shop) -> None:
    two.keeper.hub.close(two.number)
    two.night(paper(10), paper(11, NEW), days=8)
    assert not two.keeper.pulls()
    assert set(two.keeper.decisions().values()) == {("refused", "close")}


# how few


def test_the_surest_come_first_and_no_more_than_a_week_s_share(shop: Shop) -> None:
    found = [paper(10, OLD, 0.81), paper(11, NEW, 0.99), paper(12, LAST, 0.95), paper(13, NEW, 0.9), paper(14, OLD, 0.8)]
    for _ in range(6):
        shop.night(*found)
        assert shop.proposed == {11, 12, 13}
    assert "no more than 3 come in a week" in shop.dashboard
    shop.keeper.wait(1)
    shop.night(*found)
    assert shop.proposed == {10, 11, 12, 13, 14}


def test_no_more_than_two_of_a_section_come_in_a_week_merged_or_not(shop: Shop) -> None:
    found = [paper(10), paper(11), paper(12), paper(13, NEW, 0.85)]
    shop.night(*found)
    assert shop.proposed == {10, 11, 13}
    shop.keeper.hub.merge(shop.number)
    shop.night(*found)
    assert not shop.keeper.pulls()
    shop.keeper.wait(6)
    shop.night(*found)
    assert shop.proposed == {12}


def test_what_is_handed_in_stays_though_it_is_not_found_again_and_what_waits_goes(shop: Shop) -> None:
    shop.night(paper(10), paper(11), paper(12))
    assert shop.proposed == {10, 11} and TITLES[12] in shop.dashboard
    shop.night(paper(11))
    assert shop.proposed == {10, 11}
    shop.night(paper(11, NEW), days=8)
    assert shop.proposed == {10, 11}
    assert shop.text == listing((1, 2, 3, 10, 11))
    assert TITLES[12] not in shop.dashboard


def test_what_must_not_stand_any_longer_goes_and_is_not_refused(two: Shop) -> None:
    two.night(paper(11, NEW), over=[paper(10).fingerprint])
    assert two.proposed == {11} and two.text == listing(new=(4, 5, 11))
    assert TITLES[10] not in two.keeper.decisions()


def test_while_a_source_is_silent_what_waits_goes_on_waiting(shop: Shop) -> None:
    shop.night(paper(10), paper(11), paper(12))
    shop.night(whole=False)
    assert shop.proposed == {10, 11} and TITLES[12] in shop.dashboard


def test_what_a_night_finds_no_more_is_not_handed_in_though_a_source_is_silent(shop: Shop) -> None:
    shop.night(paper(10), paper(11), paper(12), days=8)
    shop.keeper.night(arxiv=False)
    assert shop.proposed == {10, 11} and TITLES[12] not in shop.dashboard


def test_what_must_not_stand_any_longer_goes_though_a_source_is_silent(two: Shop) -> None:
    two.night(paper(11, NEW), over=[paper(10).fingerprint], whole=False)
    assert two.proposed == {11} and two.text == listing(new=(4, 5, 11))


def test_a_refused_paper_that_is_allowed_again_comes_back(two: Shop) -> None:
    two.keeper.hub.untick(two.number, TITLES[10])
    for _ in range(2):
        two.night(paper(11, NEW))
        assert two.proposed == {11}
    (line,) = [one for one in two.dashboard.splitlines() if TITLES[10] in one]
    two.tick(line[6:40])
    two.night(paper(11, NEW))
    assert two.proposed == {10, 11}


def test_another_s_pull_request_with_the_same_paper_goes_first(shop: Shop) -> None:
    hub = shop.keeper.hub
    bullets = f"{LIST}- {TITLES[10]} [[paper]](https://example.org/x)\n- [A short name](https://arxiv.org/pdf/2306.00011v2)\n"
    head = hub.commit(bullets, [str(hub.head(shop.keeper.base))])
    hub.point(f"{shop.keeper.name}-rival", head)
    number = hub.open_pull(f"{shop.keeper.name}-rival", shop.keeper.base, "Two papers", by=MAINTAINER)
    shop.night(paper(10), paper(11), paper(12))
    assert shop.proposed == {12}
    assert shop.dashboard.count(f"the pull request {number} of imcl-maintainer does it") == 2
    hub.close(number)
    shop.keeper.wait(7)
    shop.night(paper(10), paper(11), paper(12))
    assert shop.proposed == {10, 11, 12}


# boxes


def test_the_next_five_are_shown_the_surest_first_and_a_ticked_one_is_taken_at_once(shop: Shop) -> None:
    found = [paper(n, OLD, 0.99 - n / 100) for n in range(10, 20)]
    shop.night(*found)
    assert shop.proposed == {10, 11}
    boxes = [line for line in shop.dashboard.splitlines() if "<!-- t:" in line]
    assert [TITLES[12 + n] in line for n, line in enumerate(boxes)] == [True] * 5
    shop.tick(TITLES[14])
    shop.keeper.respond()
    assert shop.proposed == {10, 11, 14}
    assert shop.text == listing((1, 2, 3, 10, 11, 14))
    shop.night(*found)
    assert shop.proposed == {10, 11, 14}
    shop.keeper.hub.untick(shop.number, TITLES[14])
    shop.night(*found)
    assert shop.proposed == {10, 11}


def test_one_of_two_sections_is_for_people_to_say_and_the_row_comes_there(shop: Shop) -> None:
    shop.night(paper(10, OLD, 0.95, LIST, NEW), paper(11, LAST))
    assert shop.proposed == {11}
    assert "which section it belongs to is for you to say" in shop.dashboard
    shop.tick("in Papers > New".replace(">", "\\>"))
    shop.keeper.respond()
    assert shop.text == listing(new=(4, 5, 10), last=(6, 11))
    shop.night(paper(10, OLD, 0.95, LIST, NEW), paper(11, LAST))
    assert shop.text == listing(new=(4, 5, 10), last=(6, 11))
    assert TITLES[10] not in "".join(line for line in shop.dashboard.splitlines() if "<!-- t:" in line)


def test_one_that_waits_can_be_refused_by_its_name(shop: Shop) -> None:
    shop.night(paper(10), paper(11), paper(12))
    (line,) = [one for one in shop.dashboard.splitlines() if TITLES[12] in one]
    shop.keeper.hub.say(shop.keeper.dashboard["number"], f"/bot refuse {line.rpartition('· `')[2][:6]}")
    shop.keeper.respond()
    assert shop.keeper.decisions()[TITLES[12]] == ("refused", "command")
    shop.keeper.wait(8)
    shop.night(paper(10), paper(11), paper(12))
    assert shop.proposed == {10, 11}


# beside corrections, and as the list moves on


@pytest.mark.parametrize("first", ["additions", "corrections"])
def test_corrections_and_additions_are_open_at_once_and_merge_in_any_order(shop: Shop, first: str) -> None:
    """The correction is of the very row that a paper comes behind, and of one whose number follows."""
    second = "corrections" if first == "additions" else "additions"
    text = listing((1, 2, 3))
    top = Proposal(**{**{name: getattr(paper(10), name) for name in Proposal.__slots__}, "edits": (_top(text, 10),)})
    corrections = (correction(3, 3), correction(1, 1))
    shop.night(top, paper(11), corrections=corrections)
    assert shop.text == listing((10, 1, 2, 3, 11))
    numbers = {one["head"]["ref"].rpartition("/")[2]: one["number"] for one in shop.keeper.pulls()}
    shop.keeper.hub.merge(numbers[first])
    if first == "corrections":
        shop.night(top, paper(11))
    else:
        shop.night(corrections=corrections)
    assert [one["number"] for one in shop.keeper.pulls()] == [numbers[second]]
    shop.keeper.hub.merge(numbers[second])
    whole = listing((10, 1, 2, 3, 11))
    for n, number in ((3, 4), (1, 2)):
        whole = whole.replace(row(n, number), row(n, number, "**ICML 2024**"))
    assert shop.keeper.hub.text(shop.keeper.base) == whole
    shop.night(days=8)
    assert not shop.keeper.pulls()
    assert set(shop.keeper.decisions().values()) == {("accepted", "merge")}


def _top(text: str, n: int) -> Edit:
    line = text.splitlines().index("|--|--|--|") + 1
    return Edit(line, "insert", "|--|--|--|", row(n, 1))


def test_people_s_new_rows_and_the_bot_s_are_counted_together(two: Shop) -> None:
    two.keeper.hub.push(two.keeper.base, listing((1, 20, 2, 3)))
    two.night(paper(10), paper(11, NEW))
    assert two.text == listing((1, 20, 2, 3, 10), (4, 5, 11))
    two.keeper.hub.merge(two.number)
    assert two.keeper.hub.text(two.keeper.base) == listing((1, 20, 2, 3, 10), (4, 5, 11))


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_lines_end_as_they_did_and_a_list_without_a_last_one_stays_without(begin: Begin, end: str) -> None:
    text = listing(last=()).rstrip("\n").replace("\n", end) + f"{end}{row(6, 1)}"
    shop = Shop(begin(text, open_every=0, update_every=0))
    shop.night(paper(10, LAST), paper(11, NEW))
    assert shop.text == text.replace(row(5, 2) + end, row(5, 2) + end + row(11, 3) + end) + end + row(10, 2)
    shop.keeper.hub.untick(shop.number, TITLES[10])
    shop.keeper.respond()
    assert shop.text.endswith(row(6, 1))


def test_a_night_that_finds_the_same_writes_nothing(two: Shop) -> None:
    before = two.keeper.pull
    two.keeper.hub.control("reset_log", {})
    two.night(paper(10), paper(11, NEW))
    wrote = [one for one in two.keeper.hub.control("log") if one["method"] in ("POST", "PATCH", "PUT") and "/pulls" in one["path"]]
    assert not wrote and two.keeper.pull["updated_at"] == before["updated_at"]


def test_after_the_state_is_lost_no_more_come_than_a_week_s_share(shop: Shop) -> None:
    shop.night(paper(10), paper(11), paper(12, NEW))
    shop.keeper.hub.delete_branch(shop.keeper.state)
    shop.night(paper(10), paper(11), paper(12, NEW), paper(13, LAST))
    assert shop.proposed == {10, 11, 12}
