"""Where each passage of the published plan is carried: `editions/<year>/passages.yml`."""

from pydantic import field_validator

from oscp_lib import paths
from oscp_lib.data.yaml_files import Strict, read_if_there

KINDS = ("heading", "place", "text", "priority", "review", "figure", "fact")


class Passage(Strict):
    """Some lines of the plan's text, the page that carries them, and what on that page does.

    A carrier is `heading` (the page's own title or section), or a kind and a name: `place:<field of partnership.yml>`,
    `text:<id or field of plan.yml>`, `priority:<chapter>`, `review:<id of an action>`, `figure:<id>`, `fact:<key>`.
    """

    lines: str
    page: str
    carried_by: tuple[str, ...]

    @field_validator("lines")
    @classmethod
    def a_line_or_a_range(cls, value: str) -> str:
        first, _, last = value.partition("-")
        if not (first.isdigit() and (not last or (last.isdigit() and int(first) < int(last)))):
            raise ValueError(f'\'{value}\' is not a line or range of lines; write "12" or "12-15"')
        return value

    @field_validator("carried_by")
    @classmethod
    def known_kinds(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [carrier for carrier in value if carrier.partition(":")[0] not in KINDS]
        if wrong or not value:
            raise ValueError(f"{wrong[0] if wrong else 'nothing'} carries it; use one of {', '.join(KINDS)}")
        return value

    @property
    def numbers(self) -> range:
        """The line numbers, from 1."""
        first, _, last = self.lines.partition("-")
        return range(int(first), int(last or first) + 1)


class Passages(Strict):
    """Every passage of a plan."""

    document: str
    passages: tuple[Passage, ...]


def load_passages(year: int) -> Passages | None:
    """The passages of the plan of a year, or None where none is recorded.

    Raises
    ------
    InputError
        When the file does not pass its checks.
    """
    return read_if_there(paths.EDITIONS / str(year) / "passages.yml", Passages)
