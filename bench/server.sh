#!/usr/bin/env bash
# Small queries a second over a million sign-ins beside events that come in: wrk on loopback against `kelpie serve`, with a query that runs away in the middle.
# bench/server.sh [--seconds N] [--connections N] [--events N] [--rate EVENTS_A_SECOND]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source .ci/packages.sh
seconds=20 connections=32 events=1000000 rate=20000
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=$2 ;;
    --connections) connections=$2 ;;
    --events) events=$2 ;;
    --rate) rate=$2 ;;
    *) echo "bench/server.sh [--seconds N] [--connections N] [--events N] [--rate N]" >&2; exit 2 ;;
  esac
  shift 2
done
install_packages wrk curl
cmake --preset release >/dev/null
cmake --build --preset release --target kelpie kelpie_generate >/dev/null
kelpie=build/release/kelpie
folder=${KELPIE_BENCH_FOLDER:-$(mktemp -d)}
server=
clean() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  [ -n "${KELPIE_BENCH_FOLDER:-}" ] || rm -rf "$folder"
}
trap clean EXIT
mkdir -p "$folder"
if [ ! -d "$folder/store" ]; then
  echo "== $events sign-ins into a store"
  build/release/kelpie_generate --rows "$events" --seed 7 --out "$folder/events.ndjson" 2>/dev/null
  "$kelpie" ingest --store "$folder/store" "$folder/events.ndjson" 2>/dev/null
  rm "$folder/events.ndjson"
fi
cat >"$folder/kelpie.yaml" <<YAML
store: $folder/store
listen:
  - address: 127.0.0.1:18099
admin_queries: {seconds: 10, memory_megabytes: 256}
YAML
"$kelpie" serve --config "$folder/kelpie.yaml" 2>"$folder/log" &
server=$!
for _ in $(seq 100); do grep -q ': ready' "$folder/log" && break; sleep 0.1; done
grep -q ': ready' "$folder/log" || { cat "$folder/log" >&2; exit 1; }
ask() { wrk --threads 1 --connections "$connections" --duration "$1s" --script bench/server/queries.lua http://127.0.0.1:18099 | grep 'queries/s'; }
echo "== warming up"
ask 3
echo "== queries alone"
ask "$seconds"
echo "== queries beside $rate events a second"
python3 bench/server/send.py --port 18099 --rate "$rate" --seconds $((seconds + 1)) &
sender=$!
ask "$seconds"
wait "$sender"
echo "== queries beside one that runs away"
(
  sleep 1
  curl -s -o "$folder/runaway" -w 'the one that runs away: HTTP %{http_code} after %{time_total} s\n' http://127.0.0.1:18099/v2/rest/query \
    -H 'Content-Type: application/json' -d '{"db":"Kelpie","csl":"SigninLogs | join kind=inner (SigninLogs) on ResultType | summarize dcount(CorrelationId) by UserPrincipalName"}'
  grep -o '"@message":"[^"]*"' "$folder/runaway" | head -1 || true
) &
runaway=$!
ask "$seconds"
wait "$runaway"
echo "server: $(grep -E 'VmHWM' "/proc/$server/status" | tr -s ' \t' ' ')"
