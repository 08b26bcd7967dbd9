#!/usr/bin/env bash
# The command from outside: exit codes, what goes to standard output and what to standard error, and bad input of every kind.
#   command_test.sh PATH_OF_KELPIE
set -uo pipefail
kelpie=$1
examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../examples" && pwd)
source "$(dirname "${BASH_SOURCE[0]}")/expect.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
checks=0

envelope() { # user result
  printf '{"time":"2026-03-01T08:00:00.0000000Z","category":"SignInLogs","operationName":"Sign-in activity","tenantId":"7b1c1f0e-0000-4000-8000-000000000001","resultType":"%s","properties":{"id":"%s-%s","createdDateTime":"2026-03-01T08:00:00Z","userPrincipalName":"%s","ipAddress":"192.0.2.7"}}' "$2" "$1" "$2" "$1"
}

{ envelope ann@contoso.example 0; echo; envelope bob@contoso.example 50126; echo; } >good.json
{ envelope ann@contoso.example 0; echo; echo '{"time": oops'; envelope bob@contoso.example 50126; echo; } >broken_line.json
{ envelope ann@contoso.example 0; echo; envelope bob@contoso.example 50126 | head -c 90; } >truncated.json
: >empty.json
head -c 4096 /dev/zero | tr '\0' '\377' >binary.json
printf 'SigninLogs\n| where ResultType != "0"\n| project UserPrincipalName\n' >hunt.kql
printf 'SigninLogs | where Usr == 1 | extend x = strlenn(ResultType)' >wrong.kql
printf 'print "caf\xe9"' >not_utf8.kql
head -c 100000 /dev/zero | tr '\0' '(' >deep.kql
{ printf 'print strlen("'; head -c 7000000 /dev/zero | tr '\0' 'a'; printf '")'; } >long_string.kql
{ printf 'print strlen("'; head -c 10000000 /dev/zero | tr '\0' 'a'; printf '")'; } >too_long.kql
{ printf '{"time":"2026-03-01T08:00:00Z","category":"SignInLogs","properties":{"userAgent":"'; head -c 10000000 /dev/zero | tr '\0' 'a'; printf '"}}\n'; envelope ann@contoso.example 0; } >long_value.json

