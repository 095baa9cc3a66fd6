"""The index of words: found in its part, on its page, in its book, and in no other."""

import json

from oscp_lib.all_books.word_index import index_of, part_of, parts_of, runs
from oscp_lib.page_names import SEARCH_TEXT


def edition(folder, pages):
    path = folder / SEARCH_TEXT
    path.parent.mkdir(parents=True)
    said = {page: [["", title, text]] for page, (title, text) in pages.items()}
    path.write_text(f"var BOOK_TEXT = {json.dumps(said)};\n", "utf-8")
    return folder


def test_a_word_is_found_on_its_pages_of_its_books(tmp_path):
    one = edition(
        tmp_path / "one", {"theft": ("Theft", "Bicycles, 2,488 of them; élan"), "trail": ("Trail", "Bicycles")}
    )
    other = edition(tmp_path / "other", {"theft": ("Theft", "Shops")})
    parts = parts_of(index_of([one, other, tmp_path / "built by another version"]))
    words = {word: pages for text in parts.values() for word, pages in json.loads(text[text.index("{") : -3]).items()}
    assert words == {
        "theft": {"theft": "0-1"}, "bicycles": {"theft": "0"}, "shops": {"theft": "1"}, "them": {"theft": "0"},
        "élan": {"theft": "0"},
    }  # fmt: skip
    assert set(parts) == {"t", "b", "s", "other"} and parts["b"].startswith('oscpWords("b",')


def test_numbers_stand_as_runs_and_words_in_the_part_of_their_first_letter():
    assert runs([0, 1, 2, 5, 7, 8]) == "0-2,5,7-8" and runs([3]) == "3"
    assert [part_of(word) for word in ("zebra", "ystrad", "élan", "ŵyn")] == ["z", "y", "other", "other"]
