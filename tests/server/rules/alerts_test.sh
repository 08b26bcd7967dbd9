#!/usr/bin/env bash
# Works on alerts and incidents of a running server as an analyst does: curl, two people, a stream that is cut, a rule that is broken, a server that is started again.
#   KELPIE=build/release/kelpie tests/server/rules/alerts_test.sh
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
kelpie=$(realpath "${KELPIE:-$top/build/release/kelpie}")
. "$top/tests/server/running_server.sh"

fail() {
  echo "FAILED: $*" >&2
  sed 's/^/  server: /' "$folder/log" >&2 || true
  exit 1
}
# member FILE EXPRESSION : what a Python expression over the document d says.
member() { python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"; }
# same WHAT FOUND EXPECTED
same() { [ "$2" = "$3" ] || fail "$1: $2, not $3"; }

mkdir -m 700 "$folder/rules"
cp "$top"/tests/concurrency/rules/*.yaml "$folder/rules"
chmod 600 "$folder"/rules/*
new_token() { # NAME ROLE : the token; its lines go to the configuration
  "$kelpie" token "$1" --role "$2" >"$folder/token" 2>/dev/null
  grep -o 'kelpie_[A-Za-z0-9_-]*' "$folder/token" | head -n 1
}
hash_of() { printf %s "$1" | sha256sum | cut -d' ' -f1; }
ann=$(new_token ann rules) bob=$(new_token bob rules) shipper=$(new_token shipper ingest) scraper=$(new_token scraper metrics)
port=$((20000 + RANDOM % 12000))
{
  echo "store: $folder/store"
  echo "rules: [$folder/rules]"
  echo "delay: 1s"
  echo "listen: [{address: '127.0.0.1:$port'}]"
  echo "tokens:"
  for one in "ann $ann rules" "bob $bob rules" "shipper $shipper ingest" "scraper $scraper metrics"; do
    read -r name token role <<<"$one"
    echo "  - {name: $name, sha256: $(hash_of "$token"), roles: [$role]}"
  done
} >"$folder/kelpie.yaml"
base=http://127.0.0.1:$port

start() { start_server "$folder/kelpie.yaml" "$base/readyz" || fail "the server is not ready: $(curl -s "$base/readyz")"; }
stop() {
  kill "$server"
  wait "$server" || true
  server=
}
# ask STATUS TOKEN METHOD PATH [curl's arguments] : the answer is in $folder/answer, its fields in $folder/fields.
ask() {
  local status=$1 token=$2 method=$3 path=$4 found
  shift 4
  found=$(curl -s -o "$folder/answer" -D "$folder/fields" -w '%{http_code}' -X "$method" -H "Authorization: Bearer $token" "$@" "$base$path")
  [ "$found" = "$status" ] || fail "$method $path: $found, not $status: $(head -c 500 "$folder/answer")"
}
tag() { sed -n 's/^ETag: *\("[^"]*"\).*/\1/Ip' "$folder/fields"; }
number=0
fail_sign_in() { # ADDRESS
  number=$((number + 1))
  local now
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  printf '{"category":"SignInLogs","time":"%s","resultType":"50126","callerIpAddress":"%s","properties":{"id":"%s-%s","userPrincipalName":"user7@contoso.com","ipAddress":"%s"}}\n' \
    "$now" "$1" "$$" "$number" "$1" >"$folder/event"
  ask 200 "$shipper" POST /v1/ingest --data-binary "@$folder/event"
}
# wait_for COUNT : until so many alerts are there
wait_for() {
  for _ in $(seq 300); do
    ask 200 "$ann" GET "/v1/alerts?rule=5d1f7a0e-3b7e-4c39-9a44-0c8f3f5a9a02"
    [ "$(member "$folder/answer" 'len(d["value"])')" -ge "$1" ] && return
    sleep 0.1
  done
  fail "there are not $1 alerts: $(cat "$folder/answer")"
}

start
ask 401 wrong GET /v1/alerts
ask 403 "$shipper" GET /v1/alerts
ask 403 "$ann" GET /metrics
ask 200 "$ann" GET /v1/rules
same "rules" "$(member "$folder/answer" 'len(d["value"])')" 2

echo "== Alerts are followed while they are raised, and a client that was cut off misses none"
curl -sN -H "Authorization: Bearer $ann" "$base/v1/alerts/stream" >"$folder/stream" 2>/dev/null &
follower=$!
sleep 0.5
fail_sign_in 203.0.113.1
wait_for 1
for _ in $(seq 50); do
  grep -q '^data:' "$folder/stream" && break
  sleep 0.1
done
last=$(sed -n 's/^id: //p' "$folder/stream" | tail -n 1)
[ -n "$last" ] || fail "the stream told nothing: $(cat "$folder/stream")"
kill "$follower"
fail_sign_in 203.0.113.2
fail_sign_in 203.0.113.3
wait_for 3
timeout 3 curl -sN -H "Authorization: Bearer $ann" -H "Last-Event-ID: $last" "$base/v1/alerts/stream" >"$folder/again" 2>/dev/null || true
[ "$(grep -c '^data:' "$folder/again")" -ge 2 ] || fail "the client that came again missed something: $(cat "$folder/again")"
grep -q "^id: $last" "$folder/again" && fail "what was told is told again"

echo "== Two analysts"
ask 200 "$ann" GET "/v1/alerts?limit=1"
alert=$(member "$folder/answer" 'd["value"][0]["id"]')
ask 200 "$ann" GET "/v1/alerts/$alert"
seen=$(tag)
ask 201 "$ann" POST "/v1/alerts/$alert/comments" -H "If-Match: $seen" -d '{"text":"I call the user"}'
ask 412 "$bob" POST "/v1/alerts/$alert/acknowledge" -H "If-Match: $seen"
ask 200 "$bob" POST "/v1/alerts/$alert/acknowledge"
same "who acknowledged" "$(member "$folder/answer" 'd["acknowledgedBy"]')" bob
ask 200 "$ann" GET "/v1/incidents?status=New&limit=1"
incident=$(member "$folder/answer" 'd["value"][0]["id"]')
ask 200 "$ann" POST "/v1/incidents/$incident/acknowledge"
seen=$(tag)
ask 200 "$ann" POST "/v1/incidents/$incident/close" -H "If-Match: $seen" -d '{"classification":"BenignPositive","classificationReason":"SuspiciousButExpected"}'
ask 412 "$bob" PATCH "/v1/incidents/$incident" -H "If-Match: $seen" -d '{"owner":"bob"}'

echo "== A broken rule"
cat >"$folder/rules/broken.yaml" <<'RULE'
id: 5d1f7a0e-3b7e-4c39-9a44-0c8f3f5a9b01
name: A broken rule
severity: Low
kind: NRT
query: SigninLogs | where NoSuchColumn == 1
version: 1.0.0
RULE
ask 422 "$ann" POST /v1/rules/reload
same "reloaded" "$(member "$folder/answer" 'd["reloaded"]')" False
grep -q NoSuchColumn "$folder/answer" || fail "the answer does not say what is wrong"
rm "$folder/rules/broken.yaml"
ask 200 "$ann" POST /v1/rules/reload

echo "== What was done is there after the server was started again"
stop
start
ask 200 "$ann" GET "/v1/alerts/$alert"
same "acknowledged after the start" "$(member "$folder/answer" 'd["acknowledgedBy"]')" bob
same "comments after the start" "$(member "$folder/answer" 'd["commentCount"]')" 1
ask 200 "$ann" GET "/v1/incidents/$incident"
same "status after the start" "$(member "$folder/answer" 'd["status"]')" Closed
"$kelpie" alerts incidents --state "$folder/store.state" --format ndjson | grep -q '"closed"' || fail "the command does not see the closed incident"

echo "== Health and metrics"
curl -fs "$base/healthz" >/dev/null
ask 200 "$scraper" GET /metrics
grep -q '^kelpie_rules{state="running"} 2$' "$folder/answer" || fail "the metrics say: $(cat "$folder/answer")"
if command -v promtool >/dev/null; then promtool check metrics <"$folder/answer" || fail "promtool finds fault with the metrics"; fi
echo "alerts_test: well"
