"""Imported once by the warm process: the third-party libraries that a rebuild uses, and no module of the project."""

import importlib

from sphinx.application import builtin_extensions

TRIED_ON = {"sphinx": "7.4.7"}  # the list of its own extensions

MODULES = (
    *builtin_extensions,
    "alabaster", "bs4", "cyclonedx.contrib.license.factories", "cyclonedx.model.bom", "cyclonedx.output.json",
    "docutils.languages.en", "docutils.parsers.rst.directives.admonitions", "docutils.parsers.rst.directives.tables",
    "docutils.writers.docutils_xml", "duckdb", "frictionless", "jinja2.sandbox", "jupyter_book.sphinx",
    "jupyter_client.asynchronous", "license_expression", "multiprocessing.managers", "myst_nb.ext.execution_tables",
    "myst_nb.ext.glue.domain", "myst_nb.sphinx_ext", "myst_parser.sphinx_ext.main", "myst_parser.sphinx_ext.mathjax",
    "nbclient.exceptions", "nbformat", "packageurl", "papermill.parameterize", "psutil", "pydantic.dataclasses",
    "pygments.lexers.python", "soupsieve", "sphinx.ext.doctest", "sphinx.ext.mathjax", "sphinx.jinja2glue",
    "sphinx.search.en", "sphinx.writers.html5", "sphinx_external_toc.events", "sphinx_jupyterbook_latex.events",
    "sphinx_multitoc_numbering", "sphinxcontrib.applehelp", "sphinxcontrib.devhelp", "sphinxcontrib.htmlhelp",
    "sphinxcontrib.qthelp", "sphinxcontrib.serializinghtml", "typer.rich_utils", "xml.dom.minidom",
)  # fmt: skip

for name in MODULES:
    importlib.import_module(name)
