"""How long CPU quotas have stopped the cgroups of this process, as in
bench/machine/cgroup_throttling.hpp. Never says whose use of them did."""

import os

from .kernel_files import words_of_lines

# Of version 2 and of version 1: the file and the word that tell a quota, the key and its unit.
QUOTA = {True: "cpu.max", False: "cpu.cfs_quota_us"}
NO_QUOTA = ("max", "-1", "0")
STOPPED = {True: ("throttled_usec", 1e-6), False: ("throttled_time", 1e-9)}


def quota_folders(root="/"):
    """(folder, whether of version 2) of the own cgroup and of those above it that have a quota."""
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


# From the mount to the own cgroup, as deep as it can be seen: a container shows a part of the tree.
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
    """For each folder, since it was made; None where it is not told."""
    return [_stopped_s(folder, unified) for folder, unified in folders]


def _stopped_s(folder, unified):
    key, unit_s = STOPPED[unified]
    for words in words_of_lines(os.path.join(folder, "cpu.stat")):
        if words[:1] == [key]:
            return int(words[1]) * unit_s
    return None


def largest_step_s(before, after):
    """Between two readings; None where none of them can be told."""
    steps = [b - a for a, b in zip(before, after) if None not in (a, b) and b >= a]
    return max(steps, default=None)
