"""The preview over http, for this machine's browser, and closed to pages of other sites that are open in it.

Every address begins with a secret token. A request must name this server as its host, so that a name that another site
points at this machine is refused, and must not come from a page of another origin.
"""

import asyncio
import hmac
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.locks import Condition
from tornado.netutil import bind_sockets
from tornado.web import Application, Finish, HTTPError, RequestHandler, StaticFileHandler

from oscp_lib.verify.content_security_policy import POLICY

TRIED_ON = {"tornado": "6.6.1"}  # what its handler of files lets a subclass decide

LOOPBACK = "127.0.0.1"
STATIC = Path(__file__).parent / "static"
OWN = "_preview"  # below it stands what the preview adds to the edition
# A page of the edition may connect to nothing; the preview lets it hear of rebuilds from where it came from.
PREVIEW_POLICY = POLICY.replace("connect-src 'none'", "connect-src 'self'")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # the token is part of the address
    "X-Content-Type-Options": "nosniff",
}
WAITING = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">
<title>Preview</title></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>
"""


@dataclass
class Shown:
    """What the browser is told: the edition that can be had, whether a newer one is being made, and what is wrong."""

    year: int
    folder: Path | None = None
    number: int = 0
    busy: bool = True
    problems: list[str] = field(default_factory=list)
    changed: Condition = field(default_factory=Condition)

    def tell(self, **new: object) -> None:
        """Change some of the state and tell every open page."""
        for name, value in new.items():
            setattr(self, name, value)
        self.changed.notify_all()

    def as_json(self) -> str:
        return json.dumps({"number": self.number, "busy": self.busy, "problems": self.problems})


class Guarded(RequestHandler):
    """Answers only a browser that was given the address."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def initialize(self, shown: Shown, port: int, token: str) -> None:
        self.shown, self.port, self.token = shown, port, token

    def set_default_headers(self) -> None:
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse what does not come from the preview's own pages, or from the reader's own typing.

        Raises
        ------
        HTTPError
            403, which says no more.
        """
        headers = self.request.headers
        hosts = {f"{name}:{self.port}" for name in (LOOPBACK, "localhost")}
        own = (
            headers.get("Host") in hosts
            and headers.get("Origin", f"http://{headers.get('Host')}") == f"http://{headers.get('Host')}"
            and headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
        )
        if own and self.request.path == "/favicon.ico":
            # A browser asks for it by itself, without the token; an error would show among those of the page.
            self.set_status(204)
            raise Finish
        given = self.request.path.split("/")[1]
        if not own or not hmac.compare_digest(given.encode(), self.token.encode()):
            raise HTTPError(403)

    def compute_etag(self) -> None:
        """Nothing is kept by the browser, so nothing is compared."""

    def added(self) -> str:
        """What the preview adds to the head of a page."""
        own = f"/{self.token}/{OWN}"
        return (
            f'<link rel="stylesheet" href="{own}/preview.css">'
            f'<script defer src="{own}/preview.js" data-number="{self.shown.number}" data-events="{own}/events">'
            "</script></head>"
        )

    def send_page(self, html: str) -> None:
        """Send a page that follows the rebuilds."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(html.replace(POLICY, PREVIEW_POLICY, 1).replace("</head>", self.added(), 1))

    def write_error(self, status_code: int, **named: object) -> None:
        """A page that is not there may be there after the next save; a stranger is told nothing."""
        if status_code != 404:
            self.finish(f"{status_code}\n")
            return
        text = "This page is not in the edition as it now stands."
        self.send_page(WAITING.format(policy=POLICY, title="Not found", text=text))


class Files(Guarded, StaticFileHandler):
    """Files of one folder; an address that no file could have is that of none."""

    def decode_argument(self, value: bytes, name: str | None = None) -> str:
        try:
            return super().decode_argument(value, name)
        except HTTPError:  # not UTF-8
            raise HTTPError(404) from None

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        try:
            return super().validate_absolute_path(root, absolute_path)
        except (OSError, ValueError):  # a NUL, or a name too long for the disk
            raise HTTPError(404) from None


class Start(Guarded):
    """The address that the command prints leads to the first page."""

    def get(self) -> None:
        self.redirect(f"/{self.token}/{self.shown.year}/index.html")

    head = get


class Pages(Files):
    """The files of the newest edition; pages get the preview's script."""

    def initialize(self, shown: Shown, port: int, token: str) -> None:
        Guarded.initialize(self, shown, port, token)
        StaticFileHandler.initialize(self, path=str(shown.folder or STATIC))

    async def get(self, path: str, include_body: bool = True) -> None:
        if self.shown.folder is None:
            text = "The first build is under way; this page turns into the edition."
            self.send_page(WAITING.format(policy=POLICY, title="Building", text=text))
            return
        if not path.endswith(".html"):
            await StaticFileHandler.get(self, path, include_body)
            return
        self.path = self.parse_url_path(path)
        found = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        self.send_page(Path(found).read_text("utf-8"))


class Own(Files):
    """The preview's own script and styles."""

    def initialize(self, shown: Shown, port: int, token: str) -> None:
        Guarded.initialize(self, shown, port, token)
        StaticFileHandler.initialize(self, path=str(STATIC))


class Events(Guarded):
    """A stream of what changes (server-sent events), for as long as a page is open."""

    left = False

    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        try:
            while not self.left:
                self.write(f"data: {self.shown.as_json()}\n\n")
                await self.flush()
                await self.shown.changed.wait()
        except StreamClosedError:
            self.left = True
        except asyncio.CancelledError:
            self.left = True  # the preview ends, and its streams with it
            raise Finish() from None

    def on_connection_close(self) -> None:
        self.left = True


class Server:
    """Serves the preview on the loopback address until it is stopped."""

    def __init__(self, shown: Shown, port: int = 0) -> None:
        sockets = bind_sockets(port, LOOPBACK)
        self.port, self.token = sockets[0].getsockname()[1], secrets.token_urlsafe(24)
        known = {"shown": shown, "port": self.port, "token": self.token}
        routes = [
            (rf"/[^/]*/{OWN}/events", Events, known),
            (rf"/[^/]*/{OWN}/(preview\.(?:js|css))", Own, known),
            (r"/[^/]*/?", Start, known),
            (r"/[^/]*/(.+)", Pages, known),
        ]
        self.http = HTTPServer(Application(routes, log_function=lambda handler: None))
        self.http.add_sockets(sockets)

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/{self.token}/"

    def stop(self) -> None:
        self.http.stop()
