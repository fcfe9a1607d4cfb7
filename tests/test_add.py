"""`add`: a paper that somebody names, as a row of the list, with its place and what proves each cell."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.adding import add
from bot.config import read_list, read_venues
from bot.errors import BotError, SourceError, UsageError
from bot.ledger import write_known, write_records
from bot.model import Evidence, Known, PaperFacts, PaperId, fingerprint
from bot.newcomer import learn_newcomers
from bot.ports import Wanted
from bot.resolving import resolve
from bot.standing import Decision
from bot.sync import Job, read_case
from bot.text import document
from bot.text.links import paper_id
from bot.text.table import read_rows
from bot.text.titles import title_id
from bot.text.venues import VenueBook
from tests import stage as own
from tests.conftest import HERE, NAME, REPO
from tests.test_cli import run
from tests.test_services import _own, _world, services
from tests.world import running

MONDAY = datetime(2025, 6, 2, 5, 17, tzinfo=UTC)
HEADER = "| Title | Code | Venue |\n|--|--|--|\n"
QUICK = f"""# Walks

## Quick

{HEADER}| [Known Already and Right](https://arxiv.org/abs/2101.00001) | - | **NeurIPS 2021** |
| [Quantized Walks: A Study & More](https://arxiv.org/abs/2211.00001) | [Code](https://github.com/ann/code) | **NeurIPS 2023** |
| [Slow Diffusion is Fast Enough](https://arxiv.org/abs/2306.00002) | - | Jun 2023 |
| [Tiny Steps of Large Models](https://arxiv.org/abs/2401.00004) | [Code](https://github.com/bob/steps) | Jan 2024 |
"""
LIST = f"""{QUICK}
## Slow

### Slower

{HEADER}| [Also Known Already](https://arxiv.org/abs/2101.00002) | - | **ICML 2022** |
| [A Later Paper of a Few Words](https://arxiv.org/abs/2504.09999) | - | Apr 2025 |
"""
WALKS = (
    "| [Walks of Walks: Quantized & Faster Still](https://arxiv.org/abs/2504.00005) | [Code](https://github.com/cy/walks) | **ICML 2025** |"
)
CUTTING = "| [Cutting Slow Diffusion](https://arxiv.org/abs/2505.00006) | - | May 2025 |"

_SUBJECTS = "Walks Steps Strolls Hikes Rambles Marches Runs Trails Paths Roads Lanes".split()

Add = Callable[..., tuple[int, str]]


@pytest.fixture
def stage() -> Iterator[own.Stage]:
    with own.opened() as one:
        yield one
        assert not one.wrongs


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "walks.toml").write_text('[list]\nfile = "README.md"\n')
    (tmp_path / "README.md").write_bytes(LIST.encode())
    return tmp_path


@pytest.fixture
def adding(home: Path, stage: own.Stage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Add:
    """Adds a paper: the exit code, and what is printed and said."""
    monkeypatch.chdir(home)
    book = read_venues(REPO / "config")

    def added(paper: str, section: str | None = "Quick", *, apply: bool = False, offline: bool = False) -> tuple[int, str]:
        job = Job("walks", read_list(home / "config" / "walks.toml"), b"", Evidence("list", "", "", MONDAY.date()), book, MONDAY)
        asked = None if offline else services(_own(stage), book)
        code = add(job, home / "state" / "walks", asked, Namespace(paper=paper, section=section, apply=apply))
        said = capsys.readouterr()
        return code, said.out + said.err

    return added


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_command_shows_the_row_its_place_and_what_proves_each_cell_and_writes_nothing(home: Path, stage: own.Stage) -> None:
    before = files(home)
    ended = run("add", "2504.00005", "--section", "quick", "--as-of", "2025-06-02T05:17:00Z", cwd=home, **stage.environment)
    shown = ended.stdout.splitlines()
    assert (ended.returncode, files(home)) == (0, before)
    assert "Section: Walks > Quick" in shown
    assert "Place: line 11, behind “Tiny Steps of Large Models”" in shown
    assert {WALKS, f"+{WALKS}", "@@ -8,6 +8,7 @@"} <= {*shown}
    for proof in ("Paper: arxiv: calls it", "Venue: dblp: ICML 2025 lists it", "Code: github: its README names this paper"):
        assert any(line.startswith(f"- {proof}") and "(read 2025-06-02)" in line for line in shown), proof
    assert own.TOKEN not in ended.stdout + ended.stderr and own.KEY not in ended.stdout + ended.stderr


def test_the_row_is_written_and_no_other_byte_changes_and_it_is_added_once(adding: Add, home: Path) -> None:
    adding("2504.00005", apply=True)
    assert (home / "README.md").read_text("utf-8") == LIST.replace("| Jan 2024 |\n", f"| Jan 2024 |\n{WALKS}\n")
    with pytest.raises(UsageError, match=r"the list has it already: arxiv:2504\.00005 in line 11"):
        adding("https://arxiv.org/pdf/2504.00005v2.pdf", apply=True)
    assert not (home / "state").exists()


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_list_s_line_endings_and_its_missing_last_one_stay(end: str, adding: Add, home: Path) -> None:
    text = QUICK.rstrip().replace("\n", end)
    (home / "README.md").write_bytes(text.encode())
    adding("2505.00006", None, apply=True)
    assert (home / "README.md").read_bytes().decode() == f"{text}{end}{CUTTING}"


@pytest.mark.parametrize(
    "name",
    [
        "2504.00005v3",
        "arXiv:2504.00005",
        "arxiv: 2504.00005",
        "https://arxiv.org/abs/2504.00005v1",
        "http://www.arxiv.org/pdf/2504.00005.pdf",
        "arxiv.org/html/2504.00005v2",
        "https://www.alphaxiv.org/abs/2504.00005",
        "https://huggingface.co/papers/2504.00005",
        "10.48550/arXiv.2504.00005",
        "https://doi.org/10.48550/arXiv.2504.00005",
        f"https://www.semanticscholar.org/paper/Walks-of-Walks/{15:040x}",
        "https://api.semanticscholar.org/CorpusID:15",
        "CorpusID:15",
        "https://openaccess.thecvf.com/content/ICCV2025/html/Lee_Walks_of_Walks_Quantized__Faster_Still_ICCV_2025_paper.html",
    ],
)
def test_a_paper_is_known_by_whatever_names_it(name: str, adding: Add) -> None:
    code, shown = adding(name)
    assert code == 0
    assert WALKS in shown.splitlines()


def test_an_old_id_is_one_too(adding: Add) -> None:
    shown = adding("math.GT/0309136v1", "Slower")[1]
    assert "| [An Old Paper on Moduli of Walks](https://arxiv.org/abs/math/0309136) | - | Nov 2022 |" in shown


def test_a_decision_on_openreview_names_the_paper_that_semantic_scholar_has_on_arxiv(adding: Add, stage: own.Stage) -> None:
    stage.notes.append(own.note("cut", "Cutting Slow Diffusion", "NeurIPS 2025 poster", "NeurIPS.cc/2025/Conference"))
    shown = adding("https://openreview.net/forum?id=cut")[1]
    assert CUTTING.replace("May 2025", "**NeurIPS 2025**") in shown.splitlines()
    assert "arxiv:2505.00006, openreview:cut" in shown


def test_a_paper_of_which_neither_venue_nor_day_is_known_is_no_row(adding: Add, home: Path) -> None:
    row = "| [A Walk by its Name](https://doi.org/10.5555/1) | - | **NeurIPS 2020** |\n"
    (home / "README.md").write_text(QUICK.replace("|--|--|--|\n", f"|--|--|--|\n{row}{row.replace('10.5555/1', '10.5555/2')}"))
    with pytest.raises(BotError, match="its row can't be written: how the list writes its column “Venue” is not clear"):
        adding("https://doi.org/10.5555/WALKS.7")


def test_a_record_that_bears_another_paper_s_id_names_that_one_not(adding: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(own.KNOWN["10.5555/walks.7"], "merged", {"ArXiv": "2504.00005"})
    with pytest.raises(BotError, match="its row can't be written"):  # the section links arXiv alone
        adding("10.5555/walks.7")


def test_a_doi_that_crossref_alone_knows_names_a_paper_too(adding: Add, stage: own.Stage) -> None:
    stage.works.append(own.work("10.1109/cvpr.2025.7", "Cutting Slow Diffusion", own.CVPR.replace("2024", "2025")))
    assert "arxiv:2505.00006, doi:10.1109/cvpr.2025.7" in adding("doi:10.1109/CVPR.2025.7")[1]


@pytest.mark.parametrize("name", ["2504.99999", "10.5555/none.1", "https://openreview.net/forum?id=none", "CorpusID:99", "arXiv:2504.5"])
def test_a_paper_that_nobody_knows_is_said(name: str, adding: Add) -> None:
    with pytest.raises(UsageError, match=r"arXiv has no|no source that is asked knows it|names no paper"):
        adding(name)


@pytest.mark.parametrize("name", ["", "Some Title of a Paper", "https://example.org/paper", "https://github.com/ann/code", "12", "a..b"])
def test_what_names_no_paper_is_said_with_what_would(name: str, adding: Add, stage: own.Stage) -> None:
    with pytest.raises(UsageError, match=r"names no paper\. Give an arXiv id or URL, a DOI"):
        adding(name)
    assert not stage.asked


def test_what_is_not_proven_is_not_written(adding: Add, stage: own.Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A venue that one source names, code whose README names another paper."""
    monkeypatch.delitem(own.KNOWN["2504.00005"], "DBLP")
    monkeypatch.setitem(own.REPOSITORIES["cy/walks"], "readme", "# Walks\n\nThe code of another paper\n")
    shown = adding("2504.00005")[1]
    assert "| [Walks of Walks: Quantized & Faster Still](https://arxiv.org/abs/2504.00005) | - | Apr 2025 |" in shown.splitlines()
    assert "- Venue: semantic-scholar says ICML: not proven" in shown
    assert "- Code: none that the paper names" in shown


def test_a_page_is_written_where_it_is_there_and_bears_the_title(adding: Add, home: Path, stage: own.Stage) -> None:
    pages = ("-", "[Page](https://ann.example/walks)", "-", "[Page](https://bob.example/steps)")
    head, *rows = QUICK.split("\n| [")
    rows = [row.replace(") | ", f") | {page} | ", 1) for row, page in zip(rows, pages, strict=True)]
    head = head.replace("| Title |", "| Title | Page |").replace("|--|--|--|", "|--|--|--|--|")
    (home / "README.md").write_text("\n| [".join([head, *rows]))
    assert "2504.00005) | - | [Code]" in adding("2504.00005")[1]
    stage.pages["https://cy.github.io/walks/"] = b"<title>Walks of Walks: Quantized &amp; Faster Still</title>"
    shown = adding("2504.00005")[1]
    assert "2504.00005) | [Page](https://cy.github.io/walks/) | [Code]" in shown
    assert "- Page: pages: https://cy.github.io/walks/ is there and names the paper" in shown


def test_a_source_that_fails_costs_only_its_news(adding: Add, stage: own.Stage) -> None:
    stage.faults.append({"kind": "status", "service": "s2|github_rest", "code": 503, "times": 99})
    code, shown = adding("2504.00005")
    assert code == 3
    assert "| [Walks of Walks: Quantized & Faster Still](https://arxiv.org/abs/2504.00005) | - | Apr 2025 |" in shown.splitlines()


@pytest.mark.parametrize(("name", "service"), [("2504.00005", "arxiv_api"), ("CorpusID:15", "s2"), ("10.5555/walks.7", "crossref|s2")])
def test_where_nobody_answers_who_knows_it_that_is_said(name: str, service: str, adding: Add, stage: own.Stage) -> None:
    stage.faults.append({"kind": "status", "service": service, "code": 503, "times": 99})
    with pytest.raises(SourceError, match="it answers 503"):
        adding(name)


@pytest.mark.parametrize("name", ["2211.00001", "2211.00001v7", "https://arxiv.org/pdf/2211.00001v2"])
def test_a_listed_paper_is_known_by_its_id_without_asking(name: str, adding: Add, stage: own.Stage) -> None:
    with pytest.raises(UsageError, match=r"the list has it already: arxiv:2211\.00001 in line 8, “Quantized Walks: A Study & More”"):
        adding(name)
    assert not stage.asked


def test_a_listed_paper_is_known_by_its_title_under_whatever_id(adding: Add, home: Path) -> None:
    (home / "README.md").write_text(LIST.replace("https://arxiv.org/abs/2211.00001", "https://openreview.net/forum?id=x"))
    with pytest.raises(UsageError, match="the list has it already: a row of that title in line 8"):
        adding("2211.00001")


def test_a_listed_paper_is_known_by_its_authors_where_its_title_changed(adding: Add, home: Path) -> None:
    (home / "README.md").write_text(
        LIST.replace(
            "Known Already and Right](https://arxiv.org/abs/2101.00001)",
            "Walks of Walks: Quantized and Faster](https://openreview.net/forum?id=x)",
        )
    )
    facts = PaperFacts(
        PaperId("openreview", "x"),
        "openreview",
        "https://x",
        date(2025, 1, 1),
        "Walks of Walks: Quantized and Faster",
        ("Ann Lee", "Cy Zed"),
    )
    write_known(home / "state" / "walks", Known((facts,)))
    with pytest.raises(UsageError, match="the list has it already: a row of that title in line 7"):
        adding("2504.00005")


def test_a_section_is_named_by_words_of_its_heading_or_its_path(adding: Add) -> None:
    for words in ("slower", "Slow", "walks > slow > slower"):
        assert "Section: Walks > Slow > Slower" in adding("2504.00005", words)[1]


@pytest.mark.parametrize(
    ("words", "says"), [(None, "the list has several sections"), ("walks", "several sections are called so"), ("fast", "no section")]
)
def test_where_it_isn_t_clear_which_section_they_are_named(words: str | None, says: str, adding: Add, stage: own.Stage) -> None:
    with pytest.raises(UsageError, match=f"{says}.*: Walks > Quick; Walks > Slow > Slower"):
        adding("2504.00005", words)
    assert not stage.asked


def _long() -> str:
    """A list with two sections of one kind of paper each."""
    kinds = {"Quantization": "Quantized Diffusion for", "Caching": "Cached Features of"}
    rows = {
        kind: [f"| [{words} {one}](https://arxiv.org/abs/2101.{n:02}{m:03}) | - | **ICML 2021** |" for m, one in enumerate(_SUBJECTS)]
        for n, (kind, words) in enumerate(kinds.items())
    }
    return "# Walks\n" + "".join(f"\n## {kind}\n\n{HEADER}{chr(10).join(some)}\n" for kind, some in rows.items())


def test_without_a_section_it_goes_where_its_like_is_and_that_is_said(adding: Add, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "README.md").write_text(_long())
    facts = partial(PaperFacts, source="arxiv", url="https://arxiv.org/abs/2504.00005v1", read_at=MONDAY.date(), submitted=date(2025, 4, 1))
    quantized = facts(PaperId("arxiv", "2504.00005"), title="Walks Quantized", abstract="We quantize diffusion.")
    neither = facts(PaperId("arxiv", "2504.00007"), title="Bread", abstract="We bake.")
    write_known(home / "state" / "walks", Known((quantized, neither)))
    code, printed = adding("2504.00005", None, offline=True)
    assert code == 0 and "Section: Walks > Quantization" in printed and "with a probability of 0." in capsys.readouterr().err + printed
    with pytest.raises(UsageError, match=r"its section isn't clear.*the likeliest are: Walks > "):
        adding("2504.00007", None, offline=True)


def test_a_list_without_a_table_of_papers_is_said(adding: Add, home: Path) -> None:
    (home / "README.md").write_text("# Walks\n\n- [A Walk](https://arxiv.org/abs/2101.00001)\n")
    with pytest.raises(UsageError, match="the list has no table of papers"):
        adding("2504.00005")


def test_a_table_without_rows_that_show_how_they_are_written_is_said(adding: Add, home: Path) -> None:
    (home / "README.md").write_text(f"# Walks\n\n{HEADER}")
    with pytest.raises(BotError, match="its row can't be written"):
        adding("2504.00005", None)


def test_without_the_network_what_is_known_is_used(adding: Add, home: Path, stage: own.Stage) -> None:
    facts = PaperFacts(
        PaperId("arxiv", "2505.00006"),
        "arxiv",
        "https://arxiv.org/abs/2505.00006v1",
        date(2025, 6, 1),
        "Cutting Slow Diffusion",
        submitted=date(2025, 5, 31),
    )
    write_known(home / "state" / "walks", Known((facts,)))
    assert CUTTING in adding("2505.00006", offline=True)[1].splitlines()
    with pytest.raises(UsageError, match="nothing is known of it"):
        adding("2504.00005", offline=True)
    assert not stage.asked


def test_who_adds_what_was_withdrawn_or_refused_is_told(adding: Add, home: Path) -> None:
    assert "arxiv:math/0309136: its newest comment on arXiv says that it was withdrawn" in adding("math/0309136")[1]
    name = fingerprint("arxiv:2505.00006", "listed", "")
    write_records(home / "state" / "walks" / "decisions.jsonl", "decisions", [Decision(name, "refused", "untick", "2025-06-01T00:00:00Z")])
    assert "arxiv:2505.00006: it was refused before" in adding("2505.00006")[1]


def test_of_a_list_on_github_the_copy_in_the_state_gets_the_row(adding: Add, home: Path, stage: own.Stage) -> None:
    (home / "config" / "walks.toml").write_text(f'[list]\nrepository = "{own.LIST}"\n')
    stage.text = QUICK.encode()
    adding("2505.00006", apply=True)
    assert (home / "state" / "walks" / "list.md").read_text() == f"{QUICK}{CUTTING}\n"
    assert b"c0ffee" in (home / "state" / "walks" / "text.jsonl").read_bytes()


def test_of_several_lists_one_must_be_named(home: Path) -> None:
    (home / "config" / "other.toml").write_text('[list]\nfile = "OTHER.md"\n')
    ended = run("add", "2504.00005", cwd=home)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "it isn't clear to which list. Name one of: other, walks" in ended.stderr


def test_several_newcomers_cost_no_more_requests_than_one_where_a_source_takes_many(stage: own.Stage, book: VenueBook) -> None:
    asked = services(_own(stage), book)
    papers = [PaperId("arxiv", "2504.00005"), PaperId("arxiv", "2505.00006")]
    found = asked.arxiv.lookup(papers, MONDAY.date()).found
    config = read_list(REPO / "config" / f"{NAME}.toml")
    case = read_case(Job("list", config, LIST.encode(), HERE, book, MONDAY), Known())
    stage.asked.clear()
    told = learn_newcomers(case, config, Known(), asked, [(one, ()) for one in found.values()], lambda _: None)
    assert {service: stage.count(service) for service in ("arxiv_api", "s2", "github_rest")} == {"arxiv_api": 0, "s2": 1, "github_rest": 2}
    assert stage.count("openreview") + stage.count("crossref") <= 4
    walks, cutting = (told.learned[one] for one in papers)
    assert (str(walks.newcomer.publication), walks.newcomer.repository, walks.newcomer.submitted) == (
        "ICML 2025",
        "cy/walks",
        date(2025, 4, 2),
    )
    assert (cutting.newcomer.publication, cutting.newcomer.repository, cutting.newcomer.authors) == (None, None, ("Ann Lee", "Cy Zed"))
    assert not learn_newcomers(case, config, Known(), asked, [], lambda _: None).learned


def without(text: str, paper: str) -> tuple[str, str]:
    """The list as it was before that row: those behind it in the same table had one number less. And the row."""
    lines = text.splitlines(keepends=True)
    (at,) = [n for n, line in enumerate(lines) if paper in line]
    row, end = lines.pop(at), next(n for n in range(at, len(lines)) if not lines[n].startswith("|"))
    for n in range(at, end):
        lines[n] = re.sub(r"\[(\d+)\]", lambda match: f"[{int(match[1]) - 1}]", lines[n], count=1)
    return "".join(lines), row


def test_a_row_that_was_taken_out_of_the_first_list_comes_back_as_it_was_but_for_the_venue_that_is_proven(
    home: Path, book: VenueBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an independent emulator's services. Then new ones: with code, and with a pipe in the title."""
    monkeypatch.chdir(home)
    job = Job("walks", read_list(home / "config" / "walks.toml"), b"", HERE, book, datetime(2025, 6, 12, 6, tzinfo=UTC))
    with running(tmp_path, "relaxed") as world:
        world.control("advance", {"to": "2025-06-12T06:00:00Z"})
        asked = services(_world(world), book)

        def added(paper: str, section: str) -> str:
            assert add(job, home / "state", asked, Namespace(paper=paper, section=section, apply=True)) == 0
            return (home / "README.md").read_bytes().decode()

        text: str = world.truth["list_text"]
        shorter, row = without(text, "2306.02316")
        (home / "README.md").write_bytes(shorter.encode())
        whole = text.replace(row, row.replace("| Jun 2023 |", "| **NeurIPS 2023** |"))
        assert added("2306.02316", "1-1-1") == whole
        assert "planted-lab/step-reuse.svg?style=social&label=Star)](https://github.com/planted-lab/step-reuse)" in added(
            "2506.99000", "2-3_Feature"
        )
        rows = list(read_rows(document.read(added("2506.99014", "1-5_Fast").encode())))
        for source, title in (
            (asked.openreview, "Temporal Dynamic Quantization for Diffusion Models"),
            (asked.crossref, "Diffusion Probabilistic Model Made Slim"),
        ):
            (claims,) = source.lookup([Wanted(title_id(title), title, None)], job.now.date()).found.values()
            url = next(one.url for one in claims if one.title == title)
            facts, names = resolve(url, asked, job.now.date())
            assert (facts.title, facts.source, names) == (title, "arxiv", (paper_id(url),))
    assert len(rows) == len(list(read_rows(document.read(text.encode())))) + 2
    assert [row.ragged for row in rows].count(True) == 0


def test_where_arxiv_fails_a_title_alone_proves_no_venue(stage: own.Stage, book: VenueBook) -> None:
    paper, title = PaperId("arxiv", "2505.00006"), "Cutting Slow Diffusion"
    stage.notes.append(own.note("cut", title, "NeurIPS 2025 poster", "NeurIPS.cc/2025/Conference"))
    config = read_list(REPO / "config" / f"{NAME}.toml")
    case = read_case(Job("list", config, LIST.encode(), HERE, book, MONDAY), Known())
    facts = PaperFacts(paper, "semantic-scholar", "https://s2", MONDAY.date(), title)

    def learned() -> str:
        told = learn_newcomers(case, config, Known(), services(_own(stage), book), [(facts, ())], lambda _: None)
        return str(told.learned[paper].newcomer.publication)

    assert learned() == "NeurIPS 2025"
    stage.faults.append({"kind": "status", "service": "arxiv_api", "code": 503, "times": 99})
    assert learned() == "None"
