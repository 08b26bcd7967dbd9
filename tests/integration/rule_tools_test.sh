#!/usr/bin/env bash
# fmt of rules, diff, lock and coverage from outside: exit codes, what is written where, and bad input.
#   rule_tools_test.sh PATH_OF_KELPIE
set -uo pipefail
kelpie=$1
examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../examples" && pwd)
source "$(dirname "${BASH_SOURCE[0]}")/expect.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
checks=0

rule() { # NUMBER VERSION THRESHOLD
  printf 'id: 11111111-2222-3333-4444-55555555555%s\nname: Rule %s\nseverity: Medium\nqueryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\n' "$1" "$1"
  printf 'tactics:\n  - CredentialAccess\nrelevantTechniques:\n  - T1110\nquery: |\n  SigninLogs\n  | summarize Failed = count() by IPAddress\n  | where Failed > %s\nversion: %s\nkind: Scheduled\n' "$3" "$2"
}
same() { # NAME FILE FILE
  checks=$((checks + 1))
  cmp -s "$2" "$3" && return
  failures=$((failures + 1))
  printf 'FAILED %s: %s and %s differ\n' "$1" "$2" "$3"
}

# fmt
mkdir rules
rule 1 1.0.0 5 >rules/one.yaml
printf 'name: "Two"   \nquery: "SigninLogs|count"\nid: 11111111-2222-3333-4444-555555555552\n\n\n' >rules/two.yml
printf 'on: push\njobs: {}\n' >rules/workflow.yaml
printf 'SigninLogs|count' >rules/hunt.kql
printf 'id: eleven\nname: X\nquery: SigninLogs\n' >wrong.yaml
printf 'id: 11111111-2222-3333-4444-555555555553\nname: X\nquery: |\n  SigninLogs | where (\n' >wrong_query.yaml
printf 'a: [1\n' >no_yaml.yaml
head -c 2000000 /dev/zero | tr '\0' 'a' >large.yaml
printf 'tests: []\n' >rules/one.test.yaml
cp -r rules before
expect "a formatted rule is well" 0 - - "$kelpie" fmt --check rules/one.yaml
expect "a rule is printed formatted" 0 '^name: Two$' - "$kelpie" fmt rules/two.yml
expect "check says which file is not formatted" 1 - '^rules/two.yml: not formatted; kelpie fmt --write rules/two.yml mends it$' "$kelpie" fmt --check rules
expect "check tells of YAML that is no rule" 1 - '^rules/workflow.yaml: left as it is: no rule$' "$kelpie" fmt --check rules
expect "tests of rules in a folder are passed over" 1 - - bash -c "'$kelpie' fmt --check rules 2>&1 | grep one.test.yaml"
same "check changes nothing" rules/two.yml before/two.yml
expect "a folder's queries and rules are formatted" 0 - '^rules/two.yml: formatted$' "$kelpie" fmt --write rules
expect "then all is formatted" 0 - 'left as it is' "$kelpie" fmt --check rules
same "other YAML stays" rules/workflow.yaml before/workflow.yaml
cp wrong.yaml wrong.copy
expect "a rule with errors is told" 1 - 'wrong.yaml:1:5: error KR008' "$kelpie" fmt --write wrong.yaml
same "a rule with errors stays" wrong.yaml wrong.copy
expect "an error in the query is told in the file" 1 - 'wrong_query.yaml:4:22: error' "$kelpie" fmt --write wrong_query.yaml
expect "no YAML is told" 1 - 'KR002' "$kelpie" fmt no_yaml.yaml
expect "a file that is too large is told" 1 - 'KR001' "$kelpie" fmt large.yaml
expect "standard input may be a rule" 0 '^query: \|$' - bash -c "'$kelpie' fmt --rule <before/two.yml"

# diff
mkdir old new
rule 1 1.0.0 5 >old/one.yaml
rule 2 1.0.0 5 >old/two.yaml
rule 1 1.0.1 9 >new/one.yaml
rule 3 1.0.0 5 >new/three.yaml
expect "a set is as itself" 0 '^0 added, 0 removed, 0 changed, 2 unchanged$' - "$kelpie" diff old old
expect "the query's lines are shown" 0 '^    \+ \| where Failed > 9$' - "$kelpie" diff old new
expect "the version that is due is told" 0 'version: 1.0.0 -> 1.0.1; this is a minor change: at least 1.1.0 is due' - "$kelpie" diff old new
expect "the set's change is summed up" 0 '1 removed, 1 changed, 0 unchanged: a major change|0 removed' - "$kelpie" diff old new
expect "a bump may be required" 1 'changed Rule 1' '1 rule needs a higher version' "$kelpie" diff --require-bump old new
rule 1 1.1.0 9 >new/one.yaml
expect "a sufficient bump is well" 0 '\(minor change\)' - "$kelpie" diff --require-bump old new
expect "files are compared as folders are" 0 'where Failed > 9' - "$kelpie" diff old/one.yaml new/one.yaml
expect "a difference is JSON, too" 0 '^\{"rules":\[\{"change":"' - "$kelpie" diff --format json old new
expect "rules with errors are not compared" 1 - 'rules with errors cannot be compared' "$kelpie" diff old wrong.yaml
expect "a folder that is not there is wrong usage" 2 - "no file or folder 'gone'" "$kelpie" diff old gone
expect "a format that is none is wrong usage" 2 - "not 'xml'" "$kelpie" diff --format xml old new
expect "one path is too few" 2 - 'new' "$kelpie" diff old

