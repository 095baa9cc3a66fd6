"""The files of each committed partnership: checked, described and made as the commands make them."""

import pytest

from oscp_lib import paths
from oscp_lib.checks.check import check
from oscp_lib.data.partnership import use_partnership
from oscp_lib.data.samples import sample_files
from oscp_lib.edition.build import build
from oscp_lib.edition.order import Order
from oscp_lib.sources.codebook import all_codebooks
from tests.committed import REPOSITORY

FOLDERS = sorted(path.name for path in (REPOSITORY / "data/partnerships").iterdir() if path.is_dir())


@pytest.mark.longer
@pytest.mark.parametrize("slug", FOLDERS)
def test_every_check_passes(slug):
    use_partnership(slug)
    assert [str(error) for error in check(2024).errors] == []


@pytest.mark.parametrize("slug", FOLDERS)
def test_the_samples_are_those_that_the_seed_makes(slug):
    use_partnership(slug)
    for name, content in sample_files().items():
        assert content == (paths.DATA / name).read_bytes(), f"{name}: run `make samples`"


def test_the_codebooks_are_up_to_date():
    for name, content in all_codebooks().items():
        assert (paths.DATA / name).read_bytes() == content, f"{name}: run `make codebook`"


@pytest.mark.slow
def test_the_book_of_the_default_partnership_is_built(tmp_path):
    page = build(Order(2024), out=tmp_path)
    assert page.is_file() and (tmp_path / "2024/facts.json").is_file()
