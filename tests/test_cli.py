"""The command: exit 0 done, 1 the input needs attention, 2 wrong usage; no traceback, no kernel started."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from oscp_lib import cli, paths
from oscp_lib.runs import execute
from tests.places import OWN


@pytest.fixture
def oscp(capsys, monkeypatch, in_use):
    """Run the command in this process: its exit code, what it printed and what it said; of whatever partnership."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["oscp", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return int(ended.value.code or 0), printed.out, printed.err

    return run


@pytest.fixture
def no_kernel(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a kernel was about to start")

    monkeypatch.setattr(execute, "bring", refuse)


@pytest.mark.longer
def test_check_prints_the_agreed_json(oscp):
    code, out, _ = oscp("check", "--year", "2024", "--json")
    report = json.loads(out)
    assert code == 0
    assert list(report) == ["year", "problems", "gaps", "checklist"]
    assert report["year"] == 2024
    assert report["problems"] == []
    assert {"what", "why", "holder"} == set(report["gaps"][0])


def test_check_lists_each_problem_by_file_line_and_column(oscp, edit):
    edit(f"{OWN}/tables/sexual_offences_plan.csv", ",260,", ",many,")
    edit(f"{OWN}/editions/2024/plan.yml", "period: 2025-26", "period: 2024-25")
    code, out, _ = oscp("check", "--year", "2024", "--json")
    assert code == 1
    (problem,) = json.loads(out)["problems"]
    assert list(problem) == ["severity", "file", "line", "column", "found", "remedy"]
    assert (problem["file"], problem["line"], problem["column"]) == (
        f"{OWN}/tables/sexual_offences_plan.csv",
        2,
        7,
    )


@pytest.mark.longer
def test_one_error_is_counted_in_the_singular(oscp, edit):
    edit(f"{OWN}/editions/2024/plan.yml", "{fact}`dogs_rescued`", "{fact}dogs_rescued")
    code, out, err = oscp("check", "--year", "2024")
    assert code == 1
    assert out.splitlines()[-1] == "2024: 1 error, 0 gaps."
    assert err.count("plan.yml:") == 1


@pytest.mark.parametrize("arguments", [["check"], ["build"], ["facts"]])
def test_an_unknown_year_is_refused_with_the_years_there_are(oscp, no_kernel, arguments):
    for year in ("2017", "2026"):
        code, out, err = oscp(*arguments, "--year", year)
        assert code == 1
        assert out == ""
        assert "2018, 2019, 2020, 2021, 2022, 2023, 2024" in err


def test_several_years_are_all_refused_before_the_first_is_built(oscp, no_kernel, tmp_path):
    code, _, err = oscp("build", "--year", "2024", "--year", "2026", "--out", str(tmp_path))
    assert code == 1
    assert "no data for 2026" in err
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_is_exit_2(oscp):
    assert oscp("build", "--yaer", "2024")[0] == 2
    assert oscp("bulid")[0] == 2
    assert oscp("build", "--jobs", "0")[0] == 2


@pytest.mark.parametrize("command", ["check", "build", "preview", "verify", "facts", "claims"])
def test_a_year_typed_as_a_word_gets_the_option(oscp, command):
    code, out, err = oscp(command, "2024", "2023")
    assert (code, out) == (2, "")
    assert "Did you mean --year 2024 --year 2023?" in " ".join(err.replace("│", " ").split())
    code, _, err = oscp(command, "everything")
    assert code == 2 and "(everything)" in err and "Did you mean" not in err


def test_help_names_every_command(oscp):
    code, out, _ = oscp("--help")
    assert code == 0
    for command in ("check", "build", "facts", "new-year", "new-partnership", "diff"):
        assert command in out


def test_a_broken_table_stops_a_build_before_a_kernel_starts(oscp, edit, no_kernel, project):
    good = project / "book/_build/oxmere/2024/index.html"
    good.parent.mkdir(parents=True)
    good.write_text("the last good edition")
    edit(f"{OWN}/tables/valid_crime_plan.csv", ",10994,", ",-10994,")
    code, out, err = oscp("build", "--year", "2024")
    assert code == 1
    assert out == ""
    assert err.count(f"{OWN}/tables/valid_crime_plan.csv:2:7") == 1
    assert good.read_text() == "the last good edition"
    assert [path.name for path in good.parents[1].glob("[!.]*")] == ["2024"]


def test_a_national_file_that_was_altered_stops_a_build_before_a_kernel_starts(oscp, no_kernel, project):
    path = project / "data/national/recorded_crime.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    code, out, err = oscp("build", "--year", "2024")
    assert (code, out) == (1, "")
    assert err.count("data/national/recorded_crime.parquet: ") == 1 and "cut short or altered" in err
    assert not (project / "book/_build/oxmere/2024").exists()


@pytest.mark.parametrize("folder", [".", "data", f"{OWN}/editions", "notebooks", "book", "book/theme/new", "tests"])
def test_a_folder_of_the_project_s_own_files_takes_no_edition(oscp, project, no_kernel, folder):
    before = {path for path in project.rglob("*")}
    code, out, err = oscp("build", "--year", "2024", "--out", str(project / folder))
    assert (code, out) == (1, "")
    assert "holds the project's own files" in err and "book/_build/oxmere" in err
    assert {path for path in project.rglob("*")} - before <= {project / "logs", *(project / "logs").glob("*")}


def test_the_library_s_own_folder_takes_no_edition(oscp, project, no_kernel):
    assert oscp("build", "--year", "2024", "--out", str(Path(cli.__file__).parent))[0] == 1


@pytest.mark.longer
def test_an_unknown_fact_in_the_prose_stops_a_build_before_a_kernel_starts(oscp, edit, no_kernel, project):
    edit("notebooks/02_all_crime.ipynb", "{fact}`valid_crimes`", "{fact}`valid_crime`")
    code, _, err = oscp("build", "--year", "2024")
    assert code == 1
    assert err.count("asks for the fact 'valid_crime'") == 1 and "Did you mean 'valid_crimes'?" in err
    (log,) = (project / "logs").glob("build-*.log")
    assert log.read_text("utf-8").count("asks for the fact 'valid_crime'") == 1


@pytest.mark.longer
@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"year = 2024\\n"', '"year = 2020 + 4\\n"', "The parameters cell holds 'year = 2020 + 4'"),
        ('"publish = False\\n"', '"publsh = False\\n"', "The parameters cell sets year, publsh"),
        ('"parameters"', '"parameter"', "has 0 cells tagged 'parameters'"),
    ],
)
def test_a_parameters_cell_that_would_keep_an_old_value_is_refused(oscp, edit, no_kernel, old, new, found):
    edit("notebooks/05_vawg.ipynb", old, new)
    code, _, err = oscp("build", "--year", "2024")
    assert code == 1
    assert "notebooks/05_vawg.ipynb" in err and found in err


