"""Sign-off: what it covers, what ends it, and that a published edition asks for it."""

import datetime
import json
import re

import pytest
from bs4 import BeautifulSoup

from oscp_lib.chapters import chapter, chapters_of_book
from oscp_lib.checks.check import check
from oscp_lib.data.sign_offs import SignOff, load_sign_offs
from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from oscp_lib.errors import InputError
from oscp_lib.sign_off.approvals import CHANGED, SIGNED, UNSIGNED, State, published_contents, require_signed, sign_off
from oscp_lib.sign_off.signed_content import words_of_html, words_of_theme
from tests.conftest import copy_project, use_project, with_kept_runs
from tests.places import OWN
from tests.test_cli import oscp  # noqa: F401

DAY = datetime.date(2026, 3, 4)
VAWG = "notebooks/05_vawg.ipynb"


def content_of(slug, jobs=1):
    return published_contents(2024, [chapter(slug)], jobs)[slug]


def approve(*slugs, reviewer="R. Reader", note=None):
    return sign_off(2024, reviewer, slugs, note, DAY, jobs=2)


@pytest.mark.slow
def test_recording_sign_offs_ends_none_of_them(project):
    approve("vawg", "about")
    first = load_sign_offs(2024)
    # The second run prints another input hash on the page about the edition: it is of the files, not of the chapter.
    approve("preventing_extremism", note="Read  with\nthe council.")
    recorded = load_sign_offs(2024)
    assert [each.chapter for each in recorded.sign_offs] == ["vawg", "preventing_extremism", "about"]
    assert recorded.of("preventing_extremism").note == "Read with the council."
    for slug in ("vawg", "about"):
        assert recorded.of(slug) == first.of(slug)
        assert content_of(slug) == first.of(slug).content
    assert check(2024).errors == []


@pytest.fixture(scope="module")
def before(kept_runs, tmp_path_factory):
    """What two chapters print as the project stands."""
    with pytest.MonkeyPatch.context() as patch:
        use_project(with_kept_runs(copy_project(tmp_path_factory.mktemp("before") / "project")), patch)
        return published_contents(2024, [chapter("vawg"), chapter("preventing_extremism")], 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        # A number of the plan, a word of the notebook, a word of the year's texts, a word of a table's description.
        (f"{OWN}/tables/sexual_offences_plan.csv", "Oxmere,sexual offences,recorded offences,offences,462,",
         "Oxmere,sexual offences,recorded offences,offences,463,"),
        (VAWG, "## What changed?", "## What has changed?"),
        (f"{OWN}/editions/2024/plan.yml", "carry out what they recommend", "do what they recommend"),
        (f"{OWN}/datapackage.json", "The counts of the Running Plan 2025-26 are", "Counts of the Plan 2025-26 are"),
    ],
)  # fmt: skip
def test_a_changed_number_or_word_ends_the_sign_off_of_its_chapter_alone(project, before, edit, name, old, new):
    edit(name, old, new)
    after = published_contents(2024, [chapter("vawg"), chapter("preventing_extremism")], 2)
    assert after["vawg"] != before["vawg"]
    assert after["preventing_extremism"] == before["preventing_extremism"]


