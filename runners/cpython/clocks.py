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


programs = set()  # pids of workers that were not started by multiprocessing


def live_children():
    """The pids of worker processes that have not been reaped."""
    multiprocessing = sys.modules.get("multiprocessing")
    known = multiprocessing.active_children() if multiprocessing else []
    return [*programs, *(child.pid for child in known)]


def helpers():
    """The pids of multiprocessing's own processes: fork server, resource tracker."""
    pids = [_fork_server()]
    if "multiprocessing.resource_tracker" in sys.modules:
        pids.append(sys.modules["multiprocessing.resource_tracker"]._resource_tracker._pid)
    return [pid for pid in pids if pid is not None]


def _fork_server():
    module = sys.modules.get("multiprocessing.forkserver")
    return module._forkserver._forkserver_pid if module else None


def _reaped_cpu_ns(pid):
    """Of the children that another process has reaped; the kernel tells it in ticks."""
    with open(f"/proc/{pid}/stat", "rb") as file:
        words = file.read().rpartition(b")")[2].split()
    return (int(words[13]) + int(words[14])) * 10**9 // os.sysconf("SC_CLK_TCK")


def usage():
    """(CPU ns, voluntary, involuntary switches) of this process and its workers, reaped or live.

    Without our own /proc the switches of live workers are missing, and the CPU time of those that
    a fork server has reaped.
    """
    for tid in os.listdir("/proc/self/task"):
        thread_cpu_ns(int(tid))  # updates a running thread's share of the process's clock
    own = resource.getrusage(resource.RUSAGE_SELF)
    reaped = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_ns = time.process_time_ns() + round((reaped.ru_utime + reaped.ru_stime) * 1e9)
    voluntary, involuntary = own.ru_nvcsw + reaped.ru_nvcsw, own.ru_nivcsw + reaped.ru_nivcsw
    server = _fork_server()
    if server is not None and OWN_PROC:
        cpu_ns += _reaped_cpu_ns(server)
    for pid in live_children() + helpers():
        cpu_ns += process_cpu_ns(pid) or 0
        more = switches(pid, pid) or (0, 0)
        voluntary, involuntary = voluntary + more[0], involuntary + more[1]
    if server is not None:  # nobody tells those of workers that it has reaped
        voluntary = involuntary = None
    return cpu_ns, voluntary, involuntary


def peak_rss_kib():
    """The largest of this process and those that it has reaped."""
    own = 0
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                own = int(line.split()[1])
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
