"""The number trail: the page that says of every number in print how it was made and from which rows."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from oscp_lib.chapters import chapter
from oscp_lib.data.package import Table, table_hash, tables
from oscp_lib.data.rows import rows_by_line
from oscp_lib.facts.facts_json import printed_fact
from oscp_lib.inputs.key import HASH_SHOWN
from oscp_lib.measures import wording
from oscp_lib.page_names import TRAIL, anchor


def write_trail(facts_of_pages: list[dict[str, dict]], folder: Path) -> None:
    """Write the page into the folder the book is rendered from."""
    facts = [fact for page in facts_of_pages for fact in page.values() if fact["rows"]]
    names = list(dict.fromkeys(row["table"] for fact in facts for row in fact["rows"]))
    tables_read = {name: rows_by_line(name) for name in names}
    chapters: dict[str, list[dict]] = {}
    for fact in facts:
        chapters.setdefault(chapter(fact["chapter"]).title, []).append(entry(fact, tables_read))
    environment = Environment(
        loader=PackageLoader("oscp_lib.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    used: dict[str, dict[int, dict]] = {name: {} for name in names}
    for row in (row for fact in facts for row in fact["rows"]):
        used[row["table"]][row["line"]] = tables_read[row["table"]][row["line"]]
    held = [table_entry(tables()[name], used[name]) for name in sorted(names)]
    text = environment.get_template("trail.md").render(chapters=chapters, tables=held)
    (folder / f"{TRAIL}.md").write_text(text, encoding="utf-8", newline="\n")


def entry(fact: dict, tables_read: dict[str, dict[int, dict]]) -> dict:
    """What the page prints of one fact: its rows by the role they have in it."""
    roles: dict[str, list[dict]] = {}
    for row in fact["rows"]:
        values = tables_read[row["table"]][row["line"]]
        roles.setdefault(row["role"], []).append(
            {
                "table": row["table"],
                "line": row["line"],
                "what": f"{values['area']}, {values['category']}, {values['measure']}, {period(values)}",
                "value": wording.with_unit(values["value"], values["unit"]),
            }
        )
    return {**fact, "anchor": anchor(fact["key"]), "what": printed_fact(fact, tables_read).what, "roles": roles}


def period(row: dict) -> str:
    """A row's period as a reader writes it."""
    start, end = row["period_start"], row["period_end"]
    if start == end:
        return f"{start.day} {start:%B %Y}"
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(end.year) if start.year == end.year else f"{start.year} to {end.year}"
    return f"{start:%B %Y} to {end:%B %Y}"


def table_entry(table: Table, rows: dict[int, dict]) -> dict:
    """A table with its hash, its licence and the releases that the rows of the edition's numbers come from."""
    named = {row["source"] for row in rows.values()}
    sources = [source for source in table.sources if source.name in named]
    return {"table": table, "anchor": f"table-{table.name}", "hash": table_hash(table)[:HASH_SHOWN], "sources": sources}
