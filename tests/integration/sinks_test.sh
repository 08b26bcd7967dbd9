#!/usr/bin/env bash
# Where alerts go, with the real receivers: files, syslog-ng and rsyslog over UDP, TCP and TLS, and HTTP servers that check or misbehave.
#   sinks_test.sh PATH_OF_KELPIE [FOLDER_FOR_DAEMONS]
set -uo pipefail
kelpie=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/expect.sh"
source "$here/../../.ci/packages.sh"
work=$(mktemp -d)
daemons=${2:-$work/daemons}
started=()
finish() {
  [ ${#started[@]} -eq 0 ] || kill "${started[@]}" 2>/dev/null
  wait 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT
cd "$work" || exit 1
failures=0
checks=0
# Below the ports that connections get, and free for TCP and UDP.
port=$((20000 + $$ % 12000))
next_port() {
  port=$((port + 1))
  while ! python3 -c 'import socket, sys
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM): socket.socket(socket.AF_INET, kind).bind(("127.0.0.1", int(sys.argv[1])))' "$port" 2>/dev/null; do
    port=$((port + 1))
  done
}

# wait_for COMMAND... : until it succeeds, ten seconds at most.
wait_for() {
  local i
  for ((i = 0; i < 100; i++)); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  return 1
}
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
# Commands of our own, where timeout finds them.
mkdir bin
PATH=$work/bin:$PATH
command_of() { # NAME: from standard input
  { echo '#!/usr/bin/env bash'; cat; } >"bin/$1"
  chmod +x "bin/$1"
}
command_of send <<<"exec '$kelpie' alerts send \"\$@\""
# quick SECONDS COMMAND... : fails when it takes longer.
command_of quick <<'SCRIPT'
most=$1 begin=$SECONDS
shift
"$@"
code=$?
[ $((SECONDS - begin)) -le "$most" ] || { echo "took $((SECONDS - begin)) seconds" >&2; exit 99; }
exit $code
SCRIPT
# lines FILE NUMBER : says how many lines the file has, as soon as it has that many.
command_of lines <<'SCRIPT'
for ((i = 0; i < 100; i++)); do
  [ -e "$1" ] && [ "$(wc -l <"$1")" -eq "$2" ] && break
  sleep 0.1
done
wc -l <"$1"
SCRIPT
# checked_json FILE FIELDS : after so many fields each line is a JSON object; says which ids there are, and whether the strange title is whole.
command_of checked_json <<'SCRIPT'
exec python3 -c '
import json, sys
bodies = [json.loads(line.split("|", int(sys.argv[2]))[-1].lstrip("\ufeff")) for line in open(sys.argv[1], encoding="utf-8")]
print([int(body["id"], 16) for body in bodies], bodies[1]["title"] == "Strange | = \\ \u202e é\u001b[31m")' "$1" "$2"
SCRIPT

# Three alerts; the second one is strange, the third one long.
python3 - >alerts.jsonl <<'PYTHON'
import json
def alert(number, title, description):
    return {"id": f"{number:032x}", "title": title, "severity": "High", "description": description,
            "rule": {"id": "r1", "name": "Rule ]\"\\ one", "version": "1.0.0", "kind": "Scheduled"}, "origin": "detection", "incidentId": "",
            "windowStart": "2026-03-01T08:00:00.0000000Z", "windowEnd": "2026-03-01T09:00:00.0000000Z", "tactics": ["CredentialAccess"],
            "techniques": ["T1110"], "entities": [{"type": "Account", "Name": "ann", "UPNSuffix": "contoso.example"}, {"type": "IP", "Address": "203.0.113.7"}],
            "customDetails": {}, "properties": {}, "rowCount": 3, "rows": [{"a": 1}]}
for one in [alert(1, "Plain", "One line."), alert(2, "Strange | = \\ \u202e é\u001b[31m", "Two\nlines = é"), alert(3, "Long", "x" * 30000)]:
    print(json.dumps(one))
PYTHON
head -1 alerts.jsonl >one.jsonl

# --- the command
expect "a test alert is shown" 0 '"title":"Test alert from Kelpie' '^delivered +[0-9a-f]{32}' send --test --sink -
expect "alerts go through a pipe" 0 '^CEF:0\|Kelpie' - bash -c "send --sink '-?payload=cef' - <alerts.jsonl 2>/dev/null"
expect "what becomes of alerts is JSON for programs" 0 '^\{"sink":"file:.*","alert":"0{31}1","result":"delivered","reason":""\}$' '3 delivered' \
  send --format json --sink "file:$work/json.out" alerts.jsonl
expect "a line that is no alert is told" 1 'delivered' '^mixed.jsonl:2: this line is no alert' bash -c "{ cat one.jsonl; echo '{\"id\":5}'; } >mixed.jsonl; send --sink file:m.out mixed.jsonl"
expect "an unknown scheme is told with the nearest" 2 - "did you mean 'syslog\+tcp'" send --test --sink syslog+tpc://host
expect "an unknown option is told with the nearest" 2 - "no option 'paylod'; did you mean 'payload'" send --test --sink 'file:a?paylod=cef'
expect "a file that is not there" 2 - 'there is no file' send --sink - nowhere.jsonl
expect "either a file or a test" 2 - 'or --test' send --sink -
expect "a secret stays out of messages" 2 - 'header-file takes' send --test --sink 'https://user:hunter2@host/'
grep -q hunter2 err && { echo "FAILED the secret was shown"; failures=$((failures + 1)); }

# --- files
log=$work/alerts.log
expect "a file gets a line each" 0 'delivered' '3 delivered' send --sink "file:$log" alerts.jsonl
expect "lines are whole alerts" 0 '^3$' - bash -c "grep -c '^{.*}\$' '$log'"
cp "$log" whole.log
head -c 200 one.jsonl >>"$log"
expect "after a torn line alerts go on" 0 'delivered' '1 delivered' send --sink "file:$log" one.jsonl
expect "the torn line is gone" 0 - - bash -c "head -3 '$log' | cmp - whole.log && [ \$(wc -l <'$log') -eq 4 ] && python3 -c 'import json,sys; [json.loads(line) for line in open(sys.argv[1])]' '$log'"
expect "a file is rotated by size" 0 '*' '*' bash -c "for i in 1 2 3 4 5 6; do send --sink 'file:$work/small.log?rotate=1KB&keep=2' one.jsonl || exit 1; done"
expect "so many are kept" 0 '^small.log small.log.1 small.log.2 $' - bash -c "ls -1 | grep '^small' | tr '\n' ' '"
expect "OCSF goes to files" 0 '*' '1 delivered' send --sink "file:$work/ocsf.log?payload=ocsf" one.jsonl
expect "OCSF is what it says" 0 '"class_uid":2004' - cat ocsf.log
touch -d yesterday "$work/ocsf.log"
expect "a file is rotated by day" 0 '*' '1 delivered' send --sink "file:$work/ocsf.log?rotate=day" one.jsonl
expect "yesterday's file is aside" 0 '"class_uid":2004' - cat ocsf.log.1
expect "a full disk is not delivered" 1 'No space left' 'not now' send --sink file:/dev/full one.jsonl
# Killed while it writes, again and again: only whole lines, apart from the last one, and what was called delivered is there.
for i in $(seq 60); do cat alerts.jsonl; done >many.jsonl
for i in 1 2 3 4 5 6 7 8; do
  "$kelpie" alerts send --sink "file:$work/killed.log" --format json many.jsonl >told 2>/dev/null &
  victim=$!
  sleep "0.0$((i * 7 % 10))"
  kill -9 $victim 2>/dev/null
  wait $victim 2>/dev/null
done
send --sink "file:$work/killed.log" one.jsonl >out 2>err
expect "a killed writer leaves whole lines" 0 '^whole$' - python3 -c "
import json
[json.loads(line) for line in open('killed.log')]
print('whole')"

# --- syslog
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Kelpie-test-CA -keyout ca.key -out ca.pem 2>/dev/null
certificate() { # NAME SUBJECT_ALTERNATIVE_NAME
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile <(echo "subjectAltName=$2") -out "$1.pem" 2>/dev/null
}
certificate server "DNS:localhost,IP:127.0.0.1"
certificate other "DNS:other.example"
certificate client "DNS:client.example"

if unpack_packages "$daemons" "${syslog_daemons[@]}" >unpacked 2>&1; then
  libraries=$daemons/usr/lib/syslog-ng:$daemons/usr/lib/x86_64-linux-gnu:$daemons/lib/x86_64-linux-gnu
  next_port; ng_udp=$port; next_port; ng_tcp=$port; next_port; ng_tls=$port; next_port; ng_mutual=$port; next_port; ng_lines=$port
  tls_files="key-file(\"$work/server.key\") cert-file(\"$work/server.pem\") ca-file(\"$work/ca.pem\")"
  cat >ng.conf <<CONF
@version: 3.38
options { keep-hostname(yes); use-dns(no); dns-cache(no); stats-freq(0); log-msg-size(65536); };
source udp { syslog(ip("127.0.0.1") port($ng_udp) transport("udp")); };
source tcp { syslog(ip("127.0.0.1") port($ng_tcp) transport("tcp")); };
source lines { network(ip("127.0.0.1") port($ng_lines) transport("tcp") flags(syslog-protocol)); };
source tls { syslog(ip("127.0.0.1") port($ng_tls) transport("tls") tls($tls_files peer-verify(optional-untrusted))); };
source mutual { syslog(ip("127.0.0.1") port($ng_mutual) transport("tls") tls($tls_files peer-verify(required-trusted))); };
template form { template("\$PRI|\$HOST|\$PROGRAM|\$MSGID|\${.SDATA.kelpie@32473.id}|\${.SDATA.kelpie@32473.rule}|\$MSG\n"); };
log { source(udp); destination { file("$work/ng-udp.out" template(form)); }; };
log { source(tcp); destination { file("$work/ng-tcp.out" template(form)); }; };
log { source(lines); destination { file("$work/ng-lines.out" template(form)); }; };
log { source(tls); destination { file("$work/ng-tls.out" template(form)); }; };
log { source(mutual); destination { file("$work/ng-mutual.out" template(form)); }; };
CONF
  LD_LIBRARY_PATH=$libraries "$daemons/usr/sbin/syslog-ng" -F -f ng.conf -p "$work/ng.pid" -c "$work/ng.ctl" -R "$work/ng.persist" --no-caps \
    --module-path="$daemons/usr/lib/syslog-ng/3.38" >ng.log 2>&1 &
  started+=($!)
  next_port; rs_udp=$port; next_port; rs_tcp=$port; next_port; rs_tls=$port
  cat >rsyslog.conf <<CONF
global(workDirectory="$work" maxMessageSize="64k" defaultNetstreamDriverCAFile="$work/ca.pem" defaultNetstreamDriverCertFile="$work/server.pem"
       defaultNetstreamDriverKeyFile="$work/server.key")
module(load="imudp")
module(load="imtcp")
template(name="form" type="string" string="%pri%|%hostname%|%programname%|%msgid%|%structured-data%|%msg%\n")
ruleset(name="udp") { action(type="omfile" file="$work/rs-udp.out" template="form") }
ruleset(name="tcp") { action(type="omfile" file="$work/rs-tcp.out" template="form") }
ruleset(name="tls") { action(type="omfile" file="$work/rs-tls.out" template="form") }
input(type="imudp" address="127.0.0.1" port="$rs_udp" ruleset="udp")
input(type="imtcp" address="127.0.0.1" port="$rs_tcp" ruleset="tcp")
input(type="imtcp" address="127.0.0.1" port="$rs_tls" ruleset="tls" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="anon")
CONF
  LD_LIBRARY_PATH=$libraries "$daemons/usr/sbin/rsyslogd" -n -f rsyslog.conf -i "$work/rsyslog.pid" -M "$daemons/usr/lib/x86_64-linux-gnu/rsyslog" >rs.log 2>&1 &
  started+=($!)
  for one in $ng_tcp $ng_tls $ng_mutual $ng_lines $rs_tcp $rs_tls; do
    wait_for listens "$one" || { echo "FAILED a daemon does not listen on $one"; cat ng.log rs.log; failures=$((failures + 1)); }
  done
  for kind in udp tcp tls lines; do
    eval "ng_port=\$ng_$kind"
    case $kind in tls) sink="syslog+tls://localhost:$ng_port?ca=$work/ca.pem" ;; lines) sink="syslog+tcp://127.0.0.1:$ng_port?framing=lines" ;; *) sink="syslog+$kind://127.0.0.1:$ng_port" ;; esac
    expect "syslog-ng over $kind" 0 'delivered' '3 delivered' send --sink "$sink" alerts.jsonl
    expect "syslog-ng has three of $kind" 0 '^3$' - lines ng-$kind.out 3
    expect "syslog-ng's $kind are the alerts" 0 '^\[1, 2, 3\] True$' - checked_json ng-$kind.out 6
    expect "syslog-ng's $kind have their header" 0 '^130\|[^|]+\|kelpie\|alert\|0{31}1\|Rule \]"\\ one\|' - head -1 ng-$kind.out
  done
  for kind in udp tcp tls; do
    eval "rs_port=\$rs_$kind"
    sink="syslog+$kind://127.0.0.1:$rs_port?facility=authpriv"
    [ $kind != tls ] || sink+="&ca=$work/ca.pem"
    expect "rsyslog over $kind" 0 'delivered' '3 delivered' send --sink "$sink" alerts.jsonl
    expect "rsyslog has three of $kind" 0 '^3$' - lines rs-$kind.out 3
    expect "rsyslog's $kind are the alerts" 0 '^\[1, 2, 3\] True$' - checked_json rs-$kind.out 5
    expect "rsyslog's $kind have their header" 0 '^82\|[^|]+\|kelpie\|alert\|\[kelpie@32473 id="0{31}1" rule="Rule \\\]\\"\\\\ one" severity="High"\]\|' - head -1 rs-$kind.out
  done
  send --sink "syslog+tcp://127.0.0.1:$ng_tcp?payload=cef" alerts.jsonl >/dev/null 2>&1
  expect "CEF arrives" 0 '^6$' - lines ng-tcp.out 6
  expect "CEF keeps its escapes" 0 'CEF:0\|Kelpie\|Kelpie\|[0-9.]+\|r1\|Strange \\\| = \\\\ .*msg=Two\\nlines \\= é$' - sed -n 5p ng-tcp.out
  expect "a certificate of nobody known is refused" 1 "certificate is refused" 'not now' send --sink "syslog+tls://localhost:$ng_tls" one.jsonl
  expect "a client's certificate is asked for" 1 '*' 'not now' send --timeout 5 --sink "syslog+tls://localhost:$ng_mutual?ca=ca.pem" one.jsonl
  expect "a client's certificate is shown" 0 'delivered' '1 delivered' send --sink "syslog+tls://localhost:$ng_mutual?ca=ca.pem&cert=client.pem&key=client.key" one.jsonl
  expect "only that one arrived" 0 '^1$' - lines ng-mutual.out 1
