"""What names of data hold never steers the terminal that a message is printed to."""

import json
import pickle

import pytest

from oscp_lib import terminal
from oscp_lib.errors import InputError, Problem, printable

TRICKS = ["\x1b[2J", "\x9b31m", "\x07", "\r", "\u202e", "\u2066", "\u200b", "\x7f", "\udc80", "\U000e0041"]


@pytest.mark.parametrize("trick", TRICKS)
def test_what_would_act_is_shown(trick):
    problem = Problem(f"data/{trick}.csv", f"The area 'Ox{trick}ford' is unknown.", f"Did you mean '{trick}'?", 3)
    for shown in (str(problem), str(InputError([problem])), printable(f"Ox{trick}ford")):
        assert not set(shown) & set(trick) - set("[2J31m")
        assert "\\u" in shown
        shown.encode("utf-8")
    assert pickle.loads(pickle.dumps(InputError(problem))).problems == [problem]


def test_names_of_any_language_stay_as_they_are():
    text = "Ynys Môn, Łódź, İstanbul, Αθήνα, 東京, £5 – “so”, 😀, a\tb"
    assert printable(text) == text


def test_a_name_with_a_line_end_cannot_write_a_line_of_its_own():
    assert "\n" not in str(Problem("a\nb.csv", "x\noscp: 0 errors.", "y"))


def test_everything_that_the_command_says_goes_through_it(capsys):
    for trick in TRICKS:
        terminal.say(f"Ox{trick}ford")
        terminal.put(f"Ox{trick}ford")
        terminal.put_json({"name": f"Ox{trick}ford"})
        printed = capsys.readouterr()
        assert not any(letter in printed.out + printed.err for letter in trick if letter not in "[2J31m")
        # What a program reads is the name itself.
        assert json.loads(printed.out.partition("\n")[2]) == {"name": f"Ox{trick}ford"}
