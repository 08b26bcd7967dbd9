#!/usr/bin/env bash
# Runs 300 detection rules hourly over fourteen days of sign-ins, once looking at each event once and once running every query over its whole window;
# compares the alerts and prints times and memory. The rules are those of bench/rules/make_rules.js and of examples/rules.
#   bench/rules.sh [--rows N] [--folder DIR] [--from TIME]
# With --from (default 2025-03-03) later than that the runs before are left out of both ways.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rows=2000000
folder=build/bench/rules
from=2025-03-03
while [ $# -gt 0 ]; do
  case $1 in
    --rows) rows=$2; shift 2 ;;
    --folder) folder=$2; shift 2 ;;
    --from) from=$2; shift 2 ;;
    *) echo "bench/rules.sh: unknown option '$1'" >&2; exit 2 ;;
  esac
done
case $rows in '' | *[!0-9]*) echo "--rows: '$rows' is not a number" >&2; exit 2 ;; esac

cmake --preset release >/dev/null
cmake --build --preset release --target kelpie kelpie_generate
kelpie=build/release/kelpie
mkdir -p "$folder"
if [ ! -d "$folder/store-$rows" ]; then
  few=$((rows * 15 / 100))
  build/release/kelpie_generate --rows $((rows - few)) --days 14 --out "$folder/signins.ndjson"
  build/release/kelpie_generate --rows "$few" --days 14 --seed 2 --table AADNonInteractiveUserSignInLogs --out "$folder/others.ndjson"
  $kelpie ingest --store "$folder/store-$rows.part" "$folder/signins.ndjson" "$folder/others.ndjson"
  rm "$folder/signins.ndjson" "$folder/others.ndjson"
  mv "$folder/store-$rows.part" "$folder/store-$rows"
fi
rm -rf "$folder/rules"
node bench/rules/make_rules.js "$folder/rules" 286
cp examples/rules/*.yaml "$folder/rules/"

# Seconds of processor time and megabytes at most.
run() {
  local name=$1
  shift
  /usr/bin/time -f '%U %S %M' -o "$folder/$name.time" \
    $kelpie detect --store "$folder/store-$rows" --rules "$folder/rules" --from "$from" --to 2025-03-17 --format json --threads 1 "$@" >"$folder/$name.json"
  awk -v name="$name" '{ printf "%-12s %8.1f s  %6.0f MB\n", name, $1 + $2, $3 / 1024 }' "$folder/$name.time"
}
run incremental
run one-by-one --one-by-one
cmp "$folder/incremental.json" "$folder/one-by-one.json"
echo "$(wc -l <"$folder/incremental.json") alerts, the same both ways"
awk 'NR == FNR { t = $1 + $2; next } { printf "ratio %.1f\n", ($1 + $2) / t }' "$folder/incremental.time" "$folder/one-by-one.time"
