"""What happens to a text or place file that is not as it should be."""

import datetime

import pytest

from oscp_lib.data.corrections import load_corrections
from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.plan import load_plan
from oscp_lib.data.sign_offs import load_sign_offs
from oscp_lib.data.yaml_loader import parse_yaml
from oscp_lib.errors import InputError
from tests.places import OWN

PLAN = f"{OWN}/editions/2024/plan.yml"
PLACE = f"{OWN}/partnership.yml"


def line_with(project, name, text):
    return next(
        number for number, line in enumerate((project / name).read_text("utf-8").splitlines(), 1) if text in line
    )


def only_problem(load, file):
    with pytest.raises(InputError) as raised:
        load()
    (problem,) = raised.value.problems
    assert problem.file == file
    assert problem.remedy
    return problem


def test_the_plan_has_every_action_and_duty_of_each_priority():
    # 5, 6, 4, 3 and 2 actions in the published plan, the first of the second priority with 3 duties.
    plan = load_plan(2024)
    assert [len(priority.actions) for priority in plan.priorities] == [5, 6, 4, 3, 2]
    assert [len(action.duties) for action in plan.priority("serious_violence").actions] == [3, 0, 0, 0, 0, 0]


def test_a_missing_field_is_named_at_the_entry_that_lacks_it(project, edit):
    edit(PLAN, "    title: Operation Lantern\n    text: >-\n", "    title: Operation Lantern\n    note: >-\n")
    line = line_with(project, PLAN, "id: operation-lantern")
    with pytest.raises(InputError) as raised:
        load_plan(2024)
    found = {(problem.found, problem.line) for problem in raised.value.problems}
    assert ("The field 'text' is missing.", line) in found
    assert ("The field 'note' is not known.", line + 3) in found


def test_broken_yaml_is_named_by_line_and_column(project, edit):
    edit(PLAN, "title: Running Plan 2025-26", "title: 'Running Plan 2025-26")
    problem = only_problem(lambda: load_plan(2024), PLAN)
    assert "cannot be read" in problem.found
    assert problem.line and problem.column


def test_a_field_that_stands_twice_is_refused(project, edit):
    edit(PLACE, "place: Oxmere\n", "place: Oxmere\nplace: Cherrow\n")
    problem = only_problem(load_partnership, PLACE)
    assert "'place' appears twice" in problem.found
    assert problem.line == line_with(project, PLACE, "place: Cherrow")


def test_a_misspelt_field_gets_a_hint(project, edit):
    edit(PLACE, "\nname:", "\nnames:")
    with pytest.raises(InputError) as raised:
        load_partnership()
    assert {problem.found for problem in raised.value.problems} == {
        "The field 'name' is missing.",
        "The field 'names' is not known.",
    }


def test_a_wrong_value_is_named_where_it_stands(project, edit):
    edit(PLAN, "period: 2025-26", "period: 2024-25")
    problem = only_problem(lambda: load_plan(2024), PLAN)
    assert "'2024-25' does not follow the year 2024; write 2025-26" in problem.found
    assert problem.line == line_with(project, PLAN, "period: 2024-25")


def test_a_year_that_is_not_the_folders_is_blamed_and_not_the_period_that_is(project, edit):
    edit(PLAN, "year: 2024", "year: 2023")
    problem = only_problem(lambda: load_plan(2024), PLAN)
    assert "'2023' is not the year of the folder" in problem.found and "write 2024" in problem.found
    assert problem.line == line_with(project, PLAN, "year: 2023")


@pytest.mark.parametrize(
    ("written", "found", "remedy"),
    [
        ("  text:\n", "The field 'text' is empty.", "Write its value."),
        ('  text: ""\n', "The field 'text' is empty.", "Write its value."),
        ("  text: 2024\n", "The field 'text' holds '2024': input should be a valid string.", "quotation marks"),
        ("  text: {a: b}\n", "The field 'text' holds fields of its own, where one value is expected.", "Write one"),
        ("  text: [a, b]\n", "The field 'text' holds a list, where one value is expected.", "Write one value."),
    ],
)
def test_a_value_that_is_no_text_is_named_as_it_was_typed(project, edit, written, found, remedy):
    edit(PLAN, "work:\n", f"work:\n  - id: new\n    chapter: vawg\n  {written}")
    problem = only_problem(lambda: load_plan(2024), PLAN)
    assert problem.found == found and remedy in problem.remedy
    assert problem.line == line_with(project, PLAN, "- id: new") + 2


def test_a_word_in_the_place_of_a_list_is_named(edit):
    edit(PLAN, "\npriorities:\n", "\nreview: none\n\npriorities:\n")
    problem = only_problem(lambda: load_plan(2024), PLAN)
    assert problem.found == "The field 'review' holds 'none', where a list is expected."