expect "a query gives rows" 0 '^\{"UserPrincipalName":"bob@contoso.example"\}$' - "$kelpie" query --data good.json -f hunt.kql
expect "several results are named" 0 '^Large$' - "$kelpie" query --format table 'range n from 1 to 9 step 1 | fork Small=(where n < 3) Large=(where n > 7)'
expect "csv has a line of names" 0 '^UserPrincipalName' - "$kelpie" query --data good.json -f hunt.kql --format csv
expect "json holds columns and rows" 0 '"columns":\[\{"name":"UserPrincipalName","type":"string"\}\],"rows":\[\["bob@contoso.example"\]\]' - "$kelpie" query --data good.json -f hunt.kql --format json
expect "a table has no escape sequences in a pipe" 0 '^UserPrincipalName$' - "$kelpie" query --data good.json -f hunt.kql --format table
expect "a table is found by its category" 0 '"Count":2' - "$kelpie" query --data good.json 'SignInLogs | count'
expect "the clock stands where it is told" 0 '2026-02-28T00:00:00.0000000Z' - "$kelpie" query --now 2026-03-01 'print ago(1d)'
expect "parameters have values" 0 '"print_0":5' - "$kelpie" query --parameter n=4 'declare query_parameters(n:long); print n + 1'
expect "terminal codes of a log stay harmless in a table" 0 'red' - "$kelpie" query --format table "print strcat('red', make_string(27), '[31m')"
expect "a batch answers a line each" 0 '"elapsed_ms"' - bash -c "printf '%s\n' '{\"id\":\"1\",\"query\":\"print 1\"}' '{\"id\":\"2\",\"query\":\"print nothing\"}' | '$kelpie' query --batch"
gzip -k good.json
mkdir functions watchlists wrong_functions
printf '// function: Failures(who: string = "")\n// description: Failed sign-ins.\nSigninLogs | where ResultType != "0" and UserPrincipalName has who\n' >functions/failures.kql
printf '// function: Broken()\nSigninLogs | where Usr == 1\n' >wrong_functions/broken.kql
printf 'print 1\n' >wrong_functions/headless.kql
printf 'User,Team\nbob@contoso.example,007\n' >watchlists/Vip.csv
expect "a stored function is called" 0 '"Count":1' - "$kelpie" query --functions functions --data good.json 'Failures("bob") | count'
expect "a stored function is a view" 0 '"Count":1' - "$kelpie" query --functions functions/failures.kql --data good.json 'Failures | count'
expect "a stored function is shown" 0 'Failures\(who: string = ""\)' - "$kelpie" functions --functions functions Failures
expect "stored functions are listed" 0 'Failed sign-ins' - "$kelpie" functions --functions functions
expect "a file that is no database of locations is refused" 2 - 'is no database of locations' "$kelpie" query --maxmind good.json 'print 1'
expect "without a database of locations its function says so" 1 - 'geo_info_from_ip_address\(\) needs' "$kelpie" query --data good.json 'SigninLogs | extend p = geo_info_from_ip_address("203.0.113.1")'
expect "built-in stored functions bind" 0 - - "$kelpie" functions --check
expect "sound stored functions pass the check" 0 - - "$kelpie" functions --check --functions functions
expect "wrong stored functions are told with their place" 1 - 'broken.kql:2:20\): The name .Usr' "$kelpie" functions --check --functions wrong_functions
expect "a file without a function is told" 1 - 'headless.kql:1:1: error KF002' "$kelpie" functions --check --functions wrong_functions
expect "an error in a body is one of the call" 1 - 'query:1:1: error KS142: In the function Broken' "$kelpie" query --functions wrong_functions/broken.kql 'Broken()'
expect "functions that are not there are wrong usage" 2 - 'there is no file or folder' "$kelpie" query --functions nowhere 'print 1'
expect "a watchlist is read as text" 0 '"Team":"007"' - "$kelpie" query --watchlists watchlists --data good.json 'SigninLogs | join kind=inner (_GetWatchlist("Vip")) on $left.UserPrincipalName == $right.SearchKey | project Team'
expect "an unknown watchlist is told" 1 - 'no watchlist .Vips. in watchlists' "$kelpie" query --watchlists watchlists '_GetWatchlist("Vips")'
expect "a check believes a watchlist that is not here" 0 'SearchKey: string' 'warning KB902' "$kelpie" check '_GetWatchlist("Vip")'
expect "a folder of watchlists that is not there is wrong usage" 2 - 'nowhere' "$kelpie" query --watchlists nowhere 'print 1'
mkdir -p lists/deep outside
printf 'User,Team\nbob@contoso.example,007\n' >lists/vip.csv
printf 'a\n"b\n' >lists/open.csv
printf 'x\n' >outside/secret.csv
ln -s ../outside/secret.csv lists/link.csv
expect "an external file is read where it may be" 0 '"Team":"007"' - "$kelpie" query --external lists --data good.json 'SigninLogs | join kind=inner (externaldata(User:string, Team:string)["vip.csv"] with (ignoreFirstRecord=true)) on $left.UserPrincipalName == $right.User | project Team'
expect "an external file is refused without a folder" 1 - 'KB900.*externaldata.*none is' "$kelpie" query 'externaldata(s:string)["lists/vip.csv"]'
expect "an external file outside is refused" 1 - 'does not lie in a folder' "$kelpie" query --external lists 'externaldata(s:string)["../outside/secret.csv"]'
expect "a link that leads out is refused" 1 - 'does not lie in a folder' "$kelpie" query --external lists 'externaldata(s:string)["link.csv"]'
expect "a missing external file is told" 1 - "there is no file 'none.csv'" "$kelpie" query --external lists 'externaldata(s:string)["none.csv"]'
expect "a malformed external file is told with its line" 1 - "'open.csv', line 2" "$kelpie" query --external lists 'externaldata(s:string)["open.csv"]'
expect "another host is refused" 1 - 'externaldata over https://' "$kelpie" query --external lists 'externaldata(s:string)["https://example.org/a.csv"]'
expect "an external folder that is not there is wrong usage" 2 - 'there is no folder' "$kelpie" query --external nowhere 'print 1'
expect "compressed events are read" 0 '"Count":2' - "$kelpie" query --data good.json.gz 'SigninLogs | count'
expect "events come on standard input" 0 '"Count":2' - bash -c "cat good.json | '$kelpie' query --data - 'SigninLogs | count'"
expect "compressed events come on standard input" 0 '"Count":2' - bash -c "'$kelpie' query --data - 'SigninLogs | count' <good.json.gz"
expect "standard input may name its table" 0 '"Count":2' - bash -c "printf 'a,b,c\n1,2,3\n4,5,6\n' | '$kelpie' query --data Own=- 'Own | count'"
expect "standard input is not read twice" 2 - 'once only' "$kelpie" query --data - --data - 'print 1'
expect "standard input cannot hold events and query" 2 - 'give the query as an argument' "$kelpie" query --data -
expect "check tells the columns" 0 '^UserPrincipalName: string$' - "$kelpie" check -f hunt.kql
expect "explain shows the scan" 0 'scan SigninLogs \[ResultType, UserPrincipalName\]' - "$kelpie" explain -f hunt.kql
expect "fmt keeps a formatted text" 0 'where ResultType' - "$kelpie" fmt hunt.kql
mkdir -p unformatted/more
printf 'SigninLogs|where ResultType=="0" // sound\n' >unformatted/one.kql
printf 'print 1\n' >unformatted/more/two.kql
expect "fmt finds what is not formatted in a folder" 1 - 'unformatted/one.kql: not formatted' "$kelpie" fmt --check unformatted
expect "fmt writes a folder" 0 - 'unformatted/one.kql: formatted' "$kelpie" fmt --write unformatted
expect "fmt keeps the comment" 0 '^\| where ResultType == "0" // sound$' - cat unformatted/one.kql
expect "fmt leaves nothing behind" 0 '^2$' - bash -c "find unformatted -type f | wc -l"
expect "fmt finds nothing more" 0 - - "$kelpie" fmt --check unformatted
expect "fmt of a folder without queries and rules is wrong usage" 2 - 'no .kql, .csl, .yaml or .yml file' "$kelpie" fmt watchlists
expect "tables lists" 0 'SigninLogs +SignInLogs' - "$kelpie" tables
expect "tables tells what names an event" 0 '^SigninLogs +SignInLogs +Id +Sign-ins' - "$kelpie" tables
expect "one table has its identity" 0 '^  identity  Id: rows with the same values are one event' - "$kelpie" tables SigninLogs
expect "one table has its columns" 0 '^IPAddress +string +properties.ipAddress \| callerIpAddress +IP address' - "$kelpie" tables SignInLogs
expect "one table has its rows and their time" 0 '^  rows +14, 2026-03-03T06:00:10Z to 2026-03-03T10:32:08Z' - "$kelpie" tables SigninLogs --data "$examples/events/logs"
expect "tables for a program" 0 '"Table":"AuditLogs","Category":"AuditLogs","Columns":[0-9]+,"Rows":0,"Identity":"Id"' - "$kelpie" tables --format ndjson
expect "a table in the wrong case is shown" 0 '^AADRiskyUsers' "queries write it 'RiskyUsers'" "$kelpie" tables riskyusers
expect "a table that is none" 1 - "no table 'SigninLgs'; did you mean 'SigninLogs'" "$kelpie" tables SigninLgs
expect "functions says how much of the reference is here" 0 '^aggregate +50 +50 +0 +0' - "$kelpie" functions --coverage
expect "functions says what is left out" 0 'Left out: no code of another language' - "$kelpie" functions python
expect "functions knows operators" 0 'T \| summarize' - "$kelpie" functions summarize
expect "functions of a name that is none" 1 - "did you mean 'summarize'" "$kelpie" functions sumarize
expect "the page of functions is up to date" 0 - - bash -c "'$kelpie' functions --format markdown | diff '$examples/../docs/functions.md' -"
expect "functions explains one" 0 'strlen' - "$kelpie" functions strlen
expect "report lists the reports" 0 '^application-activity ' - "$kelpie" report
expect "a report counts" 0 '"failedSignInCount":1' - "$kelpie" report application-activity --data good.json --now 2026-03-02 --period 7d
expect "a report in a pipe is plain text" 0 '^2026-03-01 00:00 .* 50126 +1 ' - "$kelpie" report application-activity-detail --data good.json --now 2026-03-02 --format table
expect "a report's first rows" 0 '^1$' - bash -c "'$kelpie' report application-activity-detail --data good.json --now 2026-03-02 --top 1 --format ndjson | wc -l"
expect "a report of an empty period says where the events are" 0 - 'nothing in this period: the latest event is of 2026-03-01' "$kelpie" report risky-users --data good.json --now 2026-01-01 --format table
expect "a report that there is not" 2 - 'risky-users' "$kelpie" report risky-user --data good.json
expect "a period that is none" 2 - "'7 days' is no period" "$kelpie" report risky-users --period '7 days' --data good.json
expect "a report without data is empty" 0 - 'nothing in this period' "$kelpie" report risky-users --format table
expect "help says what there is" 0 'detect' - "$kelpie" --help

