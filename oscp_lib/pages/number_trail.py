"""The number trail: the page that says of every number in print how it was made and from which rows."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from oscp_lib.chapters import chapter
from oscp_lib.data.package import Table, table_hash, tables
from oscp_lib.data.rows import rows_by_line
from oscp_lib.data.years import years_with_plan
from oscp_lib.facts.facts_json import printed_fact
from oscp_lib.facts.sheet import KINDS
from oscp_lib.figures.csv_file import saved_as
from oscp_lib.inputs.key import HASH_SHOWN
from oscp_lib.measures import wording
from oscp_lib.measures.count_change import ABOUT_THE_SAME
from oscp_lib.measures.rates import CONFIDENCE
from oscp_lib.measures.unusual import FALSE_DISCOVERIES
from oscp_lib.page_names import FACTS_FILE, TRAIL, anchor
from oscp_lib.pages.reason_notes import flag, in_their_words, reasons_of

# The kinds of fact that say what a test found, whose method names it, part by part.
TESTED = ("change", "rank", "level")


def write_trail(facts_of_pages: list[dict[str, dict]], mentions: dict[str, str], folder: Path, year: int) -> None:
    """Write the page into the folder the book is rendered from.

    Parameters
    ----------
    facts_of_pages
        What each page's notebook computed.
    mentions
        Where each fact is first printed, by its key, for the way back; one that no sentence prints has none.
    """
    facts = [fact for page in facts_of_pages for fact in page.values() if fact["rows"]]
    names = list(dict.fromkeys(row["table"] for fact in facts for row in fact["rows"]))
    tables_read = {name: rows_by_line(name) for name in names}
    chapters: dict[str, list[dict]] = {}
    for fact in facts:
        chapters.setdefault(chapter(fact["chapter"]).title, []).append(entry(fact, tables_read, mentions))
    environment = Environment(
        loader=PackageLoader("oscp_lib.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    used: dict[str, dict[int, dict]] = {name: {} for name in names}
    for row in (row for fact in facts for row in fact["rows"]):
        used[row["table"]][row["line"]] = tables_read[row["table"]][row["line"]]
    held = [table_entry(tables()[name], used[name]) for name in sorted(names)]
    text = environment.get_template("trail.md").render(
        chapters=chapters, tables=held, confidence=CONFIDENCE, about_the_same=ABOUT_THE_SAME,
        discoveries=FALSE_DISCOVERIES, has_plan=bool(years_with_plan()),
        facts_file=FACTS_FILE, saved_as=saved_as(FACTS_FILE, year),
    )  # fmt: skip
    (folder / f"{TRAIL}.md").write_text(text, encoding="utf-8", newline="\n")


def entry(fact: dict, tables_read: dict[str, dict[int, dict]], mentions: dict[str, str]) -> dict:
    """What the page prints of one fact: where it stands, how it was made and tested, its rows by their role in it."""
    roles: dict[str, list[dict]] = {}
    for row in fact["rows"]:
        values = tables_read[row["table"]][row["line"]]
        when = wording.period(values["period_start"], values["period_end"])
        roles.setdefault(row["role"], []).append(
            {
                "table": row["table"],
                "line": row["line"],
                "what": f"{values['area']}, {values['category']}, {values['measure']}, {when}",
                "value": wording.with_unit(values["value"], values["unit"]),
            }
        )
    tested = fact["kind"] in TESTED
    return {
        **fact,
        "anchor": anchor(fact["key"]),
        "what": printed_fact(fact, tables_read).what,
        "why": why(fact),
        "said_at": mentions.get(fact["key"], ""),
        "made": KINDS[fact["kind"]] if tested else fact["method"],
        "test": fact["method"].split("; ") if tested else [],
        "roles": roles,
    }


def why(fact: dict) -> str:
    """An analyst's reason for a fact, with the flag where the fact has moved since; "" where there is none."""
    reason = reasons_of({"": fact}).get("")
    if reason is None:
        return ""
    words = in_their_words(reason)
    return f"{flag(reason, fact['text'])} {words[0].upper()}{words[1:]}".strip()


def table_entry(table: Table, rows: dict[int, dict]) -> dict:
    """A table with its hash, its licence and the releases that the rows of the edition's numbers come from."""
    named = {row["source"] for row in rows.values()}
    sources = [source for source in table.sources if source.name in named]
    return {"table": table, "anchor": f"table-{table.name}", "hash": table_hash(table)[:HASH_SHOWN], "sources": sources}
