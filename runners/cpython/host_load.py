"""What the rest of the machine did while the timed passes ran, as bench/machine/cpu_times.hpp has
it. Never judges it."""

import os
import time

from .clocks import process_cpu_ns, usage
from .kernel_files import words_of_lines
from .throttling import largest_step_s, quota_folders, stopped_s

# Of a cpu line: user nice system idle iowait irq softirq steal; guests are parts of the first two.
COLUMNS = 8
IDLE, IOWAIT, STEAL = 3, 4, 7
JUDGED_WINDOW_S = 0.1
LEAST_PACE, MOST_PACE = 0.5, 1.5
UNCHARGED_BIRTH_S = 5e-6


class CpuTimes:
    """Seconds since the start, summed over `cpus`; not `known` where they cannot be read."""

    def __init__(self, cpus, stat="/proc/stat", mountinfo="/proc/self/mountinfo"):
        self.cpus, self.known = len(cpus), False
        self.unused_s = self.steal_s = self.all_s = 0.0
        self.births = 0
        try:
            lines = {words[0]: words[1:] for words in words_of_lines(stat) if words}
            self.read_at_s = time.monotonic()
            covered = any(words[4:5] == ["/proc/stat"] for words in words_of_lines(mountinfo))
            tick_s = 1 / os.sysconf("SC_CLK_TCK")
            for cpu in cpus:
                times = [int(word) * tick_s for word in lines[f"cpu{cpu}"][:COLUMNS]]
                self.unused_s += times[IDLE] + times[IOWAIT] + times[STEAL]
                self.steal_s += times[STEAL]
                self.all_s += sum(times)
            self.births = int((lines.get("processes") or [0])[0])
            self.known = self.all_s > 0 and not covered
        except (KeyError, IndexError, ValueError):
            return


def are_believable(before, after):
    """Whether the times moved about as fast as a clock; where they do not, they are nobody's."""
    if not (before.known and after.known and before.cpus == after.cpus):
        return False
    if after.steal_s < before.steal_s:
        return False
    window_s = after.read_at_s - before.read_at_s
    moved_s = after.all_s - before.all_s
    if window_s < JUDGED_WINDOW_S:
        return moved_s >= 0
    return LEAST_PACE <= moved_s / (window_s * after.cpus) <= MOST_PACE


def foreign_cpu_s(before, after, ours_s):
    used_s = (after.read_at_s - before.read_at_s) * after.cpus - (after.unused_s - before.unused_s)
    births_s = UNCHARGED_BIRTH_S * max(0, after.births - before.births)
    return max(0.0, used_s - ours_s - births_s)


class HostLoad:
    """Two looks, subtracted. `companion_pid`: one more process that counts as ours, or None."""

    def __init__(self, companion_pid):
        self._companion_pid = companion_pid
        self._cpus = sorted(os.sched_getaffinity(0))
        self._quota_folders = quota_folders()
        self._before = self._look()

    def read(self):
        """The keys of the record that can be known."""
        (ours_before, before, stopped_before), (ours, after, stopped) = self._before, self._look()
        known = {"throttled_s": largest_step_s(stopped_before, stopped)}
        if not are_believable(before, after):
            return known
        known["steal_s"] = after.steal_s - before.steal_s
        if ours_before is not None and ours is not None:
            known["foreign_cpu_s"] = foreign_cpu_s(before, after, (ours - ours_before) * 1e-9)
        return known

    def _look(self):
        ours_ns = usage()[0]
        if self._companion_pid is not None:
            companion_ns = process_cpu_ns(self._companion_pid)
            ours_ns = None if companion_ns is None else ours_ns + companion_ns
        return ours_ns, CpuTimes(self._cpus), stopped_s(self._quota_folders)
