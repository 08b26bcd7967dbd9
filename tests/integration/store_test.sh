#!/usr/bin/env bash
# The store from outside: what is acknowledged, read again, refused, locked, dropped, damaged.
#   store_test.sh PATH_OF_KELPIE
set -uo pipefail
kelpie=$1
examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../examples" && pwd)
source "$(dirname "${BASH_SOURCE[0]}")/expect.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
checks=0

sign_in() { # number day
  printf '{"time":"2026-03-%sT08:00:00.0000000Z","category":"SignInLogs","operationName":"Sign-in activity","resultType":"0","properties":{"id":"id-%s","userPrincipalName":"ann@contoso.example","someNewField":%s}}\n' "$2" "$1" "$1"
}

mkdir -p insights/insights-logs-signinlogs
hour=insights/insights-logs-signinlogs/PT1H.json
for i in 1 2 3; do sign_in $i 01; done >$hour
expect "a folder is stored" 0 - '^3 rows stored' "$kelpie" ingest --store s insights
expect "it is queried" 0 '"Count":3' - "$kelpie" query --store s 'SigninLogs | count'
expect "fields without a column are kept" 0 '"n":3' - "$kelpie" query --store s 'SigninLogs | summarize n = max(tolong(AdditionalFields["properties.someNewField"]))'
expect "again, nothing is read" 0 - '^0 rows stored, 1 file read before' "$kelpie" ingest --store s insights
sign_in 4 02 >>$hour
expect "an hour that has grown is read on" 0 - '^1 row stored' "$kelpie" ingest --store s insights
{ sign_in 4 02; sign_in 5 09; } >again.json
expect "a delivery that comes again is left out" 0 - '^1 row stored, 1 left out' "$kelpie" ingest --store s again.json
expect "lines of a stream are acknowledged" 0 '^\{"stored":1,"duplicates":0,"bytes":[0-9]+\}$' '*' bash -c "$(declare -f sign_in); sign_in 6 09 | '$kelpie' ingest --store s --acknowledge -"
gzip -c again.json >again.json.gz
expect "a compressed stream is read" 0 - '^0 rows stored, 2 left out' bash -c "'$kelpie' ingest --store s - <again.json.gz"
printf '[\n%s,\n%s]' "$(sign_in 7 09)" "$(sign_in 8 09)" >list.json
expect "a list on standard input" 0 - '^2 rows stored' bash -c "'$kelpie' ingest --store s - <list.json"
printf 'no event\n%s' "$(sign_in 9 09)" >broken.json
expect "what is refused is told and kept" 1 - 'broken.json:1: refused' "$kelpie" ingest --store s --dead-letters dead.ndjson broken.json
expect "the dead letter has source, reason and record" 0 '"source":"broken.json".*"reason":.*"record":"no event' - cat dead.ndjson
expect "a line that is too long loses itself only" 1 - 'longer than the largest record' bash -c "$(declare -f sign_in); { sign_in 30 01; head -c 70000000 /dev/zero | tr '\\0' 'a'; echo; sign_in 31 01; } | '$kelpie' ingest --store long -"
expect "and what is behind it is stored" 0 '"Count":2' - "$kelpie" query --store long 'SigninLogs | count'
expect "info shows tables" 0 '^SigninLogs +9 rows' - "$kelpie" store info s
expect "info as JSON" 0 '"table":"SigninLogs","rows":9' - "$kelpie" store info s --format json
expect "a sound store" 0 'sound$' - "$kelpie" store verify s
expect "compacting merges" 0 'are 1 of' - "$kelpie" store compact s
expect "every row is there afterwards" 0 '"Count":9' - "$kelpie" query --store s 'SigninLogs | count'
expect "rules run over a store" 0 '*' 'alert' "$kelpie" detect --rules "$examples/rules/password-spray.yaml" --store s
expect "a report over a store" 0 '*' - "$kelpie" report last-sign-ins --store s --now 2026-03-10 --format csv

mkfifo pipe
"$kelpie" ingest --store s - <pipe 2>/dev/null &
writer=$!
exec 3>pipe
sleep 0.3
expect "a second writer is told who writes" 1 - "kelpie ingest, process $writer.*one writer at a time" "$kelpie" ingest --store s again.json
expect "readers do not mind a writer" 0 '"Count":9' - "$kelpie" query --store s 'SigninLogs | count'
expect "info names the writer" 0 "process $writer" - "$kelpie" store info s
exec 3>&-
wait $writer

expect "retention keeps what is young" 0 '^0 segments' - "$kelpie" store retain s --keep 30d --now 2026-03-20
expect "retention drops what is old" 0 '^1 segment with 9 rows' - "$kelpie" store retain s --keep 5d --now 2026-03-20
expect "and it is gone" 0 '"Count":0' - "$kelpie" query --store s 'SigninLogs | count'
expect "an age that is none" 2 - "'soon' is no length of time" "$kelpie" store retain s --keep soon

expect "no store" 1 - 'there is no store here; .kelpie ingest' "$kelpie" query --store nowhere 'print 1'
expect "verify without a store" 1 - 'there is no store' "$kelpie" store verify nowhere
expect "--store and --data" 2 - 'exclude each other' "$kelpie" query --store s --data again.json 'print 1'
expect "a source that is not there" 2 - "no file or folder 'nowhere.json'" "$kelpie" ingest --store s nowhere.json

rm -rf t
for i in 1 2 3; do sign_in $i 01; done >$hour
"$kelpie" ingest --store t insights 2>/dev/null && "$kelpie" store compact t >/dev/null
segment=$(ls t/segments/*.seg)
size=$(stat -c %s "$segment")
for at in 3 $((size / 2)) $((size - 1)); do
  cp "$segment" sound
  printf "\\$(printf '%03o' $(($(od -An -tu1 -j "$at" -N1 "$segment") ^ 1)))" | dd of="$segment" bs=1 seek="$at" conv=notrunc 2>/dev/null
  expect "verify names the damaged file (byte $at)" 1 "$segment: (damaged|was written)" - "$kelpie" store verify t
  expect "a query that meets the damage fails (byte $at)" 1 - "$segment" "$kelpie" query --store t 'SigninLogs | summarize take_any(*), take_any(AdditionalFields), take_any(_IngestionTime) | project strlen(tostring(pack_all()))'
  cp sound "$segment"
done
rm "$segment"
expect "a missing segment is named" 1 "$segment: is missing" - "$kelpie" store verify t

if [ "$(id -u)" -eq 0 ] && mkdir full && mount -t tmpfs -o size=32k tmpfs full 2>/dev/null; then
  for i in $(seq 1 3000); do sign_in "$RANDOM$RANDOM$RANDOM$i" 01; done >many.json
  expect "a full disk stops ingestion with a clear error" 1 - 'No space left on device; make room' "$kelpie" ingest --store full/s many.json
  expect "and leaves a sound store" 0 'sound$' '*' "$kelpie" store verify full/s
  umount full
fi

printf '%s checks, %s failed\n' "$checks" "$failures"
[ "$failures" -eq 0 ]
