#!/usr/bin/env bash
# Long checks, apart from the tests: every test under the address and undefined-behaviour sanitizers; a store that is killed at 300 random moments and at every
# request to the file system while it is written; rules that follow a store, killed 200 times; 100,000 events through syslog-ng and through rsyslog, killed
# eight times each; ten thousand lives of the plugin in one process; a million grouped sign-ins; the engine against an interpreter of its plans on made-up
# queries, and every fuzz target, for some minutes each.
#   tests/soak.sh [--minutes N] [--only sanitizers|crashes|groups|follow|adapters|cycles|differential|fuzzers] [--target NAME]
# Exit status 0: nothing was found. What a fuzzer finds lies in build/fuzz/findings.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/packages.sh

minutes=10
only=
target=
while [ $# -gt 0 ]; do
  case $1 in
    --minutes) minutes=$2; shift 2 ;;
    --only) only=$2; shift 2 ;;
    --target) target=$2; shift 2 ;;
    *) echo "usage: tests/soak.sh [--minutes N] [--only sanitizers|crashes|groups|follow|adapters|cycles|differential|fuzzers] [--target NAME]" >&2; exit 2 ;;
  esac
done
case $minutes in '' | *[!0-9]*) echo "--minutes: '$minutes' is not a number" >&2; exit 2 ;; esac

install_packages "${build_packages[@]}"
wanted() { [ -z "$only" ] || [ "$only" = "$1" ]; }
if wanted sanitizers; then
  echo "== Sanitizers: address, undefined behaviour"
  cmake --preset asan >/dev/null
  cmake --build --preset asan
  ctest --preset asan
fi
if wanted crashes || wanted groups || wanted follow || wanted adapters || wanted cycles || wanted differential; then
  cmake --preset release >/dev/null
fi
if wanted crashes; then
  echo "== Kills and failing requests while a store is written"
  cmake --build --preset release --target kelpie kelpie_store_crash
  build/release/kelpie_store_crash build/release/kelpie --kills 300
  build/release/kelpie_store_crash build/release/kelpie --faults
fi
if wanted groups; then
  echo "== A million grouped sign-ins"
  cmake --build --preset release --target kelpie_executor_tests
  build/release/kelpie_executor_tests --run_test=grouped_sign_ins/a_million_events
fi
if wanted follow; then
  echo "== Rules that follow a store"
  cmake --build --preset release --target kelpie
  python3 tests/follow/follow.py build/release/kelpie kills --kills 200
  python3 tests/follow/follow.py build/release/kelpie late
  python3 tests/follow/follow.py build/release/kelpie latency --seconds 60
fi
if wanted adapters; then
  echo "== Events through syslog-ng and rsyslog"
  unpack_packages build/release/syslog-daemons "${syslog_daemons[@]}"
  cmake --preset release >/dev/null
  cmake --build --preset release --target kelpie kelpie_shared kelpie_syslog_ng
  tests/adapters/adapters_test.sh rsyslog build/release/kelpie build/release/syslog-daemons build/release --events 100000 --kills 8
  tests/adapters/adapters_test.sh syslog-ng build/release/kelpie build/release/syslog-daemons build/release --events 100000 --kills 8
fi
if wanted cycles; then
  echo "== Lives of the plugin, from loading to unloading"
  cmake --build --preset release --target kelpie_abi_cycles
  build/release/kelpie_abi_cycles build/release/libkelpie.so build/release/tests/plugin/abi/cycles 10000
fi
if wanted differential; then
  echo "== The engine against an interpreter of its plans, $minutes minutes"
  cmake --build --preset release --target kelpie_differential
  build/release/kelpie_differential --minutes "$minutes" --seed "$(date +%s)" --coverage
fi
if wanted fuzzers; then
  install_packages clang libclang-rt-14-dev
  echo "== Fuzzers, $minutes minutes each"
  cmake --preset fuzz -DKELPIE_TESTS=ON >/dev/null
  mkdir -p build/fuzz/findings
  for source in tests/fuzz/*.cpp; do
    name=kelpie_$(basename "$source" .cpp)
    [ -z "$target" ] || [ "$target" = "$name" ] || continue
    cmake --build --preset fuzz --target "$name"
    mkdir -p "build/fuzz/corpus/$name"
    echo "== $name"
    "build/fuzz/$name" -max_total_time=$((minutes * 60)) -timeout=20 -rss_limit_mb=4096 -max_len=65536 -print_final_stats=1 \
      -artifact_prefix="build/fuzz/findings/$name-" "build/fuzz/corpus/$name" 2>&1 | tail -n 12
  done
fi
echo "== Nothing found"
