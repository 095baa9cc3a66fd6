"""The codebook, `data/README.md`, made from `datapackage.json`: run as `python -m oscp_lib.data.codebook`."""

import json

from jinja2 import Environment, PackageLoader

from oscp_lib import paths
from oscp_lib.data.package import Table, tables
from oscp_lib.data.tables import read_table

STATUS_WORDS = {
    "plan": "printed in the partnership's published plan",
    "official": "published by ONS, the Home Office or police.uk",
    "sample": "invented, so that a chart can be drawn and reviewed; never quoted",
}


def codebook() -> str:
    """The text of `data/README.md`."""
    package = json.loads(paths.DATAPACKAGE.read_text("utf-8"))
    environment = Environment(loader=PackageLoader("oscp_lib.data"), trim_blocks=True, lstrip_blocks=True)
    entries = [entry(table) for table in tables().values()]
    fields = next(iter(tables().values())).fields
    return environment.get_template("codebook.md").render(
        package=package, entries=entries, fields=fields, statuses=STATUS_WORDS
    )


def entry(table: Table) -> dict:
    """What the codebook says of one table."""
    frame = read_table(table.name)
    return {
        "table": table,
        "rows": len(frame),
        "units": ", ".join(dict.fromkeys(frame["unit"])),
        "measures": ", ".join(dict.fromkeys(frame["measure"])),
    }


if __name__ == "__main__":
    paths.CODEBOOK.write_text(codebook(), encoding="utf-8", newline="\n")
