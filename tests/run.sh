#!/usr/bin/env bash
# Brings what a new Debian 12 lacks, builds the release preset and runs every test. Arguments go to ctest (-R parser).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/packages.sh

install_packages "${build_packages[@]}"
echo "== Building (release)"
cmake --preset release
cmake --build --preset release
echo "== Testing"
exec ctest --preset release --parallel "$(nproc)" "$@"
