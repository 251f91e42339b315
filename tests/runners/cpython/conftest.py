"""The built runners, and the server that `fetch` loads from."""

import subprocess

import pytest
from trials import ALL, BUILD, Trial


@pytest.fixture
def trial(tmp_path):
    for runner in ["serial", *ALL]:
        if not (BUILD / "runners" / runner).exists():
            pytest.fail(f"{BUILD}/runners/{runner} is not built: run scripts/build")

    def run(runner, workload, **settings):
        return Trial(tmp_path, runner, workload, **settings)

    return run


@pytest.fixture
def server_url():
    """Of a server with the latency and the body of trials.PARAMS."""
    program = BUILD / "helpers" / "fetch_server"
    if not program.exists():
        pytest.skip("this build has no fetch workload")
    args = [program, "--latency", "1ms", "--spread", "exponential", "--body", "1001B"]
    with subprocess.Popen(args, stdout=subprocess.PIPE, text=True) as server:
        yield server.stdout.readline().strip()
        server.kill()
