"""The preview answers the browser that was given its address, and no page of another site that is open in it."""

import asyncio
import http.client
import threading

import pytest

from oscp_lib.preview.live_server import Server, Shown
from oscp_lib.verify.content_security_policy import POLICY

PAGE = f'<html><head><meta http-equiv="Content-Security-Policy" content="{POLICY}"></head><body>Oxmere</body></html>'


@pytest.fixture
def served(tmp_path):
    """A server of one page, beside a file that is no part of the edition."""
    edition = tmp_path / "1" / "2024"
    edition.mkdir(parents=True)
    (edition / "index.html").write_text(PAGE, encoding="utf-8")
    (edition / "facts.json").write_text("{}", encoding="utf-8")
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (tmp_path / "1" / "link.html").symlink_to(tmp_path / "secret.html")
    ready, made = threading.Event(), {}

    async def serve() -> None:
        made["server"] = Server(Shown(2024, folder=tmp_path / "1", number=7, busy=False))
        made["loop"], made["end"] = asyncio.get_running_loop(), asyncio.Event()
        ready.set()
        await made["end"].wait()
        made["server"].stop()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    yield made["server"]
    made["loop"].call_soon_threadsafe(made["end"].set)
    thread.join()


def ask(server, path, method="GET", **headers):
    """Status, body and headers of an answer; `path` goes out as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.readline() if "event-stream" in answer.getheader("Content-Type", "") else answer.read()
    connection.close()
    return answer.status, body.decode(), answer.headers


@pytest.mark.parametrize("path", ["2024/index.html", "2024/facts.json", "_preview/events", "_preview/preview.js", ""])
def test_what_has_the_address_is_answered_and_nobody_else(served, path):
    own = f"127.0.0.1:{served.port}"
    assert ask(served, f"/{served.token}/{path}")[0] in (200, 302)
    assert (
        ask(served, f"/{served.token}/{path}", Host=own, Origin=f"http://{own}", Sec_Fetch_Site="same-origin")[0] < 400
    )
    refused = [
        ask(served, f"/{path}"),
        ask(served, f"/{'x' * len(served.token)}/{path}"),
        ask(served, f"/{served.token[:-1]}/{path}"),
        ask(served, f"/{served.token}/{path}", Host="attacker.example"),  # a name that was rebound to this machine
        ask(served, f"/{served.token}/{path}", Host=f"attacker.example:{served.port}"),
        ask(served, f"/{served.token}/{path}", Host="127.0.0.1:1"),
        ask(served, f"/{served.token}/{path}", Origin="https://attacker.example"),
        ask(served, f"/{served.token}/{path}", Origin="null"),
        ask(served, f"/{served.token}/{path}", Origin=f"http://127.0.0.1:{served.port + 1}"),
        ask(served, f"/{served.token}/{path}", Sec_Fetch_Site="cross-site"),
        ask(served, f"/{served.token}/{path}", Sec_Fetch_Site="same-site"),  # another port of this machine
    ]
    for status, body, headers in refused:
        assert status == 403
        assert served.token not in body
        assert "Oxmere" not in body
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_written(served, method):
    assert ask(served, f"/{served.token}/2024/index.html", method)[0] == 405


@pytest.mark.parametrize(
    "path",
    [
        "../secret.html", "..%2fsecret.html", "%2e%2e/secret.html", "2024/../../secret.html", "link.html",
        "2024/..%5c..%5csecret.html", "/secret.html", "_preview/../server.py", "_preview/server.py",
    ],
)  # fmt: skip
def test_only_files_of_the_edition_are_served(served, path):
    status, body, _ = ask(served, f"/{served.token}/{path}")
    assert status in (403, 404)
    assert "secret" not in body.replace("secret.html", "")
    assert "tornado" not in body


@pytest.mark.parametrize(
    "path",
    [
        "2024/index.html%00.css", "2024/index.html%00", "%00", "2024/%00/index.html", "2024/%ff.html", "2024/%ff",
        "2024/%c0%ae%c0%ae/secret.html", f"2024/{'x' * 300}.html", f"2024/{'x/' * 3000}index.html", "2024/a%5cb.html",
        "2024/index.html/x.html", "2024/nothing.css", "_preview/preview.js%00",
    ],
)  # fmt: skip
def test_an_address_that_no_file_could_have_is_not_found(served, path):
    status, body, _ = ask(served, f"/{served.token}/{path}")
    assert status == 404
    assert "Not found" in body


def test_a_served_page_may_hear_of_rebuilds_and_the_file_of_the_edition_stays_as_it_is(served, tmp_path):
    _, body, headers = ask(served, f"/{served.token}/2024/index.html")
    assert "connect-src 'self'" in body
    assert "connect-src 'none'" not in body
    assert f'/{served.token}/_preview/preview.js" data-number="7"' in body
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert (tmp_path / "1/2024/index.html").read_text("utf-8") == PAGE


def test_the_stream_says_which_edition_is_shown(served):
    body = ask(served, f"/{served.token}/_preview/events")[1]
    assert body == 'data: {"number": 7, "busy": false, "problems": []}\n'


def test_the_server_listens_on_the_loopback_address_alone(served):
    sockets = [each.getsockname()[0] for each in served.http._sockets.values()]
    assert sockets == ["127.0.0.1"]