else
  echo "NOTICE: syslog-ng and rsyslog cannot be fetched; syslog is not tested"
  tail -3 unpacked
fi
next_port
expect "nobody listens on TCP" 1 'Connection refused' 'not now' send --sink "syslog+tcp://127.0.0.1:$port" one.jsonl
expect "nobody listens on UDP" 1 'Connection refused' 'not now' send --sink "syslog+udp://127.0.0.1:$port" one.jsonl
# A receiver that accepts and never reads: its small buffers fill, and the deadline ends the waiting.
next_port
python3 - "$port" <<'PYTHON' &
import socket, sys, time
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
server.bind(("127.0.0.1", int(sys.argv[1])))
server.listen()
kept = []
while True:
    kept.append(server.accept()[0])
PYTHON
started+=($!)
wait_for listens "$port"
for i in $(seq 200); do cat alerts.jsonl; done >more.jsonl
expect "a receiver that never reads" 1 'in time' 'not now' quick 4 send --timeout 2 --sink "syslog+tcp://127.0.0.1:$port" more.jsonl
expect "a receiver that never shakes hands" 1 'in time' 'not now' quick 3 send --timeout 1 --sink "syslog+tls://127.0.0.1:$port" one.jsonl

# --- webhooks
secret=0123456789abcdef0123456789abcdef
echo $secret >secret
echo fedcba9876543210fedcba9876543210 >wrong-secret
printf 'Authorization: Bearer token-7\n# a comment\nX-Team: blue\n' >headers
printf 'api-version=1&sig=hidden' >query
next_port; http=$port; next_port; https=$port; next_port; foreign=$port
python3 "$here/webhook_receiver.py" $http $secret "$work/http.log" & started+=($!)
python3 "$here/webhook_receiver.py" $https $secret "$work/https.log" server.pem server.key & started+=($!)
python3 "$here/webhook_receiver.py" $foreign $secret "$work/foreign.log" other.pem other.key & started+=($!)
for one in $http $https $foreign; do wait_for listens "$one" || { echo "FAILED no receiver on $one"; failures=$((failures + 1)); }; done
at=http://127.0.0.1:$http
expect "a signed alert is taken" 0 'delivered' '3 delivered' send --sink "$at/ok?secret-file=secret" alerts.jsonl
expect "each has its id as key" 0 '^1 2 3 $' - python3 -c "
import json
for line in open('http.log'):
    seen = json.loads(line)
    assert seen['verified'] and json.loads(seen['body'])['id'] == seen['headers']['Idempotency-Key'], seen
    print(int(seen['headers']['Idempotency-Key'], 16), end=' ')
