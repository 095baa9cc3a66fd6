"""Imported once by the process that a worker's kernels are forked from: what every edition of a batch needs.

A batch is one state of the project, of which each edition asks again before it is built: so its kernels need not import
the library or parse the national tables anew, as those of a single build do.
"""

import contextlib
from importlib import import_module

from oscp_lib.runs.read_before import READ_BEFORE

READ_BEFORE.begin()

import pandas as pd  # noqa: E402

from oscp_lib.chapters import CHAPTERS, TOPIC  # noqa: E402
from oscp_lib.data.areas import load_areas  # noqa: E402
from oscp_lib.data.national import arrow_table  # noqa: E402
from oscp_lib.data.national_package import national_tables  # noqa: E402
from oscp_lib.errors import InputError  # noqa: E402
from oscp_lib.figures.charts import columns_over, empty_columns  # noqa: E402
from oscp_lib.figures.figure import templates  # noqa: E402
from oscp_lib.figures.style import COMPACT  # noqa: E402
from oscp_lib.figures.svg import inline_svg  # noqa: E402

for slug in (*(chapter.slug for chapter in CHAPTERS), TOPIC):
    import_module(f"oscp_lib.chapters.{slug}")
with contextlib.suppress(InputError):  # a table that cannot be read is told of by what asks for it
    load_areas()
    for table in national_tables().values():
        arrow_table(table)
# The first drawing of a process reads fonts and styles, and the first page compiles the templates.
inline_svg(columns_over(empty_columns(("first",), COMPACT), pd.Series([1.0]), 0), "first", "")
for name in templates().list_templates():
    templates().get_template(name)