@pytest.mark.parametrize(
    ("written", "found", "hint"),
    [
        ("Done", "holds 'Done'.", "Did you mean 'done'? Use one of: done, under way, not started, dropped."),
        ("underway", "holds 'underway'.", "Did you mean 'under way'? Use"),
        ("x", "holds 'x'.", "Use one of: done"),
        ("", "is empty.", "Use one of: done"),
    ],
)
def test_a_word_that_is_no_choice_gets_the_choices_and_the_nearest(edit, written, found, hint):
    outcome = f"review:\n  - {{id: a, chapter: vawg, planned: b, status: {written}, sentence: c}}\n"
    edit(PLAN, "\npriorities:\n", f"\n{outcome}\npriorities:\n")
    problem = only_problem(lambda: load_plan(2024), PLAN)
    assert problem.found == f"The field 'status' {found}" and problem.remedy.startswith(hint)


def test_an_id_that_stands_twice_is_refused(project, edit):
    edit(PLAN, "id: asb-cctv", "id: asb-reviews")
    assert "The id 'asb-reviews' appears twice" in only_problem(lambda: load_plan(2024), PLAN).found


def test_windows_1252_text_is_named_by_line(project):
    path = project / PLAN
    path.write_bytes(path.read_bytes().replace(b"county's", b"county\x92s", 1))
    problem = only_problem(lambda: load_plan(2024), PLAN)
    assert "0x92" in problem.found


def test_an_empty_file_is_refused(project):
    (project / PLACE).write_text("", "utf-8")
    assert "holds no fields" in only_problem(load_partnership, PLACE).found


def test_a_partnership_without_a_file_is_what_the_look_up_makes_of_it(project):
    (project / PLACE).unlink()
    place = load_partnership()
    assert (place.has_file, place.code, place.place) == (False, "E22000308", "Oxmere")
    assert (place.county.name, place.force_name, place.email) == ("Oxmereshire", "Thames Valley Police", None)


def test_a_missing_file_is_named(project):
    (project / OWN / "corrections.yml").unlink()
    assert "missing" in only_problem(load_corrections, f"{OWN}/corrections.yml").found


def test_a_byte_order_mark_and_crlf_change_nothing(project):
    before = load_plan(2024)
    path = project / PLAN
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_plan(2024) == before


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: " + "[" * 20_000 + "]" * 20_000, "nested more than"),
        ("a: " + "{b: " * 20_000 + "}" * 20_000, "nested more than"),
        ("".join(" " * level + "a:\n" for level in range(200)), "nested more than"),
        (BOMB, "what its aliases stand for"),
        ("a: &a [*a]", "is inside what it refers to"),
        ("a:\n\tb: 1", "cannot be read"),
        ("a: 1\nb: \x07", "\\u0007"),
        ("a: \x00", "NUL byte"),
        ("? [1, 2]\n: 3", "a field's name is one word"),
        ("a: 1\n---\nb: 2", "cannot be read"),
        ("a: 010", "'010' is not a plain number"),
        ("a: 1:30", "'1:30' is not a plain number"),
        ("a: 0x1F", "'0x1F' is not a plain number"),
        ("a: .nan", "'.nan' is not a plain number"),
        ("a: -.inf", "'-.inf' is not a plain number"),
        ("a: " + "9" * 5000, "is not a plain number"),
        ('a: "half \\ud83d"', "cannot be read"),
        ("a: !!int x", "is not a plain number"),
        ("a: !!bool maybe", "cannot be read"),
        ("a: !!python/object:os.system x", "cannot be read"),
    ],
)
def test_what_yaml_itself_would_take_or_fail_on_is_named(project, text, said):
    (project / f"{OWN}/editions/2024/sign-off.yml").write_text(text, "utf-8")
    problem = only_problem(lambda: load_sign_offs(2024), f"{OWN}/editions/2024/sign-off.yml")
    assert said in problem.found
    assert len(problem.found) < 200


def test_numbers_dates_and_a_shared_value_are_read_as_they_look(tmp_path):
    lines = [
        "a: 10", "b: -0.5", "c: 2024-02-29", "d: 2024-02-30", "e: &e [1, 2]", "f: *e", "g: '010'", "h: 0",
        "i: 0001-01-01 00:00:00 +14:00",
    ]  # fmt: skip
    text = "\n".join(lines)
    content, _ = parse_yaml(text, tmp_path / "a.yml")
    assert (content["a"], content["b"], content["c"]) == (10, -0.5, datetime.date(2024, 2, 29))
    assert (content["d"], content["f"], content["g"], content["h"]) == ("2024-02-30", [1, 2], "010", 0)


def test_a_field_whose_name_is_a_yes_or_no_of_yaml_has_that_name(tmp_path):
    content, _ = parse_yaml("on: 2025-03-14\nno: 'x'\ndraft: true\n", tmp_path / "any.yml")
    assert content == {"on": datetime.date(2025, 3, 14), "no": "x", "draft": True}
