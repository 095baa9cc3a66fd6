"""The list of editions: each page in every edition that has it, from the folders that stand there."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from lxml.html import document_fromstring

from oscp_lib.figures.typeface import FACES
from oscp_lib.pages.list_of_editions import list_of, write_editions_page
from oscp_lib.verify.content_security_policy import policy_problems
from tests.places import SLUG


@pytest.fixture
def listed(tmp_path):
    """The list of editions whose contents are given by year; what else stands in the folder is no edition."""

    def write(editions):
        for year, pages in editions.items():
            (tmp_path / year).mkdir()
            links = "".join(f'<li><a href="{name}.html">{title}</a></li>' for name, title in pages.items())
            nav = f'<nav class="book-nav"><ul>{links}</ul><a href="../index.html">All editions</a></nav>'
            first = f'<li>Crime <a class="fact">of {year} rose</a>.</li>'
            found = f'<section id="what-happened"><ul>{first}<li>More.</li></ul></section>'
            foot = '<footer><p>Figures, <span class="released">released 5 May 2025</span>.</p></footer>'
            text = f"{nav}<main><a href='x.html'>x</a>{found}</main>{foot}"
            (tmp_path / year / "index.html").write_text(text, "utf-8")
        (tmp_path / "2022").mkdir()
        return BeautifulSoup(write_editions_page(tmp_path).read_text("utf-8"), "html.parser")

    return write


def test_each_page_is_linked_in_every_edition_that_has_it_newest_first(listed):
    page = listed(
        {"2023": {"index": "Intro", "vawg": "VAWG", "old": "Gone"}, "2024": {"index": "Intro", "vawg": "Women & girls"}}
    )
    links = {item["id"]: [link["href"] for link in item.select("a")] for item in page.select(".pages li")}
    assert links == {
        "index": ["2024/index.html", "2023/index.html"],
        "vawg": ["2024/vawg.html", "2023/vawg.html"],
        "old": ["2023/old.html"],
    }
    assert page.select_one("#vawg span").get_text() == "Women & girls"
    names = [link["aria-label"] for link in page.select(".pages a")]
    assert len(names) == len(set(names))


def test_the_files_that_hold_a_whole_edition_are_offered_where_they_are(listed, tmp_path):
    (tmp_path / "report-book-2024.zip").write_bytes(bytes(2_340_000))
    page = listed({"2023": {"index": "Intro"}, "2024": {"index": "Intro"}})
    offered = {link["href"]: link.get_text() for link in page.select(".files a")}
    assert offered == {"report-book-2024.zip": "In one zip, to be opened without a network (2.3 MB)"}
    assert page.select_one(".files a")["download"] == f"{SLUG}-report-book-2024.zip"


def test_a_draft_is_marked_as_one(listed, tmp_path):
    strip = '<p class="draft-strip">Draft: the texts are not finished</p>'
    listed({"2023": {"index": "Intro"}, "2024": {"index": "Intro"}})
    index = tmp_path / "2024/index.html"
    index.write_text(strip + index.read_text("utf-8"), "utf-8")
    page = BeautifulSoup(write_editions_page(tmp_path).read_text("utf-8"), "html.parser")
    newest, other = page.select(".editions > li")
    assert newest.select_one(".draft").get_text() == "Draft: the texts are not finished"
    assert other.select_one(".draft") is None


def test_the_list_takes_the_fonts_of_the_newest_edition_that_has_them(listed, tmp_path):
    page = listed({"2023": {"index": "Intro"}, "2024": {"index": "Intro"}})
    assert "@font-face" not in page.style.get_text()
    (tmp_path / "2023/_static").mkdir()
    for face in FACES:
        (tmp_path / "2023/_static" / face.web_file).write_bytes(b"wOF2")
    page = BeautifulSoup(write_editions_page(tmp_path).read_text("utf-8"), "html.parser")
    named = re.findall(r"url\(([^)]*)\)", page.style.get_text())
    assert len(named) == len(FACES) and all((tmp_path / name).is_file() for name in named)
    assert policy_problems("index.html", document_fromstring(str(page))) == []


def test_a_folder_without_editions_has_a_list_without_pages(listed):
    assert listed({}).select(".pages li") == []


def test_an_edition_says_when_it_was_released_and_what_it_found_first(listed):
    page = listed({"2023": {"index": "Intro"}, "2024": {"index": "Intro"}})
    newest = page.select_one(".editions > li")
    assert newest.p.get_text() == "Crime of 2024 rose."
    assert newest.a.span.get_text() == "Figures of 2024. Released 5 May 2025"


def test_years_that_could_be_built_are_named_where_the_list_is_not_of_one_alone(listed, tmp_path):
    page = listed({"2023": {"index": "Intro"}, "2024": {"index": "Intro"}})
    others = page.select_one(".other-years").get_text()
    assert "2022" in others and "2024" not in others
    alone = BeautifulSoup(list_of({2024: tmp_path}, packed=True)["index.html"], "html.parser")
    assert alone.select_one(".other-years") is None
    assert [link["href"] for link in alone.select(".pages a")] == ["2024/index.html"]


def test_each_page_is_told_in_which_editions_it_stands(listed, tmp_path):
    listed({"2023": {"index": "Intro", "old": "Gone"}, "2024": {"index": "Intro", "vawg": "Women & girls"}})
    told = (tmp_path / "editions.js").read_text("utf-8").removeprefix("var EDITIONS = ").removesuffix(";\n")
    assert json.loads(told) == {"index": [2024, 2023], "vawg": [2024], "old": [2023]}
