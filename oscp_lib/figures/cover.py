"""The cover block of an edition."""

from dataclasses import dataclass

from oscp_lib.figures.figure import templates


@dataclass(frozen=True)
class Cover:
    """Whose report it is, for which plan period, from which year's figures."""

    partnership: str
    period: str
    year: int

    def _repr_html_(self) -> str:
        return templates().get_template("cover.html").render(cover=self)

    def __repr__(self) -> str:
        return f"{self.partnership}, Rolling Plan report book {self.period}, figures of {self.year}"
