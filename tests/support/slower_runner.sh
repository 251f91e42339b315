#!/bin/sh
# The runner $PARBENCH_SLOWER_OF, really slower, by a known share: a copy or link called slower_0.05
# lengthens every timed pass by 5 %, inside the timed region (`slowdown` of docs/protocol.md).
share=${0##*_}
[ "$1" = --trial ] || exec "$PARBENCH_SLOWER_OF" "$@"
exec "$PARBENCH_SLOWER_OF" --trial "${2%\}}, \"slowdown\": $share}" "$3" "$4"