expect "refused records are kept" 1 '"Count":2' 'refused' "$kelpie" query --data broken_line.json --dead-letters dead.jsonl 'SigninLogs | count'
expect "a dead letter says which line" 0 '^\{"source":"broken_line.json","line":2,"offset":[0-9]+,"reason":"[^"]+","record":"\{\\"time\\": oops","truncated":false\}$' - cat dead.jsonl
expect "dead letters that cannot be written" 2 - '--dead-letters: .*cannot be opened' "$kelpie" query --data good.json --dead-letters /nowhere/dead.jsonl 'print 1'
expect "dead letters that do not fit" 1 '*' 'not in the file' "$kelpie" query --data broken_line.json --dead-letters /dev/full 'print 1'
expect "unknown table" 1 - "KS142.*'SigninLog'" "$kelpie" query 'SigninLog | count'
expect "unknown table has a hint" 1 - "did you mean 'SigninLogs'" "$kelpie" query 'SigninLog | count'
while read -r category table; do
  expect "$category in one case only" 1 - "did you mean '($category|$table)'" "$kelpie" check "${category,,} | count"
  expect "$table in one case only" 1 - "did you mean '$table'" "$kelpie" check "${table^^} | count"
  expect "$category and $table are one table" 0 '^\{"Same":true\}$' - "$kelpie" query --data "$examples/events/logs/$category.json" \
    "print Same = toscalar($category | count) == toscalar($table | count) and toscalar($table | count) > 1"
