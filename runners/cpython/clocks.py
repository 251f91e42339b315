"""What a process and its workers have used so far, read from the kernel."""

import os
import resource
import sys
import time

# Where /proc shows the pids of another namespace (bench/machine/process_table.hpp), another process
# may have our pid there.
OWN_PROC = os.path.lexists("/proc/self") and os.readlink("/proc/self") == str(os.getpid())

SWITCHES = (b"voluntary_ctxt_switches:", b"nonvoluntary_ctxt_switches:")


def thread_cpu_ns(tid):
    """Of a thread of this process; None if it has ended."""
    return _clock_ns(~tid << 3 | 6)  # the kernel's encoding, as pthread_getcpuclockid gives it


def process_cpu_ns(pid):
    """Of any visible process; None if it has ended."""
    return _clock_ns(~pid << 3 | 2) if pid > 0 else None


def worker_cpu_ns(pid, tid):
    return thread_cpu_ns(tid) if pid == os.getpid() else process_cpu_ns(pid)


def _clock_ns(clock):
    try:
        return time.clock_gettime_ns(clock)
    except OSError:
        return None


def switches(pid, tid):
    """(voluntary, involuntary) of a thread, or None."""
    if not OWN_PROC:
        return None
    try:
        with open(f"/proc/{pid}/task/{tid}/status", "rb") as file:
            words = file.read().split()
        return tuple(int(words[words.index(key) + 1]) for key in SWITCHES)
    except (OSError, ValueError, IndexError):
        return None


def run_queue_wait_ns(pid, tid):
    """How long a thread was ready and waited for a CPU; None if the kernel does not count it."""
    if not OWN_PROC:
        return None
    try:
        with open(f"/proc/{pid}/task/{tid}/schedstat", "rb", buffering=0) as file:
            words = [int(word) for word in file.read().split()]
    except (OSError, ValueError):
        return None
    return words[1] if len(words) == 3 and any(words) else None


def live_children():
    """The pids of worker processes that have not been reaped."""
    multiprocessing = sys.modules.get("multiprocessing")
    return [child.pid for child in multiprocessing.active_children()] if multiprocessing else []


def usage():
    """(CPU ns, voluntary, involuntary switches) of this process and its workers, reaped or live.

    Without our own /proc the switches of live workers are missing.
    """
    for tid in os.listdir("/proc/self/task"):
        thread_cpu_ns(int(tid))  # updates a running thread's share of the process's clock
    own = resource.getrusage(resource.RUSAGE_SELF)
    reaped = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_ns = time.process_time_ns() + round((reaped.ru_utime + reaped.ru_stime) * 1e9)
    voluntary, involuntary = own.ru_nvcsw + reaped.ru_nvcsw, own.ru_nivcsw + reaped.ru_nivcsw
    for pid in live_children():
        cpu_ns += process_cpu_ns(pid) or 0
        more = switches(pid, pid) or (0, 0)
        voluntary, involuntary = voluntary + more[0], involuntary + more[1]
    return cpu_ns, voluntary, involuntary


def peak_rss_kib():
    """The largest of this process and those that it has reaped."""
    own = 0
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                own = int(line.split()[1])
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
