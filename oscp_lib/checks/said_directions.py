"""A text that says an offence rose or fell must say what the official counts of its year show.

A sentence is read where it names one offence of the official counts and one direction, and leaves the period to the
edition: one with a year, or with a computed number, says of itself what it compares.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from oscp_lib import paths
from oscp_lib.checks.typed_numbers import notebook_lines
from oscp_lib.data.evidence import gather
from oscp_lib.data.national_package import national_table
from oscp_lib.data.yaml_files import PLACEHOLDER, read_text
from oscp_lib.data.yaml_loader import parse_yaml
from oscp_lib.errors import Problem
from oscp_lib.measures.count_change import WhatACountDid, predicate
from oscp_lib.measures.country import TABLE
from oscp_lib.measures.yearly_changes import RECORDED_CRIME, TOTAL, called, change_since_last_year

WORDS = {
    "rose": r"rose|risen|rises|rising|increased?|increases|increasing|grew|grown|gone up|went up|climbed",
    "fell": r"fell|fallen|falls|falling|decreased?|decreases|declined?|dropped|gone down|went down|reduced",
}
DIRECTIONS = {verb: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for verb, words in WORDS.items()}
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SENTENCE = re.compile(r"(?<=[.!?])\s+")
REMEDY = "Write what the figures show; or, where the sentence is of another period or source, name that in it."


def direction_problems(year: int) -> list[Problem]:
    """Sentences of a year's texts and of the notebooks that claim a direction which the year's figures do not show."""
    claims = [each for path in files(year) for each in claims_of(path)]
    if not claims:
        return []
    data = gather((RECORDED_CRIME,), year)
    problems = []
    for path, line, sentence, offence, said in claims:
        did = change_since_last_year(data, offence)
        if isinstance(did, WhatACountDid) and did.verb != said:
            shows = predicate(did, called(offence))
            found = f"The text says that {called(offence)} {said}: '{sentence}'. In {year} the official count {shows}."
            problems.append(Problem(paths.shown(path), found, REMEDY, line))
    return problems


def files(year: int) -> list[Path]:
    """The texts of a year and the notebooks, in the order they are named in messages."""
    texts = paths.EDITIONS / str(year) / "plan.yml"
    return [*([texts] if texts.exists() else []), *sorted(paths.NOTEBOOKS.glob("[!.]*.ipynb"))]


def claims_of(path: Path) -> Iterator[tuple[Path, int, str, str, str]]:
    """The sentences of a file that claim a direction: file, line, sentence, offence and 'rose' or 'fell'."""
    for line, text in notebook_lines(path) if path.suffix == ".ipynb" else scalars(path):
        for sentence in SENTENCE.split(" ".join(text.split())):
            if claimed := claim_of(sentence):
                yield path, line, sentence, *claimed


def scalars(path: Path) -> list[tuple[int, str]]:
    """Every text of a YAML file, with the line on which it begins."""
    found, waiting = [], [parse_yaml(read_text(path), path)[1]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            found.append((node.start_mark.line + 1, node.value))
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    return sorted(found)


def claim_of(sentence: str) -> tuple[str, str] | None:
    """The one offence that a sentence names and the one direction it claims; None where it says more or less."""
    if YEAR.search(sentence) or PLACEHOLDER.search(sentence):
        return None
    said = [verb for verb, pattern in DIRECTIONS.items() if pattern.search(sentence)]
    offences = offences_in(sentence)
    return (offences[0], said[0]) if len(said) == len(offences) == 1 else None


def offences_in(sentence: str) -> list[str]:
    """The official offences that a sentence names; of names within each other the longest."""
    left, found = sentence.casefold(), []
    for offence in sorted(national_table(TABLE).ordered["offence"], key=len, reverse=True):
        name = called(offence).casefold() if offence == TOTAL else offence.casefold()
        if re.search(rf"\b{re.escape(name)}\b", left):
            found.append(offence)
            left = left.replace(name, " ")
    return found