done <<'LOGS'
SignInLogs SigninLogs
NonInteractiveUserSignInLogs AADNonInteractiveUserSignInLogs
ServicePrincipalSignInLogs AADServicePrincipalSignInLogs
ManagedIdentitySignInLogs AADManagedIdentitySignInLogs
AuditLogs AuditLogs
ProvisioningLogs AADProvisioningLogs
ADFSSignInLogs ADFSSignInLogs
RiskyUsers AADRiskyUsers
UserRiskEvents AADUserRiskEvents
NetworkAccessTrafficLogs NetworkAccessTraffic
RiskyServicePrincipals AADRiskyServicePrincipals
ServicePrincipalRiskEvents AADServicePrincipalRiskEvents
EnrichedOffice365AuditLogs EnrichedMicrosoft365AuditLogs
MicrosoftGraphActivityLogs MicrosoftGraphActivityLogs
RemoteNetworkHealthLogs RemoteNetworkHealthLogs
CustomSecurityAttributeAuditLogs AADCustomSecurityAttributeAuditLogs
LOGS
printf 'table: Doors_CL\ncolumns:\n  - {name: TimeGenerated, type: datetime, source: at}\n  - {name: Card, type: long, source: card}\n' >doors.yaml
printf 'table: Doors_CL\ncolumns:\n  - {name: Card, typ: long}\n' >wrong.yaml
printf 'table: SigninLogs\ncategory: SignInLogs\ncolumns:\n  - {name: TimeGenerated, type: datetime, source: time}\n  - {name: Who, type: string, source: properties.userPrincipalName}\n' >own_signins.yaml
printf '{"at":"2026-03-01T08:00:00Z","card":17}\n{"at":"2026-03-01T09:00:00Z","card":18}\n' >doors.jsonl
expect "a table of one's own" 0 '^\{"Card":18,"TimeGenerated":"2026-03-01T09:00:00.0000000Z"\}$' - "$kelpie" query --schemas doors.yaml --data Doors_CL=doors.jsonl 'Doors_CL | where Card > 17 | project Card, TimeGenerated'
expect "check knows a table of one's own" 0 '^Card: long$' - "$kelpie" check --schemas doors.yaml 'Doors_CL | project Card'
expect "a table of one's own needs its schema" 1 - "Doors_CL" "$kelpie" check 'Doors_CL | project Card'
expect "tables shows a table of one's own" 0 '^Doors_CL' - "$kelpie" tables --schemas doors.yaml
expect "its columns too" 0 '^Card +long +card' - "$kelpie" tables Doors_CL --schemas doors.yaml
expect "a built-in table is replaced, which is said once" 0 '^\{"Who":"ann@contoso.example"\}$' '^own_signins.yaml: note: .*takes the place' "$kelpie" query --schemas own_signins.yaml --data good.json 'SigninLogs | take 1 | project Who'
expect "a mistake in a schema has its place" 2 - "^wrong.yaml:3:18: error: unknown key 'typ'" "$kelpie" query --schemas wrong.yaml 'print 1'
expect "one wrong schema stops the rest" 2 - 'nothing was done' "$kelpie" query --schemas doors.yaml --schemas wrong.yaml 'print 1'
expect "a folder without schemas" 2 - 'no .yaml or .yml file' bash -c "mkdir none && '$kelpie' query --schemas none 'print 1'"
expect "a schema that is not there" 2 - 'nowhere.yaml: error: there is no such file' "$kelpie" tables --schemas nowhere.yaml
expect "the example of a table of one's own" 0 '"UserPrincipalName":"erik.sandberg@contoso.example","SourceIp":"203.0.113.66","Result":"closed","FailedAccounts":10' - \
  "$kelpie" query --schemas "$examples/schemas" --data VpnSessions_CL="$examples/schemas/vpn-sessions.jsonl" --data "$examples/events/logs" -f "$examples/schemas/vpn-after-spray.kql"
