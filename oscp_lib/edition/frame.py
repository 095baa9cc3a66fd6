"""What the frame of every page says of its edition: how to cite it, and who has signed it off."""

from collections.abc import Sequence
from importlib.metadata import version

from oscp_lib.data.plan import load_plan
from oscp_lib.inputs.files import input_hash
from oscp_lib.inputs.key import HASH_SHOWN
from oscp_lib.measures import wording
from oscp_lib.sign_off.approvals import SIGNED, State, unsigned_notice


def frame(year: int, publish: bool, states: Sequence[State]) -> dict:
    """What the templates of the theme say, by name: plain values, since Sphinx keeps them.

    Everything comes from the inputs, so that the same inputs give the same pages.
    """
    plan = load_plan(year)
    released = plan.released if plan else None
    return {
        "edition_version": f"{version('oscp-lib')} ({input_hash()[:HASH_SHOWN]})",
        "release_year": released.year if released else None,
        "release_date": f"released {wording.day(released)}" if released else "not yet released",
        "sign_offs": {state.chapter.page: sign_off_entry(state) for state in states},
        "unsigned": unsigned_notice(states) if publish else "",
    }


def sign_off_entry(state: State) -> dict:
    """A chapter's sign-off as its page and the page about the edition print it."""
    given = state.sign_off
    return {
        "title": state.chapter.title,
        "page": state.chapter.page,
        "sentence": state.sentence,
        "verdict": state.verdict,
        "signed": state.verdict == SIGNED,
        "content": given.content[:HASH_SHOWN] if given else "",
        "note": given.note if given else None,
    }
