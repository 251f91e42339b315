"""parbench advise against a real web server, which the test starts on a loopback port."""

import json
import os
import shutil
import socket
import subprocess
import time

import pytest

pytestmark = pytest.mark.alone

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
CONFIGURATION = """\
{user} worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  limit_req_zone $binary_remote_addr zone=few:1m rate=5r/s;
  server {{
    listen 127.0.0.1:{port};
    root {folder};
    location = /few {{ limit_req zone=few; }}
  }}
}}
"""


@pytest.fixture
def server(tmp_path):
    """The address of an nginx with two workers."""
    if NGINX is None:
        pytest.skip("no nginx: sudo apt install nginx-light")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    folder = tmp_path / "nginx"
    folder.mkdir()
    file = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # it reads the test's own folder
    file.write_text(CONFIGURATION.format(folder=folder, port=port, user=user))
    for page in ("page", "few"):
        (folder / page).write_text("x" * 1000)
    process = subprocess.Popen([NGINX, "-p", folder, "-c", file, "-e", folder / "start.log"])
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert time.monotonic() < end and process.poll() is None, "nginx does not answer"
            time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=20)


def test_a_server_s_throughput_and_concurrency_are_found(parbench, tmp_path, server):
    out = tmp_path / "run"
    ended = parbench(
        "advise", "--url", f"{server}/page", "--budget", "15s", "--no-report", "-o", out
    )
    assert ended.returncode in (0, 3), ended.stderr
    advice = json.loads((out / "advice.json").read_text())
    assert advice["question"]["url"] == f"{server}/page"
    assert max(advice["explored_per_s"].values()) > 0
    assert advice["predicted_workers"] is None  # nobody here knows what the server computes
    if ended.returncode == 0:
        assert advice["workers"] >= 1 and advice["limit"]["kind"] in ("cpu", "server", "waits")


def test_a_server_that_refuses_under_load_is_no_answer(parbench, tmp_path, server):
    out = tmp_path / "run"
    ended = parbench(
        "advise", "--url", f"{server}/few", "--budget", "15s", "--no-report", "-o", out
    )
    assert ended.returncode == 1, ended.stdout
    assert "503" in ended.stdout
