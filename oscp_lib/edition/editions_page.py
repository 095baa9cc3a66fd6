"""The list of editions, `index.html` of the output folder."""

import os
from pathlib import Path

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.years import plan_period
from oscp_lib.edition.security_policy import hash_of, policy


def write_editions_page(out: Path) -> Path:
    """Write the list of the editions that stand in `out`, newest first, whole or not at all."""
    years = sorted(
        (int(path.name) for path in out.glob("[0-9][0-9][0-9][0-9]") if (path / "index.html").is_file()), reverse=True
    )
    environment = Environment(loader=PackageLoader("oscp_lib.edition"), autoescape=True)
    editions = [{"year": year, "period": plan_period(year)} for year in years]
    style = Markup(environment.get_template("editions.css").render())
    html = environment.get_template("editions.html").render(
        editions=editions, place=load_partnership(), style=style, policy=policy(hash_of(style))
    )
    new = out / ".index.html.new"
    new.write_text(html, encoding="utf-8", newline="\n")
    os.replace(new, out / "index.html")
    return out / "index.html"