@pytest.mark.slow
def test_spacing_code_and_the_order_of_keys_end_no_sign_off(project, before):
    notebook = json.loads((project / VAWG).read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", []):
            cell["source"] = ["# a remark\n", *cell["source"]]
    (project / VAWG).write_text(json.dumps(notebook, indent=4, sort_keys=True).replace("\n", "\r\n"), "utf-8")
    assert content_of("vawg", jobs=4) == before["vawg"]


@pytest.mark.longer
def test_an_earlier_sign_off_and_its_note_are_not_dropped_in_silence(oscp, project, monkeypatch):  # noqa: F811
    monkeypatch.setattr(
        "oscp_lib.sign_off.approvals.published_contents", lambda year, chapters, jobs: {"vawg": "a" * 64}
    )
    approve("vawg", note="The council has read it.")
    code, _, err = oscp("sign-off", "--chapter", "vawg", "--reviewer", "A. Second")
    assert code == 0
    assert "this replaces the sign-off by R. Reader of 2026-03-04, with the note 'The council has read it.'." in err
    _, _, err = oscp("sign-off", "--chapter", "vawg", "--reviewer", "A. Third")
    assert "this replaces the sign-off by A. Second" in err and "note" not in err


@pytest.mark.parametrize(
    "name", ["R. Reader", "Siân O'Dŵr-Jones", "PC 4321 Smith", "Cllr A. & B. Lee (deputy)", "李娜"]
)
def test_names_of_people_pass(name):
    assert SignOff(chapter="vawg", reviewer=name, date=DAY, content="a" * 64).reviewer == name


SHOWN = (
    "<figure><figcaption>T</figcaption>{}<details><summary>{}</summary><p>{}</p></details><button>{}</button></figure>"
)


def test_a_sign_off_covers_all_that_an_output_says():
    drawing = '<svg aria-labelledby="c-alt"><title id="c-alt">{}</title><text>{}</text></svg>'
    link = '<a href="downloads/{}" aria-label="{}" download>rows</a>'

    def html(places):
        first = drawing.format(*places[:2]) + link.format(*places[2:4])
        return SHOWN.format(first, *places[4:])

    plain = ["a chart", "1,791", "chart-1.csv", "rows of chart", "Data", "note", "Report"]
    said = {words_of_html(html(plain))}
    for place in range(len(plain)):
        said.add(words_of_html(html([*plain[:place], "77,777 murders", *plain[place + 1 :]])))
    assert len(said) == len(plain) + 1


def signed(slug, content="a" * 64):
    given = SignOff(chapter=slug, reviewer="R. Reader", date=DAY, content="a" * 64)
    return State(chapter(slug), given, content)


def test_a_sign_off_covers_what_the_theme_says_on_each_page_and_not_how_it_looks(project, edit):
    before = words_of_theme()
    edit("book/theme/oscp/static/oscp.css", ".tile-title", "main { color: black } .tile-title")
    edit("book/theme/oscp/page.html", "{{ body }}", "<!-- of the page --> {{ body }}")
    assert words_of_theme() == before
    edit("book/theme/oscp/page.html", "{{ body }}", "{{ body }}<p>Crime fell everywhere.</p>")
    assert "Crime fell everywhere." in " ".join(set(words_of_theme()) - set(before))
    edit("book/theme/oscp/static/oscp.css", ".tile-title", 'main::after{content:"All is well"} .tile-title')
    assert '"All is well"' in words_of_theme()


def test_a_state_says_who_and_when_and_whether_it_holds():
    assert (signed("vawg").verdict, signed("vawg").sentence) == (SIGNED, "Signed off by R. Reader on 4 March 2026.")
    changed = signed("vawg", "b" * 64)
    assert changed.verdict == CHANGED
    assert changed.sentence.startswith("Changed since it was signed off by R. Reader on 4 March 2026")
    assert State(chapter("vawg")).verdict == UNSIGNED


def test_publishing_names_every_chapter_that_is_not_signed_and_the_remedy():
    require_signed(2024, [signed("vawg")])
    with pytest.raises(InputError) as raised:
        require_signed(2024, [signed("vawg"), signed("all_crime", "b" * 64), State(chapter("about"))])
    changed, missing = raised.value.problems
    assert changed.found.startswith("all_crime: Changed since")
    assert missing.found == "about: Not signed off."
    assert "oscp sign-off --year 2024 --chapter about" in missing.remedy and "--unsigned" in missing.remedy


@pytest.mark.slow
def test_an_edition_is_published_when_all_is_signed_and_no_longer_when_a_number_changes(project, edit, full):
    with pytest.raises(InputError) as raised:
        build(Order(2024, publish=True))
    assert len(raised.value.problems) == len(chapters_of_book())
    assert not (project / "book/_build/oxmere/2024").exists()

    approve(*(each.slug for each in chapters_of_book()), reviewer="R. Reader & Co.")
    folder = build(Order(2024, publish=True)).parent
    for each in chapters_of_book()[:-1]:
        (said,) = soup(folder / f"{each.page}.html").select("p.sign-off")
        assert said.get_text().startswith("Signed off by R. Reader & Co. on 4 March 2026.")
        assert "unsigned" not in soup(folder / f"{each.page}.html").body.get_text()
    rows = soup(folder / "about.html").select("#sign-off tbody tr")
    assert [row.th.get_text() for row in rows] == [each.title for each in chapters_of_book()]

    edit(f"{OWN}/tables/sexual_offences_plan.csv", "offences,462,", "offences,463,")
    with pytest.raises(InputError) as raised:
        build(Order(2024, publish=True))
    ended = {re.match(r"(\w+): Changed since", each.found)[1] for each in raised.value.problems}
    assert "vawg" in ended and not ended & {"preventing_extremism", "about", "all_crime"}
    # The draft says so too, though it shows samples where the published form has gaps.
    if full:
        draft = build(Order(2024)).parent
        assert "Changed since" in soup(draft / "vawg.html").select_one("p.sign-off").get_text()
        assert "Signed off by" in soup(draft / "neighbourhood_crime.html").select_one("p.sign-off").get_text()


def soup(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--chapter", "vagw", "--reviewer", "R"], "Did you mean 'vawg'?"),
        (["--chapter", "vawg", "--reviewer", "  "], "The reviewer has no name."),
        (["--chapter", "vawg", "--reviewer", "R", "--year", "2017"], "There is no data for 2017"),
        *(
            (["--chapter", "vawg", "--reviewer", name], message)
            for name, message in (
                ("<b>R. Reader</b>", "holds '<': write plain words"),
                ("[R. Reader](https://a.org)", "holds '[': write plain words"),
                ("R. Reader {fact}`count`", "holds '{': write plain words"),
                ("R. &lt; Reader", "holds '&lt;': write plain words"),
                ("R. Rea\u202eder", "holds the invisible character U+202E"),
                ("R. Rea\u200bder", "holds the invisible character U+200B"),
                ("R. Reader\x1b", "holds the invisible character U+001B"),
                ("NAME", "is not a name"),
                ("To be confirmed", "is not a name"),
                ("Ann L\u0435e", "mixes letters of two alphabets"),
                ("Reviewer 1", "is not a name"),
                ("n/a", "is not a name"),
                ("...", "is not a name"),
                ("R" * 101, "has 101 characters: write at most 100"),
            )
        ),
        (["--chapter", "vawg", "--reviewer", "R", "--note", "See <a href=x>this</a>"], "--note: "),
    ],
)
def test_a_sign_off_that_cannot_be_recorded_is_refused(oscp, project, arguments, message):  # noqa: F811
    code, out, err = oscp("sign-off", *arguments)
    assert (code, out) == (1, "")
    assert message in err
    assert not (project / f"{OWN}/editions/2024/sign-off.yml").exists()


@pytest.mark.longer
@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("year: 2024\nsign_offs:\n- chapter: vawg\n  reviewr: A\n", 4, "The field 'reviewr' is not known."),
        ("year: 2023\n", None, "its sign-offs are of 2023"),
        ("year: 2024\nsign_offs:\n- {chapter: vagw, reviewer: A, date: 2026-03-04, content: " + "a" * 64 + "}\n",
         None, "no chapter 'vagw'"),
        ("year: 2024\nsign_offs:\n- {chapter: vawg, reviewer: A, date: tomorrow, content: " + "a" * 64 + "}\n",
         3, "date"),
    ],
)  # fmt: skip
def test_a_file_of_sign_offs_edited_by_hand_is_checked(project, text, line, message):
    (project / f"{OWN}/editions/2024/sign-off.yml").write_text(text, "utf-8")
    problems = [each for each in check(2024).errors if each.file == f"{OWN}/editions/2024/sign-off.yml"]
    assert any(message in each.found and each.line == line for each in problems), problems


def test_unsigned_without_publish_is_wrong_usage(oscp):  # noqa: F811
    code, _, err = oscp("build", "--unsigned")
    assert code == 2 and "--publish" in err
