"""Digests and draws, as docs/protocol.md and workloads/seeded.hpp have them. Never a random one."""

MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15


def scramble(x):
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & MASK
    return x ^ (x >> 31)


def mix(index, digest):
    return scramble(((index + 1) * GOLDEN & MASK) ^ scramble(digest))


def digest_text(digest):
    return f"x{digest:016x}"


def unit_interval(seed, index):
    """In [0, 1), the same for the same seed and index everywhere."""
    return (scramble((scramble(seed) + (index + 1) * GOLDEN) & MASK) >> 11) * 2.0**-53
