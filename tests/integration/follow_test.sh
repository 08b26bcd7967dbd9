#!/usr/bin/env bash
# `kelpie detect --follow` and what shows its state, from outside: wrong usage, draining, reading rules again, incidents.
#   follow_test.sh PATH_OF_KELPIE
set -uo pipefail
kelpie=$1
examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../examples" && pwd)
source "$(dirname "${BASH_SOURCE[0]}")/expect.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
checks=0

mkdir rules
cp "$examples/rules/password-spray.yaml" "$examples/rules/impossible-travel.yaml" rules/
"$kelpie" ingest --store s "$examples/events/password-spray" "$examples/events/impossible-travel" 2>/dev/null
follow=("$kelpie" detect --rules rules --store s --follow)

expect "a state is wanted" 2 - '--follow needs --state FILE' "${follow[@]}"
expect "a store is wanted" 2 - '--follow needs --store' "$kelpie" detect --rules rules --follow --state r.db
expect "no length of time to keep alerts for" 2 - "--keep: 'ever' is no length of time" "${follow[@]}" --state r.db --keep ever
expect "a sink that is none" 2 - "did you mean 'syslog.tls'" "${follow[@]}" --state r.db --sink syslog+tsl://x:1
expect "a sink twice" 2 - "'file:.*a.jsonl' is there twice" "${follow[@]}" --state r.db --sink file:a.jsonl --sink file:a.jsonl
expect "a clock that is none" 2 - "'sun' is neither wall nor events" "${follow[@]}" --state r.db --clock sun
expect "options of following alone" 2 - 'go with --follow' "$kelpie" detect --rules rules --store s --drain
expect "and how long alerts are kept" 2 - 'go with --follow' "$kelpie" detect --rules rules --store s --keep 30d
expect "a store that is not there" 1 - 'there is no store here' "$kelpie" detect --rules rules --store nowhere --follow --state r.db
echo 'this is a text and no database, however long it may be' >text.db
expect "a state that is none" 1 - 'text.db: file is not a database' "${follow[@]}" --state text.db
expect "a folder that is not there" 1 - 'nowhere/r.db: unable to open' "${follow[@]}" --state nowhere/r.db

# Rules that others could change are not run for long.
chmod o+w rules/password-spray.yaml
expect "a rule that anyone may write" 2 - "password-spray.yaml' [(]mode 0646, of user [0-9]+[)] may be written by anyone.*chmod o-w '.*Or say --trust-others" "${follow[@]}" --state t.db
expect "is run on request" 0 '"title":"Password spray' '2 rules run' "${follow[@]}" --state t.db --clock events --delay 0 --drain --trust-others
expect "and once over the past" 0 '"title":"Password spray' '*' "$kelpie" detect --rules rules --store s --format json
expect "trust goes with following" 2 - '--trust-others and --drain go with --follow' "$kelpie" detect --rules rules --store s --trust-others
chmod o-w rules/password-spray.yaml
mkdir open
echo >open/f.kql
chmod 777 open
expect "functions in a folder for anyone" 2 - "--functions: '.*open' .mode 0777" "${follow[@]}" --state t.db --functions open/f.kql
expect "schemas in a folder for anyone" 2 - "--schemas: '.*open' .mode 0777" "${follow[@]}" --state t.db --schemas open

"$kelpie" detect --rules rules --store s --format json 2>/dev/null | sed 's/.*"id":"\([0-9a-f]*\)","title.*/\1/' | sort >expected
expect "alerts of the past" 0 '"title":"Password spray' '^kelpie: 2 rules run$' "${follow[@]}" --state r.db --clock events --delay 0 --drain
"$kelpie" alerts list --state r.db --format json | sed 's/.*"id":"\([0-9a-f]*\)","title.*/\1/' | sort >found
expect "are those of detect over the past" 0 - - diff expected found
expect "once" 0 - '^kelpie: 2 rules run$' "${follow[@]}" --state r.db --clock events --delay 0 --drain
expect "nobody else reads the state" 0 '^600$' - stat -c %a r.db

expect "how rules are doing" 0 '"Rule":"One address tries passwords on many accounts".*"State":"well"' - "$kelpie" alerts rules --state r.db
expect "incidents" 0 '"Severity":"High","Status":"open","Alerts":1' - "$kelpie" alerts incidents --state r.db
incident=$("$kelpie" alerts incidents --state r.db | sed -n '1s/.*"Incident":"\([0-9a-f]*\)".*/\1/p')
expect "an incident is closed" 0 - - "$kelpie" alerts close --state r.db "$incident"
expect "and is" 0 '"Status":"closed".*'"$incident" - "$kelpie" alerts incidents --state r.db
expect "an incident that is none" 1 - "there is no incident 'x'" "$kelpie" alerts close --state r.db x
expect "a state that is not there" 2 - "there is no file 'nowhere.db'" "$kelpie" alerts rules --state nowhere.db

# Nobody listens: alerts wait, and go out at the next start.
expect "alerts wait for a sink that is away" 1 - 'alerts? waits? in w.db for the next start' "${follow[@]}" --state w.db --clock events --delay 0 --drain --sink syslog+tcp://127.0.0.1:9
expect "and are told of" 0 '"Sink":"syslog.tcp://127.0.0.1:9","Waiting":[1-9]' - "$kelpie" alerts outbox --state w.db

# Rules are read again at SIGHUP; what is wrong leaves those that run alone.
"${follow[@]}" --state h.db --clock events --sink file:h.jsonl 2>log &
process=$!
said=(bash -c 'for _ in $(seq 100); do [ "$(grep -c "$0" log)" -ge "$1" ] && exit 0; sleep 0.1; done; cat log; exit 1')
expect "rules run" 0 - - "${said[@]}" 'rules run' 1
sed -i 's/SigninLogs/SigninLog/' rules/password-spray.yaml
kill -HUP $process
expect "rules that do not bind" 0 - - "${said[@]}" 'the rules that run go on' 1
expect "are told with their place" 0 'password-spray.yaml:[0-9]+:[0-9]+: error KS142' - cat log
cp "$examples/rules/password-spray.yaml" rules/
kill -HUP $process
expect "rules that bind again" 0 - - "${said[@]}" 'rules run' 2
chmod o+w rules
kill -HUP $process
expect "rules that others could change" 0 - - "${said[@]}" 'the rules were not read again; those that run go on' 1
chmod o-w rules
kill -TERM $process
wait $process
ended=$?
expect "SIGTERM ends it well" 0 '^0$' - echo $ended

echo "$checks checks, $failures failed"
[ "$failures" -eq 0 ]
