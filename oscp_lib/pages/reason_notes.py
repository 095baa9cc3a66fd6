"""An analyst's reasons on a page: beside the sentence that prints their finding, each once."""

import re
from html import escape

from oscp_lib.data.reasons import Reason, load_reasons
from oscp_lib.measures.wording import day

DIGITS = re.compile(r"\d[\d.,]*\d|\d")
NOTE = '<div class="reason" role="note">'


def reasons_of(facts: dict[str, dict]) -> dict[str, Reason]:
    """The reason of each finding that has one.

    Parameters
    ----------
    facts
        By any key, as `Fact.as_json` gives them; all of one year.

    Raises
    ------
    InputError
        When the year's file does not pass its checks.
    """
    if not facts:
        return {}
    recorded = load_reasons(next(iter(facts.values()))["year"])
    return {key: reason for key, fact in facts.items() if (reason := recorded.of(fact["key"]))}


def reason_note(reason: Reason, text: str, named: bool) -> str:
    """A reason as a note of one line of HTML.

    Parameters
    ----------
    text
        How the finding reads now.
    named
        Whether the note says which finding it is of, because another note follows the same sentence.
    """
    moved = flag(reason, text)
    above = f'<p class="reason-moved">{escape(moved)}</p>' if moved else ""
    which = f" {quoted(text)}" if named and not moved else ""  # the flag names it, by the words it had
    return f"{NOTE}{above}<p>{escape(f'Why{which}, {in_their_words(reason)}')}</p></div>"


def flag(reason: Reason, text: str) -> str:
    """That the finding reads otherwise than when the reason was written, and how it read; "" where it does not."""
    if reason.is_of(text):
        return ""
    before, now = DIGITS.findall(reason.said), DIGITS.findall(text)
    # The same figures in other words: to say that a figure has changed would be false.
    what = "wording of this finding" if before and before == now else "figure"
    return f"The {what} has changed since this was written. It then read: {quoted(reason.said)}."


def in_their_words(reason: Reason) -> str:
    return f"in the words of {reason.by} ({day(reason.on)}): {reason.text}"


def quoted(text: str) -> str:
    return f"'{text.rstrip('.')}'"