# lock
mkdir locked
rule 1 1.0.0 5 >locked/one.yaml
rule 2 1.0.0 5 >locked/two.yaml
expect "without a lock file there is nothing to check" 2 - 'kelpie lock --update makes one' "$kelpie" lock locked
expect "a lock file is made" 0 '^New:$' 'written: 2 rules' "$kelpie" lock locked --update
cp kelpie.lock first.lock
expect "rules are as locked" 0 - '2 rules are as locked' "$kelpie" lock locked --check --strict
expect "an update without a change writes nothing" 0 - 'up to date' "$kelpie" lock locked --update
same "a lock file is the same each time" kelpie.lock first.lock
rule 1 1.0.0 9 >locked/one.yaml
expect "a changed query needs a version" 1 'The query changed, the version did not:' '1 rule needs a higher version' "$kelpie" lock locked
expect "it is not locked without one" 1 'Rule 1 \(locked/one.yaml\)' 'nothing was written' "$kelpie" lock locked --update
same "the refused update left the file" kelpie.lock first.lock
rule 1 1.1.0 9 >locked/one.yaml
expect "with one it is news" 0 '1.0.0 -> 1.1.0  Rule 1' 'is not up to date' "$kelpie" lock locked --check
expect "news fail a strict check" 1 '*' 'is not up to date' "$kelpie" lock locked --check --strict
expect "news are locked" 0 'Changed, with a new version' 'written' "$kelpie" lock locked --update
rule 1 1.0.0 9 >locked/one.yaml
expect "a version does not fall" 1 'The version fell:' 'nothing was written' "$kelpie" lock locked --update
expect "unless it is forced" 0 '1.1.0 -> 1.0.0' 'written' "$kelpie" lock locked --update --force
rm locked/two.yaml
rule 3 1.0.0 5 >locked/three.yaml
expect "new and gone rules are told" 0 '^Gone:$' '*' "$kelpie" lock locked
sed -i '3s/ 1.0.0 .*/ 1.0.0/' kelpie.lock
cp kelpie.lock damaged.lock
expect "damage is told with its line" 1 - 'kelpie.lock:3: .* has 2 words; a rule' "$kelpie" lock locked
expect "a damaged file is not written over" 1 - 'is damaged, so nothing was written' "$kelpie" lock locked --update
same "it is as it was" kelpie.lock damaged.lock
expect "unless it is forced, too" 0 '*' 'written: 2 rules' "$kelpie" lock locked --update --force
cp wrong.yaml locked
expect "with an error nothing is written" 1 - 'there are rules with errors, so nothing was written' "$kelpie" lock locked --update
rm locked/wrong.yaml
expect "another file may be the lock" 0 '*' "'other.lock' written" "$kelpie" lock locked --update --file other.lock
expect "a file that cannot be written is told" 2 '*' 'cannot be written' "$kelpie" lock locked --update --file nowhere/other.lock
expect "check and update exclude each other" 2 - 'exclude each other' "$kelpie" lock locked --check --update

# coverage
expect "techniques are counted" 0 '^CredentialAccess +T1110 Brute Force +2 +2 +0 +Medium 2' - "$kelpie" coverage old
expect "tactics without rules are named" 0 'tactics without any: Reconnaissance, ' - "$kelpie" coverage old
expect "a layer is JSON" 0 '^\{"name":"Detection coverage","versions":\{"navigator":"4.9.0","layer":"4.5"\}' - "$kelpie" coverage old --format navigator
expect "coverage is JSON" 0 '"tacticsWithoutRules":\["Reconnaissance"' - "$kelpie" coverage old --format json
expect "coverage is Markdown" 0 '^\| CredentialAccess \| T1110 Brute Force \| 2 \| 2 \| 0 \| Medium 2 \|$' - "$kelpie" coverage old --format markdown
expect "a rule with errors is told and left out" 1 'CredentialAccess' 'KR008' "$kelpie" coverage old wrong.yaml
expect "the examples are covered" 0 'T1078.004' - "$kelpie" coverage "$examples/rules"
expect "coverage has four formats" 2 - "not 'csv'" "$kelpie" coverage old --format csv

printf '%s checks, %s failed\n' "$checks" "$failures"
[ "$failures" -eq 0 ]
