"""The text behind the search's excerpts: whole, only what the page shows, each piece under its place."""

import json

import pytest

from oscp_lib.page_names import SEARCH_TEXT
from oscp_lib.pages.search_text import write_search_text

NAV = '<nav class="book-nav"><ul><li><a href="index.html">First</a></li><li><a href="{}">Second</a></li></ul></nav>'


@pytest.fixture
def text_of(tmp_path):
    """What the script holds of a page with that content."""

    def read(main):
        (tmp_path / "_static").mkdir(exist_ok=True)
        (tmp_path / "index.html").write_text(f"{NAV.format('page.html')}<main><h1>First</h1></main>", "utf-8")
        (tmp_path / "page.html").write_text(f"<main>{main}</main>", "utf-8")
        write_search_text(tmp_path)
        script = (tmp_path / SEARCH_TEXT).read_text("utf-8")
        assert script.startswith("var BOOK_TEXT = ") and script.endswith(";\n")
        pages = json.loads(script.removeprefix("var BOOK_TEXT = ").removesuffix(";\n"))
        assert list(pages) == ["index", "page"]
        return pages["page"]

    return read


def test_each_section_figure_and_term_is_a_place_with_its_own_words(text_of):
    assert text_of(
        '<section id="a"><h1>Page</h1><p>Up <a href="#x">17,002</a>.</p><section id="b"><h2>Rates</h2><p>One</p>'
        '<p>Two</p><figure id="chart-1"><figcaption><p class="figure-title">Most</p></figcaption>'
        "<table><tr><td>1</td><td>2</td></tr></table></figure><p>Three</p></section></section>"
        '<dl><dt id="term-c">[c]</dt><dd>Withheld</dd></dl>'
    ) == [
        ["a", "Page", "Up 17,002."],
        ["b", "Rates", "One Two Three"],
        ["chart-1", "Most", "1 2"],
        ["term-c", "[c]", "Withheld"],
    ]


def test_code_pictures_comments_and_buttons_are_not_read(text_of):
    hidden = (
        "<pre>import os</pre><script>var x</script><svg><title>Alt</title></svg><!-- secret --><button>Press</button>"
        '<p class="citation">Cite</p><p class="sign-off">Signed</p><div class="figure-report">E-mail</div>'
    )
    assert text_of(f'<section id="a"><h1>Page</h1><p>Words</p>{hidden}</section>') == [["a", "Page", "Words"]]


def test_markup_in_a_cell_stays_text(text_of):
    (place,) = text_of('<section id="a"><h1>P</h1><p>&lt;/script&gt;&lt;img onerror=x&gt; \u2028</p></section>')
    assert place[2] == "</script><img onerror=x>"


def test_the_rows_of_a_table_are_parted_and_a_claim_is_a_place_named_by_its_statement(text_of):
    assert text_of(
        '<section id="a"><h1>Page</h1><table><tr><th>Oxmere</th><td>2,488</td></tr>'
        "<tr><th>Cherrow</th><td>538</td></tr></table>"
        '<table><tr id="claim-shops"><th>Shoplifting doubled</th><td>It rose by a third</td></tr></table></section>'
    ) == [
        ["a", "Page", "Oxmere 2,488; Cherrow 538"],
        ["claim-shops", "Shoplifting doubled", "It rose by a third"],
    ]
