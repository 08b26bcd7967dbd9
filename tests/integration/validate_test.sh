#!/usr/bin/env bash
# `kelpie validate` from outside: exit codes, formats, baseline, suppressions, configuration, wrong usage; the example repository.
#   validate_test.sh PATH_OF_KELPIE
set -uo pipefail
kelpie=$1
examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../examples" && pwd)
source "$(dirname "${BASH_SOURCE[0]}")/expect.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
checks=0

rule() { # number query [more lines]: the query goes on to bound its time, without which every hunting query has a note
  printf 'id: 11111111-2222-3333-4444-5555555500%02d\nname: Hunt %s\nquery: |\n  %s\n  | where TimeGenerated > ago(7d)\n' "$1" "$1" "$2"
  shift 2
  [ $# -eq 0 ] || printf '%s\n' "$@"
}
mkdir -p rules/drafts rules/.hidden empty
rule 1 'SigninLogs | where UserId == "x"' >rules/sound.yaml
rule 2 'SigninLogs | where Usr == "x"' >rules/wrong.yaml
rule 3 'SigninLogs' 'owner: ann' >rules/warned.yaml
rule 4 'SigninLogs | nonsense' >rules/drafts/draft.yaml
rule 5 'SigninLogs | nonsense' >rules/.hidden/hidden.yaml
printf 'tests: []\n' >rules/sound.test.yaml

expect "sound rules" 0 '^0 errors, 0 warnings, 0 notes in 1 file with 1 rule$' - "$kelpie" validate rules/sound.yaml
expect "an error fails" 1 '^rules/wrong.yaml:4:22: error KS142' - "$kelpie" validate rules
expect "the way to the place is told" 1 '^  at: query, line 1$' - "$kelpie" validate rules
expect "hidden folders and tests are no rules" 1 'in 4 files with 4 rules$' - "$kelpie" validate rules
expect "a warning does not fail" 0 'warning KR004' - "$kelpie" validate rules/warned.yaml
expect "unless it is said" 1 'warning KR004' - "$kelpie" validate --fail-on warning rules/warned.yaml
expect "what is not shown is counted" 1 '^0 errors, 0 warnings, 0 notes in 1 file with 1 rule; 1 below --severity error$' - "$kelpie" validate --fail-on warning --severity error rules/warned.yaml
expect "a rule on standard input" 1 '^standard input:1:1: error KR006' - bash -c "echo 'name: x' | '$kelpie' validate -"
cat rules/sound.yaml <(echo ---) rules/sound.yaml >twice.yaml
expect "two rules of one id on standard input" 1 '^standard input:7:1: error KR010: .* at standard input:1, too' - bash -c "'$kelpie' validate - <twice.yaml"
expect "and in a file" 1 '^twice.yaml:7:1: error KR010: .* at twice.yaml:1, too' - "$kelpie" validate twice.yaml
expect "a file that is not there" 3 'nowhere.yaml:1:1: error KR001: The file cannot be read' - "$kelpie" validate nowhere.yaml rules/sound.yaml
expect "no rule files" 2 - 'there is no .yaml or .yml file' "$kelpie" validate empty
expect "no path" 2 - 'required' "$kelpie" validate
expect "a format that is none" 2 - "did you mean 'sarif'" "$kelpie" validate --format sarf rules
expect "a severity that is none" 2 - "did you mean 'warning'" "$kelpie" validate --fail-on warnin rules
expect "an address that is none" 2 - 'no absolute address' "$kelpie" validate --help-uri docs rules
expect "output that cannot be written" 2 - "'nowhere/x' cannot be written" "$kelpie" validate --output nowhere/x rules
expect "output to a file" 1 - - "$kelpie" validate --format json --output out.json rules
expect "and it is there" 0 '"version": 1' - cat out.json

expect "annotations" 1 '^::error file=rules/wrong.yaml,line=4,col=22,endLine=4,endColumn=25,title=KS142 in Hunt 2::' - "$kelpie" validate --format github rules
expect "sarif" 1 '"version": "2.1.0"' - "$kelpie" validate --format sarif rules
"$kelpie" validate --format junit rules >findings.xml
if command -v xmllint >/dev/null; then
  expect "junit is XML" 0 - - xmllint --noout findings.xml
  expect "junit has a case a rule" 0 '^4$' - xmllint --xpath 'count(//testcase)' findings.xml
  expect "junit has a failure for every rule with an error" 0 '^2$' - xmllint --xpath 'count(//failure)' findings.xml
elif command -v python3 >/dev/null; then
  expect "junit is XML with a case a rule" 0 '^4$' - python3 -c 'import xml.dom.minidom as x; print(len(x.parse("findings.xml").getElementsByTagName("testcase")))'
else
  echo "skipped: neither xmllint nor python3 is here to read the XML"
fi

expect "a baseline is made" 0 - '^3 findings are in base.json$' "$kelpie" validate --write-baseline base.json rules
expect "what is in it is not told" 0 '^0 errors, 0 warnings, 0 notes in 4 files with 4 rules; 3 in the baseline$' - "$kelpie" validate --baseline base.json --fail-on note rules
{ echo '# moved'; cat rules/wrong.yaml; } >moved && mv moved rules/wrong.yaml
expect "also when lines move" 0 '3 in the baseline$' - "$kelpie" validate --baseline base.json --fail-on note rules
rule 2 'SigninLogs | where Other == "x"' >rules/wrong.yaml
expect "a new finding is told, an old one can go" 1 '^1 entry of base.json can go' - "$kelpie" validate --baseline base.json rules
expect "entries of other files are left alone" 0 '^0 errors, 0 warnings, 0 notes in 1 file with 1 rule$' - "$kelpie" validate --baseline base.json rules/sound.yaml
echo '{' >broken.json
expect "a file that is no baseline" 2 - 'is no baseline' "$kelpie" validate --baseline broken.json rules
expect "a baseline that is not there" 2 - '--write-baseline nowhere.json makes it' "$kelpie" validate --baseline nowhere.json rules

sed -i 's/owner: ann/owner: ann # kelpie: ignore KR004 -- ours/' rules/warned.yaml
expect "a comment suppresses" 0 '; 1 suppressed$' - "$kelpie" validate --fail-on note rules/warned.yaml
expect "the reason is in JSON" 0 '"reason": "ours"' - "$kelpie" validate --format json rules/warned.yaml
rule 6 'SigninLogs' '# kelpie: ignore KR004' >rules/idle.yaml
expect "a comment without effect is told" 0 'warning KV001' - "$kelpie" validate rules/idle.yaml

printf 'exclude: [drafts]\nseverities:\n  KS142: warning\n' >.kelpie.yaml
expect "the configuration is found" 0 'warning KS142' - "$kelpie" validate rules
mkdir -p deep/er
expect "also from below" 0 'warning KS142' - bash -c "cd deep/er && '$kelpie' validate ../../rules"
printf 'severitys:\n  KS142: warning\n' >other.yaml
expect "a configuration with a mistake" 2 - "^  hint: did you mean 'severities'" "$kelpie" validate --config other.yaml rules
expect "a configuration that is not there" 2 - 'nowhere.yaml:1:1: error KR001' "$kelpie" validate --config nowhere.yaml rules
printf 'exclude: ["**"]\n' >all.yaml
expect "a configuration that leaves nothing" 2 - 'there is no .yaml' "$kelpie" validate --config all.yaml rules
rm .kelpie.yaml

expect "the example repository" 0 '^0 errors, 0 warnings, 0 notes in 1 file with 1 rule$' - bash -c "cd '$examples/ci/repository' && '$kelpie' validate --fail-on note rules"
expect "the example rules" 0 '^0 errors, 0 warnings, ' - "$kelpie" validate --fail-on warning "$examples/rules"

mkdir many
awk -v folder=many '{ text = text $0 "\n" } END { for (i = 1; i <= 1000; ++i) { file = folder "/" i ".yaml"; one = text; sub(/id: [0-9a-f-]+/, sprintf("id: 00000000-0000-4000-8000-%012d", i), one); printf "%s", one >file; close(file) } }' \
  "$examples/rules/legacy-authentication.yaml"
# Two seconds are promised for a machine with nothing else to do: processor time says it on a busy one, too. Builds with sanitizers take longer.
TIMEFORMAT='%U %S'
{ time expect "a thousand rules" 0 'in 1000 files with 1000 rules' - "$kelpie" validate many; } 2>times
echo "a thousand rules: $(cat times) s of user and system"

printf '%s checks, %s failed\n' "$checks" "$failures"
[ "$failures" -eq 0 ]
