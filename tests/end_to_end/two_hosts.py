"""Two hosts on one machine: network namespaces, each with its own name and its own /dev/shm."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

# What ssh would do: the host, then the words of a command. on-2 and on-3 hold commands of a host.
AGENT = """#!/bin/sh
host=$1; shift
exec ip netns exec "{prefix}${{host##*.}}" unshare --uts --mount sh -c '
  mount -t tmpfs tmpfs /dev/shm; hostname "$0"; [ -z "$2" ] || sh -c "$2"; cd /; exec sh -c "$1"
' "host${{host##*.}}" "$*" "$(cat {folder}/on-${{host##*.}} 2>/dev/null)"
"""


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class TwoHosts:
    """10.`net`.0.2 and .3, behind a bridge of this machine; `agent` stands for ssh."""

    def __init__(self, folder: Path):
        self.folder, number = folder, os.getpid() % 250
        self.net, self.bridge = f"10.{number}.77", f"pbbr{number}"
        self._prefix = f"pb{number}-"
        self.names = [f"{self.net}.2", f"{self.net}.3"]
        self.agent = folder / "agent"
        self.agent.write_text(AGENT.format(prefix=self._prefix, folder=folder))
        self.agent.chmod(0o755)
        self.file = folder / "hosts"
        self.file.write_text("".join(f"{name} slots=2\n" for name in self.names))

    def start(self) -> None:
        _ip("link", "add", self.bridge, "type", "bridge")
        _ip("addr", "add", f"{self.net}.1/24", "dev", self.bridge)
        _ip("link", "set", self.bridge, "up")
        for last in ("2", "3"):
            space, wire = self._prefix + last, f"{self.bridge}v{last}"
            _ip("netns", "add", space)
            _ip("link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", space)
            _ip("link", "set", wire, "master", self.bridge, "up")
            _ip("-n", space, "addr", "add", f"{self.net}.{last}/24", "dev", "eth0")
            _ip("-n", space, "link", "set", "lo", "up")
            _ip("-n", space, "link", "set", "eth0", "up")

    def stop(self) -> None:
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for last in ("2", "3"):
            # A connection without answers keeps a deleted name space, and its wire, for minutes.
            subprocess.run(["ip", "link", "del", f"{self.bridge}v{last}"], capture_output=True)
            subprocess.run(["ip", "netns", "del", self._prefix + last], capture_output=True)
        subprocess.run(["ip", "link", "del", self.bridge], capture_output=True)

    def cut(self, name: str) -> None:
        """As by a pulled cable: neither side is told."""
        _ip("-n", self._prefix + name.rpartition(".")[2], "link", "set", "eth0", "down")

    def first_on(self, name: str, commands: str) -> None:
        """Runs these in the host's own name spaces before anything else there."""
        (self.folder / f"on-{name.rpartition('.')[2]}").write_text(commands)

    def processes(self) -> list[int]:
        """Those that run in either host's network."""
        found = []
        for last in ("2", "3"):
            told = subprocess.run(["ip", "netns", "pids", self._prefix + last],
                                  capture_output=True, text=True, check=False)  # fmt: skip
            found += [int(pid) for pid in told.stdout.split()]
        return found

    @property
    def environment(self) -> dict[str, str]:
        return {"OMPI_MCA_plm_rsh_agent": str(self.agent)}


@pytest.fixture
def two_hosts(tmp_path):
    if shutil.which("ip") is None or shutil.which("unshare") is None:
        pytest.skip("needs ip (iproute2) and unshare to make two hosts")
    tried = subprocess.run(["unshare", "--net", "--uts", "--mount", "ip", "link", "add", "x1",
                            "type", "veth", "peer", "name", "x2"],
                           capture_output=True, text=True)  # fmt: skip
    if tried.returncode != 0:
        pytest.skip(f"network namespaces are not permitted: {tried.stderr.strip()}")
    hosts = TwoHosts(tmp_path)
    try:
        hosts.start()
        yield hosts
    finally:
        hosts.stop()