expect "all errors in one run, with carets" 1 - '\^~~' "$kelpie" check -f wrong.kql
expect "unknown function beside an unknown column" 1 - "did you mean 'strlen'" "$kelpie" check -f wrong.kql
expect "type error" 1 - "is not defined for the operand types datetime and long" "$kelpie" check 'SigninLogs | where TimeGenerated > 5'
expect "a stage that cannot be read" 1 - '1:[0-9]+: error KP' "$kelpie" check 'SigninLogs | wher x == 1 | take 5'
expect "malformed JSON loses one record" 1 '"Count":2' 'broken_line.json:2: refused' "$kelpie" query --data broken_line.json 'SigninLogs | count'
expect "a truncated file keeps what is whole" 1 '"Count":1' 'truncated.json:2: refused' "$kelpie" query --data truncated.json 'SigninLogs | count'
expect "a binary file" 1 '"Count":0' 'binary.json.*refused' "$kelpie" query --data binary.json 'SigninLogs | count'
expect "an empty file is no error" 0 '"Count":0' '*' "$kelpie" query --data empty.json 'SigninLogs | count'
expect "a good file beside a bad one" 1 '"Count":2' 'refused' "$kelpie" query --data binary.json --data good.json 'SigninLogs | count'
expect "a missing file" 2 - "no file or folder 'nowhere.json'" "$kelpie" query --data nowhere.json 'print 1'
expect "100,000 open parentheses" 1 - 'nested more than' "$kelpie" query -f deep.kql
expect "a string of 7 MB" 0 '7000000' - "$kelpie" query -f long_string.kql
expect "a text over the limit" 1 - 'error KP' "$kelpie" query -f too_long.kql
expect "a value of 10 MB" 0 '"print_0":10000000|"m":10000000' - "$kelpie" query --data long_value.json 'SigninLogs | summarize m = max(strlen(UserAgent))'
expect "bytes that are no UTF-8" 1 - 'UTF-8' "$kelpie" query -f not_utf8.kql
expect "a datetime that is none" 2 - '--now.*no datetime' "$kelpie" query --now yesterday 'print 1'
expect "a format that is none" 2 - '--format.*table, json, csv and ndjson' "$kelpie" query --format xml 'print 1'
expect "a command that is none" 2 - "did you mean 'query'" "$kelpie" qury
expect "no query at all" 1 - 'holds no statement' "$kelpie" query
expect "an unknown option" 2 - '*' "$kelpie" query --dta x 'print 1'

printf '%s checks, %s failed\n' "$checks" "$failures"
[ "$failures" -eq 0 ]
