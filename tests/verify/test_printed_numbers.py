"""No number reaches a reader in prose unless it was computed, or its words have a reason: in whatever form it comes."""

import pytest
from lxml.html import document_fromstring

from oscp_lib.verify.numerals import NUMERAL
from oscp_lib.verify.printed_numbers import Known, Reason, numeral_problems


class Made(Known):
    """An edition with three facts, and a reason of each kind."""

    def __init__(self):
        self.year = None
        self.facts = {"fact-vawg-crimes": "2,488", "fact-vawg-year": "2024", "fact-vawg-few": "five"}
        self.given = {"2024"}
        self.reasons = {"methods": (Reason(words="a tenth below", reason="what a rule allows"),)}
        self.of_the_year = ("two cameras",)


PAGE = "<html><body><main>{}</main></body></html>"


def found(html, name="vawg.html"):
    return numeral_problems(name, document_fromstring(PAGE.format(html)), Made())


NUMBERS = [
    "77,777 murders", "0.5", "7", "-3", "12%", "１２３", "٣ arrests", "५", "½ of all", "⅔", "⑫ arrests", "Ⅳ", "x²",
    "two", "Seven", "NINETEEN", "twenty-one", "ninety", "nil robberies", "zero", "hundreds of offences", "a thousand",
    "dozens of burglaries", "millions", "billions in loss", "a couple", "a score of hundreds", "scores of them",
    "a third", "two-thirds", "an eighth", "a ninth", "tenths", "the fiftieth", "a hundredth", "half", "a quarter",
    "doubled", "doubling", "twice", "thrice", "trebled", "tripled", "quadrupled", "tenfold", "threefold", "fiftyfold",
    "many-fold", "MMXXIV", "XIV", "45 May", "Table 45000 offences", "Order 1999 offences", "Part 98765 offenders",
    "Act 77", "Chart 123", "Licence v4.0", "2019 offences", "halved", "㉑",
    "se\u0301ven", "s\u0435ven", "\u0425\u0406V", "七", "xiv", "(iv)", "xx", "viii", "nought", "a pair of robberies",
]  # fmt: skip


@pytest.mark.parametrize("words", NUMBERS)
def test_a_number_in_any_form_is_named(words):
    (problem, *_) = found(f"<p>There were {words} in all</p>")
    assert (
        problem.file == "vawg.html"
        and "which is not a computed fact" in problem.found
        and "numbers.yml" in problem.remedy
    )


SPLIT = [
    "<p>fofour&shy;teen</p>".replace("fofour", "four"),
    "<p>thir<b></b>ty knives</p>",
    "<p>s<b>e</b>ven</p>",
    "<p>7<span>7</span>7</p>",
    "<p>ni&#8203;ne</p>",
    "<p>ni&#x2060;ne</p>",
    "<p><code>45,000 offences</code></p>",
    "<pre>45,000 offences</pre>",
    "<h2>Crime fell by 45</h2>",
    "<ul><li>one</li><li>45</li></ul>",
    '<ol start="45"><li>offences</li></ol>',
    '<ol><li value="45">offences</li></ol>',
    "<table><tr><td>45</td></tr></table>",
    "<div>45</div>",
    "45",
    "<blockquote>45</blockquote>",
    "<dl><dt>45</dt><dd>x</dd></dl>",
    '<p><a href="y.html" title="12,345 burglaries">see</a></p>',
    '<p><span aria-label="12,345 burglaries">x</span></p>',
    "<p>see](99,999 robberies)</p>",
    '<p><a href="https://a.org">12 deaths</a></p>',
    "<details><summary>45</summary><p>x</p></details>",
    '<div class="cell tag_x"><p>45</p></div>',
]


@pytest.mark.parametrize("html", SPLIT)
def test_a_number_that_is_split_or_stands_anywhere_in_prose_is_named(html):
    assert found(html)


FINE = [
    '<p>It rose to <a class="fact" href="trail.html#fact-vawg-crimes">2,488</a> in 2024.</p>',
    "<h2>Crime rose to 2,488</h2>",
    "<p>On 1 March 2025, and in May, under the Crime and Disorder Act 1998, Part 4, see Chart 7 and Table 2.</p>",
    "<p>The Police and Crime Plan 2024-29, the plan 2025-26 and the 95% interval.</p>",
    "<p>See https://a.org/2024/77 and the Open Government Licence v3.0.</p>",
    "<p>They put up two cameras.</p>",
    "<p>CCTV, the MIT licence, one of them, the first, a second look, I and them.</p>",
    '<div class="cell_output"><table><tr><td>77,777</td></tr></table></div>',
    '<div class="gap" role="note"><p>Not available: 12 months</p></div>',
    '<ul><li>One<div class="reason" role="note"><p>Why, in the words of A. Analyst: two shops.</p></div></li></ul>',
]


@pytest.mark.parametrize("html", FINE)
def test_a_fact_a_date_a_law_and_a_reason_pass(html):
    assert found(html) == []


def test_a_reason_is_of_its_page_and_a_fact_of_a_paragraph_is_linked():
    assert found("<p>It is a tenth below.</p>", "methods.html") == []
    assert found("<p>It is a tenth below.</p>", "vawg.html")
    assert found("<p>There were 2,488 of them.</p>")  # typed: nobody could tell where it comes from
    assert found("<p>There were five of them.</p>")
    assert found("<p>There were 12,024 of them.</p>") and found("<p>There were 2024.5 of them.</p>")


@pytest.mark.parametrize("link", ["trail.html#fact-vawg-crimes", "trail.html#fact-vawg-none", "trail.html", ""])
def test_what_is_dressed_up_as_a_fact_is_named(link):
    (problem,) = found(f'<p><a class="fact" href="{link}">77,777</a></p>')
    assert "'77,777' is printed as the fact" in problem.found


@pytest.mark.parametrize(
    "words", ["did", "mid-year", "civil", "mix", "mild", "I", "minor", "CCTV", "DVD", "once", "often"]
)
def test_words_are_no_numbers(words):
    assert not NUMERAL.search(words)
