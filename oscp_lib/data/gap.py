"""A figure that is not there: said in print, never shown as a zero or an old number."""

from dataclasses import asdict, dataclass
from html import escape


@dataclass(frozen=True)
class Gap:
    """What is missing for the year, why, and who holds it (empty where nobody is known to)."""

    what: str
    why: str
    holder: str = ""

    @property
    def sentence(self) -> str:
        """The gap as the book prints it."""
        held = f" Held by: {self.holder}." if self.holder else ""
        return f"{self.why}{held}"

    @property
    def again(self) -> str:
        """The gap where it would be said a second time on a page."""
        return f'<p class="gap-again">Not available: {escape(self.what)} (see above).</p>'

    def as_json(self) -> dict:
        return asdict(self)

    def _repr_html_(self) -> str:
        return (
            f'<div class="gap" role="note"><p class="gap-title">Not available: {escape(self.what)}</p>'
            f"<p>{escape(self.sentence)}</p></div>"
        )

    def __repr__(self) -> str:
        return f"Not available: {self.what}. {self.sentence}"
