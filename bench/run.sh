#!/usr/bin/env bash
# Compares Kelpie with DuckDB: builds both sides, makes the sign-ins, asks the questions, prints the times.
#   bench/run.sh [--rows N] [--markdown FILE] [--json FILE] [--only 1,5] [--runs N] [--load-runs N]
#                [--storage file|memory] [--threads N] [--limit RATIO]
#   bench/run.sh --store [--rows N] [--more N] [--markdown FILE] [--ingest-runs N] [--folder DIR]
# With --store: ingestion into a store against DuckDB into a fresh file, the questions over the store against those in memory, and N events more.
# Exit status 0: every question was answered alike and the geometric mean of Kelpie's time over DuckDB's is within the
# limit (0.5).
set -euo pipefail
started_in=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/packages.sh

rows=2000000
passed=()
script=main.js
while [ $# -gt 0 ]; do
  case $1 in
    --rows) rows=$2; shift 2 ;;
    --rows=*) rows=${1#*=}; shift ;;
    --store) script=store.js; shift ;;
    --markdown | --json) passed+=("$1" "$(cd "$started_in" && realpath -m -- "$2")"); shift 2 ;;
    *) passed+=("$1"); shift ;;
  esac
done
case $rows in '' | *[!0-9]*) echo "--rows: '$rows' is not a number" >&2; exit 2 ;; esac

install_packages "${build_packages[@]}"
# A node that came from elsewhere is as good as Debian's.
command -v node >/dev/null && command -v npm >/dev/null || install_packages nodejs npm

echo "== Building (release)"
cmake --preset release >/dev/null
cmake --build --preset release --target kelpie kelpie_generate

echo "== Installing DuckDB for Node"
(cd bench && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-progress; })

# The name holds what the content depends on: the rows asked for and the generator itself.
version=$(cat bench/generate/*.cpp bench/generate/*.hpp bench/generate/tools/*.cpp | sha256sum | cut -c 1-12)
data=build/bench/signins-$rows-$version.ndjson
if [ ! -f "$data" ]; then
  echo "== Generating $rows sign-ins"
  mkdir -p build/bench
  rm -f build/bench/signins-"$rows"-*
  build/release/kelpie_generate --rows "$rows" --out "$data.part"
  mv "$data.part" "$data"
fi

echo "== Asking"
[ "$script" = main.js ] || passed+=(--generate build/release/kelpie_generate)
node "bench/compare/$script" --data "$data" --rows "$rows" --kelpie build/release/kelpie "${passed[@]}"
