"""What nbval compares of the notebooks: all that they store."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let nbval pass by what no notebook stores."""
    if item.path.suffix == ".ipynb":
        from oscp_lib.figures.figure import VALUES_MIME  # not before the tests have said which project they are of

        if VALUES_MIME not in item.parent.skip_compare:
            item.parent.skip_compare = (*item.parent.skip_compare, VALUES_MIME)
