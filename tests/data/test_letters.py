"""Letters that were read in the wrong encoding are found; names and signs that are meant are let be."""

import unicodedata

import pytest

from oscp_lib import paths
from oscp_lib.checks.check import data_problems, text_problems
from oscp_lib.checks.table_of_contents import contents_problems
from oscp_lib.data.letters import as_seen, misread, misread_problems
from oscp_lib.data.partnership import load_partnership
from oscp_lib.errors import InputError
from tests.national import as_csv
from tests.places import OWN


def read_wrongly(text, encoding):
    """A text saved as UTF-8 and read by a program that takes it for another encoding, as browsers read it."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())


MEANT = [
    "It’s",
    "the café",
    "“Safer Streets”",
    "a trial – so far",
    "£5 million",
    "naïve",
    "Ynys Môn",
    "€5",
    "and so on…",
    "5½",
]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac_roman", "cp850", "cp437"])
@pytest.mark.parametrize("text", MEANT)
def test_a_text_read_in_the_wrong_encoding_is_found_once_and_twice_read(text, encoding):
    wrong = read_wrongly(text, encoding)
    assert list(misread(wrong))
    assert list(misread(read_wrongly(wrong, "cp1252")))


@pytest.mark.parametrize(
    "text",
    [*MEANT, "Cérrow", "Dŵr Cymru", "Llŷn", "JOÃO", "São Paulo", "Århus", "Łódź", "Zoë’s", "CAFÉ’s",
     "the café’” he said", "“VOILÀ”",
     "“É”", "the “MAÇÔ", "gwlâ – gwlad", "Â phwy?", "à la carte", "30 °C ± 2", "3 × 4 ≥ 2 → §", "« déjà »",
     "Straße", "Ærø", "Ñandú", "😀", "│ a │", "├── tree", "soft\u00adhyphen", "C1 to C5"],
)  # fmt: skip
def test_a_text_that_is_meant_is_let_be(text):
    assert list(misread(text)) == []
    assert list(misread(unicodedata.normalize("NFD", text))) == []


@pytest.mark.parametrize("text", ["a lost \ufffd letter", "itÕs", "costs ú500", "5Â million", "a\x92s", "half \ud83d"])
def test_a_lost_letter_and_a_slip_between_old_encodings_are_found(text):
    assert list(misread(text))


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x0c", "\x7f", "\x85", "\u2028", "\u202e", "\u2066"])
def test_a_character_that_acts_and_does_not_show_is_named_by_its_code(sign):
    (problem,) = misread_problems("a.csv", f"first\nFly-tipping{sign}[31m\n")
    assert problem.line == 2 and f"\\u{ord(sign):04x}" in problem.found and sign not in str(problem)
    (kept,) = misread_problems("a.csv", f"Quill{sign}feather", confidential=True)
    assert "Quill" not in str(kept)
    assert misread_problems("a.csv", "a tab\tand lines\r\n") == []
    assert misread_problems("a.csv", "no \uffff letter")


def test_each_line_is_named_with_what_was_meant():
    first, second = misread_problems("a.md", "plain\nItâ€™s here\nand Â£5\n")
    assert (first.line, first.column, second.line, second.column) == (2, 3, 3, 5)
    assert "'â€™'" in first.found and "Itâ€™s here" in first.found
    assert "Write '’' in their place" in first.remedy and "Write '£'" in second.remedy


def test_a_file_that_was_read_wrongly_as_a_whole_does_not_fill_the_screen():
    assert len(misread_problems("a.md", "Â£5\n" * 10_000)) < 30


WRONG = read_wrongly("the council’s “café”", "cp1252")


@pytest.mark.longer
def test_the_check_names_a_year_s_text_with_its_line(project, edit):
    edit(f"{OWN}/editions/2024/plan.yml", "title: Running Plan 2025-26", f"title: {WRONG}")
    found = [problem for problem in text_problems(2024) if problem.file == f"{OWN}/editions/2024/plan.yml"]
    lines = (project / f"{OWN}/editions/2024/plan.yml").read_text("utf-8").splitlines()
    assert [WRONG in lines[problem.line - 1] for problem in found] == [True]


def test_letters_hidden_in_an_escape_are_found_too(edit):
    edit(f"{OWN}/partnership.yml", "short_name: ", 'short_name: "caf\\u00c3\\u00a9" # ')
    with pytest.raises(InputError) as raised:
        load_partnership()
    assert "Ã©" in str(raised.value)


def test_the_check_names_a_table_the_package_and_a_page(project, edit):
    edit(f"{OWN}/tables/valid_crime_plan.csv", "Oxmere", f"Oxmere {WRONG}")
    edit("book/methods.md", "# ", f"# {WRONG} ")
    assert any("valid_crime_plan.csv" in str(problem) and "â€™" in problem.found for problem in data_problems())
    assert [problem.line for problem in contents_problems() if problem.file == "book/methods.md"] == [1]
    edit("data/datapackage.json", '"title": "', '"title": "It\\u00e2\\u20ac\\u2122s ')
    assert any("datapackage.json" in problem.file and "â€™" in problem.found for problem in data_problems())


def test_a_restricted_file_is_named_and_not_quoted(project):
    folder = project / f"{OWN}/restricted"
    folder.mkdir(exist_ok=True)
    text = "period_start,period_end,area,category,measure,unit,value,status,source\n1,2,Quillfeatherâ€™s,a,b,c,3,d,e\n"
    (folder / "antisocial_behaviour_council.csv").write_text(text, "utf-8")
    (problem,) = [each for each in data_problems() if "restricted" in each.file]
    assert problem.line == 2 and "encoding" in problem.found
    assert "Quill" not in str(problem)


def test_a_name_with_its_marks_apart_is_the_same_name(project, edit):
    as_csv(project, "recorded_crime_ons", "population_ons")
    for name in (
        f"{OWN}/partnership.yml",
        "data/national/areas.csv",
        *(f"{OWN}/tables/{path.name}" for path in paths.TABLES.glob("*.csv")),
    ):
        path = project / name
        text = path.read_text("utf-8").replace("Cherrow", "Cérrow")
        form = "NFD" if path.suffix == ".csv" else "NFC"
        path.write_text(unicodedata.normalize(form, text), "utf-8")
    assert "Cérrow" in [district.name for district in load_partnership().county_districts]
    assert [str(problem) for problem in data_problems() if "rrow" in str(problem) and problem.severity == "error"] == []


@pytest.mark.longer
def test_a_name_with_letters_that_do_not_show_is_told_as_such(project, edit):
    as_csv(project, "recorded_crime_ons")
    edit(f"{OWN}/tables/recorded_crime_ons.csv", ",Oxmere,", ",Oxmere\u200b,")
    (problem,) = [each for each in data_problems() if "is none of this partnership's" in each.found]
    assert "It is 'Oxmere' with other spaces" in problem.remedy
    assert "\\u200b" in str(problem) and "\u200b" not in str(problem)


def test_names_alike_to_the_eye_are_alike():
    assert as_seen("Cérrow") == as_seen("Ce\u0301rrow") == as_seen(" cérrow\u200b")
    assert as_seen("South Oxmereshire") == as_seen("South\u00a0 Oxmereshire")
    assert as_seen("Oxmere") != as_seen("Cherrow")
