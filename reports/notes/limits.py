"""The thresholds of claims, models and puzzles, fixed before any result was seen.

Where two times count as equal is not among them: that is the experiment's own margin.
"""

from __future__ import annotations

# C3. A pass starts and ends with workers that have no task, and an undisturbed trial may have met
# 5 % of background load.
FILLED = 0.9  # of the work of as many independent copies
# C3. One core, and what an interpreter does outside its lock. Half way to a second core is 1.5.
ONE_CORE = 1.2  # cores' worth of work

# C4. The notes' list shortened tenfold: no cache holds it.
LONG = 10**7  # numbers in a long sum

# C5. Nobody builds a pool to save less. The same on every machine, so that break-even sizes can be
# compared.
BREAK_EVEN = 1.1  # time with a thread per task over time with a pool
# C5. Starting a thread takes some tens of microseconds, which longer tasks hide.
SMALL_S = 1e-4
# C5. A hundred times that: what starting costs is below any margin, and the claim could fail.
LONG_S = 5e-3

# C6. Starting and waking take some tenths of a millisecond. A fifth task that waits for anything
# but the first free worker takes far more.
LATE = 1.05  # of the ideal time
FEW_ROUNDS = 3  # in many rounds the small costs of each add up
LATE_START = 0.1  # of a task's mean length, between an end and the next start

# C7. Half of what could be gained. With four workers per CPU that is still twice what the cores
# could do by computing.
SCALES = 0.5  # of the ideal speedup
FAR = 4  # workers per CPU

# C11. As many as the fetches of the notes' pool, shortened: far more than any CPU count at once
# where one thread has them.
MANY = 50  # waiting tasks at once on one thread

# Amdahl. T(1) / T(1) is 1 by definition, so two N would always lie on a curve with one parameter.
FEWEST_N = 3
NO_SHARE = 1e-4  # paired times are not known to a hundredth of a percent
LOW_CAPACITY = 0.95  # of N copies' worth of work: below it the machine itself is part of the share

# Goetz. Reading the clocks costs some microseconds of a trial's CPU time.
LEAST_CPU_S = 1e-4
NO_WAIT = 0.01  # of the computing

# Puzzles. Each asks for a difference that a reader sees in a chart.
FLAT = 1.15  # times as long or as short, with the whole interval
SHORT = 0.9  # of the workers: a speedup below it asks for a reason
DEARER = 3  # times: what processes take to start, over threads
APART = 1.2  # times: between two clusters of a cell's times
FEWEST_IN_A_CLUSTER = 2  # one odd block is no second speed