@pytest.mark.longer
def test_a_notebook_that_is_no_notebook_is_named(oscp, project, no_kernel):
    (project / "notebooks/05_vawg.ipynb").write_text("{ not json", "utf-8")
    code, _, err = oscp("build", "--year", "2024")
    assert code == 1
    assert "notebooks/05_vawg.ipynb" in err and "not a notebook" in err
    assert len(err.splitlines()) == 1  # and none of the plan's passages on that page is missed


@pytest.mark.longer
def test_a_build_that_fails_is_told_to_programs(oscp, project):
    (project / "notebooks/05_vawg.ipynb").write_text("{", "utf-8")
    code, out, err = oscp("build", "--year", "2024", "--json")
    (failed,) = json.loads(out)
    assert (code, failed["year"]) == (1, 2024)
    assert [problem["file"] for problem in failed["problems"]] == ["notebooks/05_vawg.ipynb"]
    assert "not a notebook" in err


@pytest.mark.longer
def test_facts_prints_every_number_with_its_rows(oscp):
    code, out, _ = oscp("facts", "--year", "2024", "--json")
    facts = json.loads(out)
    assert code == 0
    required = {"key", "chapter", "value", "unit", "year", "area", "text", "status", "table", "rows", "source"}
    assert all(required <= set(fact) for fact in facts)
    assert len({fact["key"] for fact in facts}) == len(facts)
    (crimes,) = [fact for fact in facts if fact["key"] == "all_crime.valid_crimes"]
    # "There were 17,002 valid crimes in 2024."
    assert (crimes["value"], crimes["text"], crimes["area"]) == (17002, "17,002", "Oxmere")
    assert crimes["table"] == "valid_crime_plan"


