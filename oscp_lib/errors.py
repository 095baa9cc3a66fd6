"""What the analyst has to correct: one problem is one place, what was found there, and the remedy."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

# What moves a terminal's cursor, turns the direction of a line or is half a character: it is shown, not sent.
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
    r"|[\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """A text that is safe to print on a terminal, in a log or in JSON: control characters are escaped.

    A name that comes from data may hold control characters; ``\\u001b`` says so and does nothing. In JSON the escape
    stands for the character itself.
    """
    return UNPRINTABLE.sub(lambda match: escaped(match[0]), text)


def escaped(character: str) -> str:
    """One character by its code, as JSON writes it: above U+FFFF in two halves."""
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


@dataclass(frozen=True)
class Problem:
    """Something in the analyst's files that stops (`error`) or shadows (`warning`) a build.

    `file` is relative to the project; `line` and `column` count from 1, `None` where the whole file is meant.
    """

    file: str
    found: str
    remedy: str
    line: int | None = None
    column: int | None = None
    severity: str = "error"

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        # A line end in a name would let data write a line of its own.
        return printable(f"{place}: {self.found} {self.remedy}").replace("\n", escaped("\n"))

    def as_json(self) -> dict:
        """The problem as `oscp check --json` prints it."""
        record = asdict(self)
        return {key: record[key] for key in ("severity", "file", "line", "column", "found", "remedy")}


class InputError(Exception):
    """The analyst's input needs attention; the command prints it without a traceback and exits 1."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        # What is wrong with a folder is met at each of its files, and said once.
        self.problems = [problems] if isinstance(problems, Problem) else list(dict.fromkeys(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self):
        """Keep the problems when the error is pickled for another process."""
        return (type(self), (self.problems,))
