"""What `parbench run --python` asks an interpreter; one that is too old runs it as well."""

import sys

OLDEST = (3, 9)
NEEDED = ("asyncio", "concurrent.futures", "decimal", "mmap", "multiprocessing.synchronize",
          "resource", "secrets", "select", "socket", "subprocess")  # fmt: skip


def problem():
    """Why the runners cannot use it; empty if they can."""
    if sys.version_info[:2] < OLDEST:
        version, oldest = (".".join(map(str, one)) for one in (sys.version_info[:3], OLDEST))
        return "is Python %s; needed: %s or later" % (version, oldest)
    missing = []
    for module in NEEDED:
        try:
            __import__(module)
        except ImportError:
            missing.append(module)
    return "lacks the module %s, which the runners need" % ", ".join(missing) if missing else ""


def names():
    """How its columns are told from others: by two numbers, or by three."""
    name = sys.implementation.name
    before = "" if name == "cpython" else name + "_"
    after = "" if getattr(sys, "_is_gil_enabled", lambda: True)() else "_nogil"
    for count in (2, 3):
        yield before + "_".join(map(str, sys.version_info[:count])) + after


def main():
    import json

    why = problem()
    short, full = ("", "") if why else names()
    print(json.dumps({"path": sys.executable, "problem": why, "short": short, "full": full}))


if __name__ == "__main__":
    sys.path.pop(0)  # the folder of this file
    main()
