#!/usr/bin/env bash
# Events a second through Debian's syslog-ng and rsyslog into Kelpie, until all are on the disk, beside the same pipe into /dev/null.
#   bench/adapters.sh [--events N] [--only WORDS_OF_A_LINE]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/packages.sh
unpack_packages build/release/syslog-daemons "${syslog_daemons[@]}"
cmake --preset release >/dev/null
cmake --build --preset release --target kelpie kelpie_shared kelpie_syslog_ng
exec python3 bench/adapters/throughput.py build/release/kelpie build/release/syslog-daemons build/release "$@"
