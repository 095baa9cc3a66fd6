"""What tests of the data share."""

import pytest

from oscp_lib.data.areas import load_areas


@pytest.fixture(scope="session")
def areas():
    return load_areas()
