"""Text that a user chooses is never a pattern, a format or markup."""

import http.server
import json
import socket
import threading

import pytest
from program import rows_of


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6
    request_queue_size = 128


@pytest.fixture
def port():
    try:
        server = Server(("::1", 0), Page)
    except OSError:
        pytest.skip("no IPv6 on this machine")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "path",
    ["", "a.*(b|c)+[^d]{2}$", "?x=$y$&z=%s{}{0}<i>&amp;$x^{$_\\frac", "'`;[x],y", '"z"[a,b]'],
)
def test_an_address_with_the_characters_of_patterns_is_measured(parbench, port, path):
    url = f"http://[::1]:{port}/{path}"
    ended = parbench("run", "-w", "fetch", "-s", f"fetch.url={url}", "-s", "fetch.tasks=4",
                     "-R", "thread_pool", "-j", "2", "--sample", "1ms", "--blocks", "1",
                     "--no-progress", "-o", "out", report=True)  # fmt: skip
    assert ended.returncode == 0, ended
    rows = rows_of(parbench.folder / "out" / "samples.csv")
    assert {row["status"] for row in rows} == {"ok"} and {
        json.loads(row["params"])["url"] for row in rows if row["workload"] == "fetch"
    } == {url}
    assert parbench("run", "--resume", "out", "--blocks", "2").returncode == 0
    page = (parbench.folder / "out" / "report.html").read_text()
    assert "<i>&amp;" not in page


def test_a_value_that_options_toml_cannot_hold_is_refused_before_anything_starts(parbench):
    ended = parbench("run", "-w", "fetch", "-s", "fetch.url=http://[::1]:9/'\"",
                     "-s", "fetch.tasks=4", "-o", "out")  # fmt: skip
    assert ended.returncode == 2 and len(ended.stderr.splitlines()) == 1
    assert "--set" in ended.stderr and "quotes" in ended.stderr
    assert not (parbench.folder / "out").exists()
