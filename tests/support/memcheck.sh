#!/usr/bin/env bash
# memcheck.sh PROGRAM FILTER: runs the tests that FILTER names under Valgrind, which fails on the use of an undefined value.
set -euo pipefail

skip() { printf 'memcheck: skipped: %s\n' "$1"; exit 0; }
command -v valgrind >/dev/null || skip "no valgrind: sudo apt install valgrind"
[[ ${PARBENCH_COMPILER_FLAGS-} != *-fsanitize=* ]] || skip "Valgrind cannot run what a sanitizer has instrumented"
exec valgrind -q --error-exitcode=99 --leak-check=no "$1" "--gtest_filter=$2" --gtest_brief=1
