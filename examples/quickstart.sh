#!/usr/bin/env bash
# From a fresh clone to the first alerts: brings what a new Debian 12 lacks, builds kelpie and runs the example rules
# over the example events.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/packages.sh

install_packages "${build_packages[@]}"
echo "== Building kelpie (release)"
cmake --preset release
cmake --build --preset release --target kelpie
echo "== kelpie detect --rules examples/rules --data examples/events --format table"
exec build/release/kelpie detect --rules examples/rules --data examples/events --format table
