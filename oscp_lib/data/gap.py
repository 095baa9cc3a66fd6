"""A missing figure: the book says so, and never shows a zero or an old number instead."""

from dataclasses import asdict, dataclass, replace
from html import escape

GAP_MIME = "application/vnd.oscp.gap+json"


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
        return asdict(self)

    def _repr_mimebundle_(self, **_: object) -> dict:
        return {GAP_MIME: self.as_json()}

    def _repr_html_(self) -> str:
        return (
            f'<div class="gap" role="note"><p class="gap-title">Not available: {escape(self.what)}</p>'
            f"<p>{escape(self.sentence)}</p></div>"
        )

    def __repr__(self) -> str:
        return f"Not available: {self.what}. {self.sentence}"