@pytest.mark.longer
def test_new_year_writes_the_texts_and_prints_what_is_missing(oscp, project):
    reasons = project / f"{OWN}/editions/2024/reasons.yml"
    reasons.write_text("reasons: []\n", "utf-8")
    code, out, _ = oscp("new-year", "2025")
    assert code == 0
    wrote = out
    assert f"Left {OWN}/editions/2024/reasons.yml as it is: its reasons are of that year's figures." in out
    assert sorted(path.name for path in (project / f"{OWN}/editions/2025").iterdir()) == ["plan.yml"]
    assert "oscp ingest ons-csp FILE" in out and "[ ] Recorded crime by partnership and offence, ONS" in out
    code, again, _ = oscp("check", "--year", "2025")
    assert code == 0
    checklist = [line for line in out.splitlines() if line.startswith("  ")]
    assert checklist and [line for line in again.splitlines() if line.startswith("  ")] == checklist
    code, out, _ = oscp("check", "--year", "2025", "--json")
    (crime,) = [item for item in json.loads(out)["checklist"] if item["table"] == "recorded_crime_ons"]
    assert (crime["state"], crime["how"]) == ("missing", "oscp ingest ons-csp FILE")
    assert oscp("new-year", "2025")[0] == 1
    assert oscp("new-year")[0] == 2
    assert f"Wrote {OWN}/editions/2025/plan.yml: last year's planned actions" in wrote
    code, out, _ = oscp("new-year", "2026")
    assert code == 0 and "no actions to review, because the edition of 2025 planned none" in out


@pytest.mark.longer
def test_diff_prints_each_difference_with_its_cause(oscp):
    code, out, _ = oscp("diff", "2023", "2024")
    assert code == 0
    (line,) = [line for line in out.splitlines() if line.startswith("all_crime.recorded_crimes\t")]
    # ONS, years ending December 2023 and 2024: 16,511 and 17,384 in Oxmere.
    assert line.split("\t")[1:5] == ["16,511", "17,384", "+873", "new data"]
    code, out, _ = oscp("diff", "2023", "2024", "--json")
    report = json.loads(out)
    assert (code, report["old"], report["new"]) == (0, 2023, 2024)
    (crimes,) = [each for each in report["differences"] if each["key"] == "all_crime.recorded_crimes"]
    assert (crimes["old"]["value"], crimes["new"]["value"], crimes["difference"]) == (16511, 17384, 873)


@pytest.mark.longer
def test_diff_with_a_folder_that_is_no_edition_says_what_to_name(oscp, tmp_path):
    code, out, err = oscp("diff", "2024", str(tmp_path))
    assert (code, out) == (1, "")
    assert "facts.json" in err and "Name the folder of a built edition" in err


@pytest.mark.longer
@pytest.mark.skipif(sys.platform == "win32", reason="LC_ALL is no setting of Windows")
@pytest.mark.parametrize("mode", [None, "0"])
def test_the_command_reads_a_project_of_any_name_whatever_the_locale(project, tmp_path, mode):
    root = project.rename(tmp_path / "prüjekt é")
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONUTF8", "LANG", "LC_CTYPE")}
    environment |= {"LC_ALL": "C", "OSCP_ROOT": str(root)} | ({"PYTHONUTF8": mode} if mode else {})
    script = "from oscp_lib.cli import main; main()"
    path = root / "data/pölice.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", script, "ingest", str(path)], env=environment, capture_output=True, check=False
    )
    said = done.stderr.decode("utf-8")
    assert done.returncode == 1
    assert "pölice.csv:1: No reader takes a table with these columns" in said and "Traceback" not in said


