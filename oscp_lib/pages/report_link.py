"""'Report a problem' under every figure: what to send, and to whom, since a book in a folder has no server."""

from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from oscp_lib.data.partnership import load_partnership
from oscp_lib.data.years import edition_title


def report_block(figure: dict, page: str, year: int) -> str:
    """The HTML that stands at the end of a figure.

    Parameters
    ----------
    figure
        What the figure published of itself (`Figure`).
    page
        The page it stands on, without its suffix.
    year
        Calendar year of the edition's data.

    Returns
    -------
    str
        A link that writes an e-mail, which needs no script, and a button that copies more, which a script shows; ""
        where the partnership names no mailbox.
    """
    email = load_partnership().email
    if email is None:
        return ""
    edition = edition_title(year)
    place = f"{page}.html#{figure['ident']}"
    lines = [f"Figure: {figure['label']} ({figure['ident']})", f"Title: {figure['title']}", f"Page: {place}"]
    subject = f"Problem with {figure['label']}, {edition}"
    # A mail program wants the line ends of mail.
    body = "\r\n".join([*lines, f"Edition: {edition}", "", ""])
    environment = Environment(
        loader=PackageLoader("oscp_lib.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html").render(
        label=figure["label"],
        email=email,
        mail=f"mailto:{email}?subject={quote(subject)}&body={quote(body)}",
        details="\n".join([*lines, *([f"Shows: {figure['alt']}"] if figure["alt"] else [])]),
    )
