#!/usr/bin/env bash
# Brings what a new Debian 12 lacks, builds the release preset and runs every test. Arguments go to ctest (-R parser).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/packages.sh

install_packages "${build_packages[@]}"
# The module for syslog-ng is built where its headers are; without them it and its tests are left out.
unpack_packages build/release/syslog-daemons "${syslog_daemons[@]}" || echo "NOTICE: syslog-ng and rsyslog cannot be fetched"
echo "== Building (release)"
cmake --preset release
cmake --build --preset release
echo "== Testing"
exec ctest --preset release --parallel "$(nproc)" "$@"