@pytest.mark.longer
def test_a_letter_that_the_terminal_lacks_does_not_stop_the_command(project):
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "OSCP_ROOT": str(project)}
    script = "from oscp_lib.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "ingest", "Łódź.csv"], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr and b"\\u0141\xf3d\\u017a.csv" in done.stderr


UNKNOWN = [
    ("Cambrige", "Did you mean Cambridge?"),
    ("Rushcliffe", "Did you mean South Nottinghamshire?"),
    ("E07000008", "E07000008 is the code of the district Cambridge"),
    ("", "No partnership is named."),
    ("  ", "No partnership is named."),
]


@pytest.mark.parametrize("command", [["check"], ["build", "--publish"], ["facts"], ["new-year", "2025"]])
@pytest.mark.parametrize(("name", "said"), UNKNOWN)
def test_an_unknown_partnership_is_refused_in_one_line(oscp, no_kernel, command, name, said):
    code, out, err = oscp(*command, "--partnership", name)
    assert (code, out) == (1, "")
    assert err.startswith("oscp: partnership: ") and said in err and err.count("\n") == 1


def test_an_unknown_partnership_is_told_to_programs(oscp):
    code, out, _ = oscp("check", "--partnership", "Cambrige", "--json")
    (problem,) = json.loads(out)["problems"]
    assert (code, problem["file"], problem["line"]) == (1, "partnership", None)
    assert (problem["found"], problem["remedy"]) == (
        "No partnership is called 'Cambrige'.", "Did you mean Cambridge?",
    )  # fmt: skip


def test_a_new_partnership_gets_a_file_once(oscp, project):
    file = "data/partnerships/brighton-and-hove/partnership.yml"
    code, out, err = oscp("new-partnership", "Brighton & Hove")
    assert (code, err) == (0, "")
    first, _, last = out.splitlines()
    assert first.startswith(f"Wrote {file}: where Brighton and Hove lies")
    assert "`oscp build --partnership brighton-and-hove`" in last
    written = (project / file).read_bytes()
    assert b"name: Brighton and Hove Community Safety Partnership\n" in written
    code, out, err = oscp("new-partnership", "brighton-and-hove")
    assert (code, out) == (1, "")
    assert err.startswith(f"oscp: {file}: Brighton and Hove has a file already. Edit it")
    assert (project / file).read_bytes() == written


@pytest.mark.parametrize(("name", "said"), UNKNOWN)
def test_no_file_is_written_for_what_is_no_partnership(oscp, project, name, said):
    before = sorted((project / "data").rglob("*"))
    code, out, err = oscp("new-partnership", name)
    assert (code, out) == (1, "") and said in err and err.count("\n") == 1
    assert sorted((project / "data").rglob("*")) == before
    assert oscp("new-partnership")[0] == 2


def test_a_new_partnership_needs_no_usual_one(oscp, project, monkeypatch):
    (project / "data/partnerships/default.txt").unlink()
    monkeypatch.setattr(paths, "SLUG", "")
    code, out, err = oscp("check")
    assert (code, out) == (1, "") and err.startswith("oscp: data/partnerships/default.txt: No partnership is named")
    assert oscp("new-partnership", "Cambridge")[0] == 0
    assert (project / "data/partnerships/cambridge/partnership.yml").is_file()


def test_every_fault_of_a_partnership_s_file_is_listed(oscp, edit):
    edit(f"{OWN}/partnership.yml", "code: E22000308", "code: E22000013")
    edit(f"{OWN}/partnership.yml", "place: Oxmere", "place: Oxmeer")
    edit(f"{OWN}/partnership.yml", "compare: [county", "compare: [countty")
    code, out, err = oscp("check", "--year", "2024")
    assert code == 1 and out == ""
    assert err.count(f"oscp: {OWN}/partnership.yml:") == err.count("\n") == 3
