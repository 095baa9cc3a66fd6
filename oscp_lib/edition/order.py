"""Which edition is asked for. Only light imports stand here, so that a build with nothing to do ends at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """The edition to make, and its options.

    `publish` prints gaps in place of sample data; `unsigned` publishes also what nobody has signed off, and every page
    then says so; `pdf` sets the whole edition as one document too.
    """

    year: int
    publish: bool = False
    unsigned: bool = False
    pdf: bool = False
