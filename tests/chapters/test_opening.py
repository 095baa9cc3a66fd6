"""What a notebook refuses before it computes anything."""

import pytest

from oscp_lib.chapters.opening import check_parameters, open_chapter
from oscp_lib.errors import InputError


def test_a_parameter_no_notebook_has_is_refused():
    with pytest.raises(
        InputError, match=r"No notebook has a parameter 'yaer'\. The parameters are year, publish and partnership"
    ):
        check_parameters(["year", "yaer"])


def test_a_year_without_data_is_refused():
    with pytest.raises(InputError, match="no data for 2026"):
        open_chapter("vawg").load(2026)
