"""A missing figure: the book says so, and never shows a zero or an old number instead.

What is no part of a partnership's book is another thing, and no page says anything of it.
"""

from dataclasses import dataclass, fields, replace
from html import escape

GAP_MIME = "application/vnd.oscp.gap+json"


@dataclass(frozen=True)
class Gap:
    """What is missing for the year, why, and who holds it (empty where nobody is known to).

    `absent` says that it is missing from no page, because it is no part of this partnership's book: a table that the
    partnership does not have, a plan that it has written for no year, a county that it does not lie in. Nothing is
    printed of it: its figure, line or section is left out without a notice, and it is not counted among the gaps.
    """

    what: str
    why: str
    holder: str = ""
    absent: bool = False

    @property
    def sentence(self) -> str:
        """The gap as the book prints it."""
        held = f" Held by: {self.holder}." if self.holder else ""
        return f"{self.why}{held}"

    @property
    def reason(self) -> tuple[str, str]:
        """What a page says once, whatever is missing for it."""
        return self.why, self.holder

    @property
    def again(self) -> str:
        """The gap where its reason would be given a second time on a page."""
        return f'<p class="gap-again">Not available: {escape(self.what)}, for the reason given above.</p>'

    def naming(self, others: list[str]) -> "Gap":
        """The gap as the one notice of everything that is missing for its reason."""
        return replace(self, what="; ".join(dict.fromkeys([self.what, *others])))

    def as_json(self) -> dict:
        """The gap as a record; `absent` stands in it only where it is true."""
        record = {field.name: getattr(self, field.name) for field in fields(self)}
        return record if self.absent else {name: value for name, value in record.items() if name != "absent"}

    def _repr_mimebundle_(self, **_: object) -> dict:
        return {GAP_MIME: self.as_json()}

    def _repr_html_(self) -> str:
        if self.absent:
            # For whoever runs the cell by hand: a page shows nothing.
            return f'<p class="gap-absent">{escape(repr(self))}</p>'
        return (
            f'<div class="gap" role="note"><p class="gap-title">Not available: {escape(self.what)}</p>'
            f"<p>{escape(self.sentence)}</p></div>"
        )

    def __repr__(self) -> str:
        return f"{'No part of this book' if self.absent else 'Not available'}: {self.what}. {self.sentence}"