print()"
# The verification in shell of docs/sinks.md.
expect "a signature is verified in shell" 0 '^good$' - bash -c "
tail -1 http.log | python3 -c 'import json,sys; seen=json.load(sys.stdin); open(\"body\",\"w\").write(seen[\"body\"]); print(seen[\"headers\"][\"X-Kelpie-Signature\"])' >header
t=\$(sed 's/^t=\([0-9]*\),.*/\1/' header); v1=\$(sed 's/.*,v1=//' header)
computed=\$({ printf '%s.' \"\$t\"; cat body; } | openssl dgst -sha256 -hmac \"\$(cat secret)\" | sed 's/^.* //')
[ \"\$computed\" = \"\$v1\" ] && [ \$((\$(date +%s) - t)) -lt 300 ] && echo good"
expect "a wrong secret is not delivered, and not lost" 1 'retry.*' 'not now' send --sink "$at/ok?secret-file=wrong-secret" one.jsonl
expect "a batch is one request" 0 'delivered' '3 delivered' send --sink "$at/batch?batch=50" alerts.jsonl
expect "a batch is an array" 0 '^\[1, 2, 3\]$' - python3 -c "
import json
print([int(one['id'], 16) for one in json.loads(json.loads(open('http.log').readlines()[-1])['body'])])"
expect "a batch of lines" 0 'delivered' '3 delivered' send --sink "$at/lines?batch=50&batch-form=lines&payload=ocsf" alerts.jsonl
expect "lines are NDJSON" 0 '^application/x-ndjson 3$' - python3 -c "
import json
seen = json.loads(open('http.log').readlines()[-1])
print(seen['headers']['Content-Type'], len([json.loads(line) for line in seen['body'].splitlines()]))"
expect "headers and query come from files" 0 'delivered' '#[0-9a-f]{8}: 1 delivered' send --sink "$at/extra?header-file=headers&header=X-More:%20yes&query-file=query" one.jsonl
grep -q hidden out err && { echo "FAILED the query string was shown"; failures=$((failures + 1)); }
expect "the receiver sees them" 0 '^/extra\?api-version=1&sig=hidden Bearer token-7 blue yes$' - python3 -c "
import json
seen = json.loads(open('http.log').readlines()[-1])
print(seen['path'], *(seen['headers'][name] for name in ('Authorization', 'X-Team', 'X-More')))"
for status in 400 405 413 422; do expect "HTTP $status is a refusal" 1 'rejected' 'refused by the receiver' send --sink "$at/status/$status" one.jsonl; done
for status in 401 403 404 408 425 500 502 503; do expect "HTTP $status is for later" 1 "HTTP $status" 'not now' send --sink "$at/status/$status" one.jsonl; done
expect "HTTP 429 says when" 1 'not before 7 s' 'not now' send --sink "$at/status/429" one.jsonl
expect "redirects are not followed" 1 'redirects are not followed' 'not now' quick 3 send --sink "$at/redirect" one.jsonl
sed 's/"One line."/"poison"/' one.jsonl >poison.jsonl
expect "one bad alert takes no others along" 1 '*' '3 delivered, 1 refused' bash -c "cat alerts.jsonl poison.jsonl >four.jsonl; send --sink '$at/bad-one?batch=10' four.jsonl"
expect "a receiver that is down is asked once" 1 '*' '3 not now' send --sink "$at/status/503" alerts.jsonl
for way in stall slow-header; do expect "a receiver that does $way" 1 'in time' 'not now' quick 3 send --timeout 1 --sink "$at/$way" one.jsonl; done
expect "a receiver's own timeout" 1 'in time' 'not now' quick 3 send --sink "$at/stall?timeout=1" one.jsonl
for way in reset cut garbage; do expect "a receiver that does $way" 1 'retry' 'not now' send --sink "$at/$way" one.jsonl; done
for way in half-body huge endless interim close; do expect "a receiver that says 200 and does $way" 0 'delivered' '3 delivered' quick 15 send --sink "$at/$way" alerts.jsonl; done
expect "TLS is verified" 0 'delivered' '1 delivered' send --sink "https://localhost:$https/ok?secret-file=secret&ca=ca.pem" one.jsonl
expect "an unknown certificate is refused" 1 'certificate is refused' 'not now' send --sink "https://localhost:$https/ok" one.jsonl
expect "a certificate of another host is refused" 1 'certificate is refused' 'not now' send --sink "https://localhost:$foreign/ok?ca=ca.pem" one.jsonl
expect "plain HTTP to others needs a word" 2 - 'allow-http=yes' send --test --sink http://192.0.2.1/
expect "HTTPS to a server without TLS" 1 'retry' 'not now' send --timeout 5 --sink "https://127.0.0.1:$http/ok" one.jsonl
[ ! -e foreign.log ] || { echo "FAILED a server with another's certificate got an alert"; failures=$((failures + 1)); }

echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
