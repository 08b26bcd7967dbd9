#!/usr/bin/env bash
# kelpie test and kelpie replay as a user meets them. KELPIE is the command to test.
set -uo pipefail
kelpie=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
examples=$here/../../examples
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failures=0 checks=0
# shellcheck source=tests/integration/expect.sh
. "$here/expect.sh"

cp -r "$here/../golden/rules/testing/suite" suite
expect "the examples pass, each rule with both kinds of tests" 0 '14 rules: all passed' - "$kelpie" test "$examples/rules" --both --minimum-tests 2
expect "a suite with failures" 1 'FAILED .*the trigger is not reached' - "$kelpie" test suite
expect "what the nearest alert lacks" 1 'severity: expected "High", found "Medium"' '*' "$kelpie" test suite
expect "only failures" 1 '^  FAILED' '*' "$kelpie" test suite --failures-only
expect "a rule file brings its tests" 0 'passes' - "$kelpie" test suite/spray.yaml --name passes
expect "a test file brings its rule" 0 '1 test of 1 rule: passed' - "$kelpie" test suite/spray.test.yaml --name passes
expect "rules that are meant" 0 'A hunting query' '*' "$kelpie" test suite/hunt.yaml --filter hunting --name counts
expect "too few tests" 1 'untested.yaml: It has 0 of 1 tests' - "$kelpie" test suite/untested.yaml suite/spray.test.yaml --name passes --minimum-tests 1
expect "a test that is not there" 2 '*' 'none of the .* tests is meant' "$kelpie" test suite/spray.yaml --name nowhere
expect "no test at all" 2 '*' 'there are no tests' "$kelpie" test suite/untested.yaml
expect "no test, and that is all right" 0 'no test was run' - "$kelpie" test suite/untested.yaml --allow-none
expect "nothing to test" 2 - "no file or folder 'nowhere'" "$kelpie" test nowhere
expect "a format that is none" 2 - 'text, json, junit and github' "$kelpie" test suite --format xml
expect "annotations" 1 '^::error file=suite/spray.test.yaml,line=[0-9]+,title=' '*' "$kelpie" test suite --format github
expect "JSON" 1 '"status":"failed"' '*' "$kelpie" test suite --format json
expect "JUnit into a file" 1 - 'tests of .* rules' "$kelpie" test suite --format junit --output report.xml
expect "which is XML" 0 'kelpie' - python3 -c 'import xml.etree.ElementTree as x; print(x.parse("report.xml").getroot().get("name"))'
expect "a file that cannot be written" 2 - "'no/where.xml' cannot be written" "$kelpie" test suite/spray.yaml --name passes --format junit --output no/where.xml
printf 'tests:\n  - name: typo\n    expect: no alerts\n    events: {SigninLogs: {UserPrincipleName: a}}\n' >suite/untested.test.yaml
expect "a typo in a test" 2 "did you mean 'UserPrincipalName'" '*' "$kelpie" test suite/untested.yaml
rm suite/untested.test.yaml
mkdir lists external
printf 'ann@contoso.com\n' >lists/vip.csv
cat >external/vip.yaml <<'END'
id: 11111111-2222-3333-4444-555555555555
name: A watched account signs in
kind: NRT
severity: Low
version: 1.0.0
query: SigninLogs | where UserPrincipalName in ((externaldata(User:string)["vip.csv"]))
END
printf 'tests:\n  - name: she does\n    events: {SigninLogs: {UserPrincipalName: ann@contoso.com}}\n    expect: alerts\n' >external/vip.test.yaml
expect "a rule that reads a file" 0 'passed' - "$kelpie" test external --external lists
expect "which it may not" 1 'KB900' - "$kelpie" test external
expect "in a folder that is not there" 2 - "there is no folder" "$kelpie" test external --external nowhere
"$kelpie" test suite --jobs 1 >one 2>/dev/null
"$kelpie" test suite --jobs 4 >four 2>/dev/null
expect "threads change nothing" 0 - - cmp one four

# Again when a file changes, until the signal comes.
"$kelpie" test suite/spray.test.yaml --name passes --watch >watched 2>watched.err </dev/null &
watcher=$!
for _ in $(seq 100); do grep -q waiting watched.err && break; sleep 0.1; done
sed -i 's/name: passes/name: passes again/' suite/spray.test.yaml
for _ in $(seq 100); do grep -q 'passes again' watched && break; sleep 0.1; done
kill -INT "$watcher"
wait "$watcher"
expect "Ctrl-C ends it" 0 - - test $? -eq 130
expect "a change is seen" 0 'passes again' - cat watched

events=$examples/events/password-spray/raises
expect "a rule over past events" 0 '1 with alerts: [0-9]+ alert' - "$kelpie" replay "$examples/rules/password-spray.yaml" --data "$events"
expect "who returns" 0 'IP 203.0.113.7' - "$kelpie" replay "$examples/rules/password-spray.yaml" --data "$events"
expect "what if" 0 'rows > 5000' - "$kelpie" replay "$examples/rules/password-spray.yaml" --data "$events" --threshold 5000
expect "another frequency" 0 'every 15m over 30m' - "$kelpie" replay "$examples/rules/password-spray.yaml" --data "$events" --frequency 15m --period 30m
expect "the last runs" 0 '3 earlier runs left out|earlier run' - "$kelpie" replay "$examples/rules/password-spray.yaml" --data "$events" --from 2026-03-02T06:00:00Z --to 2026-03-02T12:00:00Z --windows 3
expect "as CSV" 0 '^from,to,rows,alerts,suppressed,failed$' - "$kelpie" replay "$examples/rules/password-spray.yaml" --data "$events" --format csv
expect "as JSON" 0 '"runsWithAlerts":1' - "$kelpie" replay "$examples/rules/password-spray.yaml" --data "$events" --format json
expect "no events" 2 - 'give --data or --store' "$kelpie" replay "$examples/rules/password-spray.yaml"
expect "a folder of rules" 2 - 'replay takes one' "$kelpie" replay "$examples/rules" --data "$events"
expect "an NRT rule has no schedule to change" 2 - 'NRT rule' "$kelpie" replay "$examples/rules/privileged-role-assigned.yaml" --data "$events" --frequency 1h
expect "a frequency that is none" 2 - 'no length of time' "$kelpie" replay "$examples/rules/password-spray.yaml" --data "$events" --frequency often

printf '%s checks, %s failed\n' "$checks" "$failures"
[ "$failures" -eq 0 ]
