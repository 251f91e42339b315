"""Other load, steal time and throttling by a CPU quota while the timed passes ran.

By the rules of bench/machine/cpu_times.hpp and bench/machine/cgroup.hpp.
"""

import os
import time

from .clocks import OWN_PROC, process_cpu_ns, usage

# Of a cpu line: user nice system idle iowait irq softirq steal; guests are parts of the first two.
COLUMNS = 8
IDLE, IOWAIT, STEAL = 3, 4, 7
JUDGED_WINDOW_S = 0.1
LEAST_PACE, MOST_PACE = 0.5, 1.5
UNCHARGED_BIRTH_S = 5e-6

# Of cgroups version 2 (True) and 1: the file of the quota; the key of the stopped time, its unit.
QUOTA = {True: "cpu.max", False: "cpu.cfs_quota_us"}
NO_QUOTA = ("max", "-1", "0")
STOPPED = {True: ("throttled_usec", 1e-6), False: ("throttled_time", 1e-9)}


def words_of_lines(path):
    """The words of each line; no lines if the file cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return [line.split() for line in file]
    except OSError:
        return []


class CpuTimes:
    """Seconds since boot, summed over `cpus`; not `known` if they cannot be read."""

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
    """Whether the times moved about as fast as a clock: imitated ones stand still or jump."""
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


def quota_folders(root="/"):
    """(folder, whether version 2) of our cgroup and of those above it, where they have a quota."""
    paths = {}
    for line in words_of_lines(os.path.join(root, "proc/self/cgroup")):
        number, controllers, path = " ".join(line).split(":", 2)
        if number == "0" or "cpu" in controllers.split(","):
            paths[number == "0"] = path
    found = []
    for words in words_of_lines(os.path.join(root, "proc/self/mountinfo")):
        if "-" not in words[:-3]:
            continue
        kind, _, options = words[words.index("-") + 1 :][:3]
        unified = kind == "cgroup2"
        if unified in paths and (unified or kind == "cgroup" and "cpu" in options.split(",")):
            mounted = os.path.join(root, words[4].lstrip("/"))
            found += [(folder, unified) for folder in _down(mounted, words[3], paths[unified])]
    return [(folder, unified) for folder, unified in found if _has_quota(folder, unified)]


# From the mount down to our cgroup, as far as it is visible: a container sees a part of the tree.
def _down(mounted, shown, path):
    below = path[len(shown) :] if path.startswith(shown.rstrip("/") + "/") else path
    folders = [mounted]
    for step in filter(None, below.split("/")):
        folder = os.path.join(folders[-1], step)
        if step == ".." or not os.path.isdir(folder):
            break
        folders.append(folder)
    return folders


def _has_quota(folder, unified):
    lines = words_of_lines(os.path.join(folder, QUOTA[unified]))
    return bool(lines and lines[0]) and lines[0][0] not in NO_QUOTA


def stopped_s(folders):
    """For each folder, since it was created; None if unknown."""
    return [_stopped_s(folder, unified) for folder, unified in folders]


def _stopped_s(folder, unified):
    key, unit_s = STOPPED[unified]
    for words in words_of_lines(os.path.join(folder, "cpu.stat")):
        if words[:1] == [key]:
            return int(words[1]) * unit_s
    return None


def largest_step_s(before, after):
    """Between two readings; None if no folder has both."""
    steps = [b - a for a, b in zip(before, after) if None not in (a, b) and b >= a]
    return max(steps, default=None)


class HostLoad:
    """From construction to `read`. `helper_pid`: another process that counts as ours, or None."""

    def __init__(self, helper_pid):
        self._helper_pid = helper_pid
        self._cpus = sorted(os.sched_getaffinity(0))
        self._quota_folders = quota_folders()
        self._before = self._look()

    def read(self):
        """The keys of the record, without what cannot be known."""
        (ours_before, before, stopped_before), (ours, after, stopped) = self._before, self._look()
        known = {"throttled_s": largest_step_s(stopped_before, stopped)}
        if not are_believable(before, after):
            return known
        known["steal_s"] = after.steal_s - before.steal_s
        if OWN_PROC and ours_before is not None and ours is not None:
            known["foreign_cpu_s"] = foreign_cpu_s(before, after, (ours - ours_before) * 1e-9)
        return known

    def _look(self):
        ours_ns = usage()[0]
        if self._helper_pid is not None:
            helper_ns = process_cpu_ns(self._helper_pid)
            ours_ns = None if helper_ns is None else ours_ns + helper_ns
        return ours_ns, CpuTimes(self._cpus), stopped_s(self._quota_folders)
