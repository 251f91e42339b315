"""The emulated machines, and how qemu builds them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Machine:
    """Sockets × cores × threads, numbered in that order; the nodes have equal parts of them."""

    name: str
    sockets: int = 1
    cores: int = 1  # of a socket
    threads: int = 1  # of a core
    nodes: int = 1
    offline: int | None = None  # a CPU that is switched off
    holes: str = ""  # a second run on these CPUs only
    memory_mib: int = 1024

    @property
    def cpus(self) -> int:
        return self.sockets * self.cores * self.threads

    def arguments(self) -> list[str]:
        """Of qemu-system-x86_64."""
        topology = f"{self.cpus},sockets={self.sockets},cores={self.cores},threads={self.threads}"
        words = ["-smp", topology, "-m", f"{self.memory_mib}M"]
        share, part = self.cpus // self.nodes, self.memory_mib // self.nodes
        for node in range(self.nodes):
            first = node * share
            words += ["-object", f"memory-backend-ram,id=ram{node},size={part}M", "-numa"]
            words += [f"node,nodeid={node},memdev=ram{node},cpus={first}-{first + share - 1}"]
        return words

    def kernel_words(self) -> str:
        words = ["console=ttyS0", "panic=-1"]
        # A host that is busy while the guest boots looks like a broken timer.
        words += ["no_timer_check", "nowatchdog"]
        if self.offline is not None:
            words.append(f"OFFLINE={self.offline}")
        return " ".join([*words, *([f"HOLES={self.holes}"] if self.holes else [])])


ONE = Machine("one CPU")
THREE = Machine("three CPUs", cores=3)
SIXTEEN = Machine(
    "two sockets with SMT", sockets=2, cores=4, threads=2, nodes=2, offline=3,
    holes="0,2,5,9-12", memory_mib=2048,
)  # fmt: skip
SIXTY_FOUR = Machine(
    "four sockets with SMT", sockets=4, cores=8, threads=2, nodes=4, offline=63, memory_mib=4096
)
MACHINES = [ONE, THREE, SIXTEEN, SIXTY_FOUR]
