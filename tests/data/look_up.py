"""Rows of the files of the look-up, and of publications beside it, as the csv module reads them."""

import csv
import gzip


def names(found):
    return [area.name for area in found]


def rows_of(path):
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
