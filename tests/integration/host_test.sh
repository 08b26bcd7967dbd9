#!/usr/bin/env bash
# The example host (examples/host), built as its author would with a C compiler, against libkelpie.so; and the code of docs/plugin.md, which is its.
#   host_test.sh PATH_OF_LIBKELPIE
set -uo pipefail
library=$1
source "$(dirname "${BASH_SOURCE[0]}")/expect.sh"
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
checks=0

# A copy of one's own, whoever may write the folder of the build.
cp "$library" libkelpie.so
chmod 755 libkelpie.so
mkdir rules
cp "$top/tests/plugin/abi/failure.yaml" rules/
compile=(cc -std=c99 -Wall -Wextra -Werror -pedantic "-I$top/plugin/abi" -g -o host "$top/examples/host/host.c" "$top/plugin/abi/kelpie_load.c" -ldl)
expect "it compiles as C99 without a warning" 0 - - "${compile[@]}"
expect "and as C++" 0 - - g++ -x c++ -std=c++17 -Wall -Wextra -Werror "-I$top/plugin/abi" -o host-cpp "$top/examples/host/host.c" "$top/plugin/abi/kelpie_load.c" -ldl
expect "its Makefile says the same" 0 'cc .*-std=c99 -Wall -Wextra -Werror -pedantic' - make --no-print-directory -C "$top/examples/host" -n -B CC=cc

envelope() { # ID RESULT: as Azure Monitor exports it
  printf '{"time":"2026-03-01T08:00:00Z","category":"SignInLogs","resultType":"%s","properties":{"id":"%s","createdDateTime":"2026-03-01T08:00:00Z","userPrincipalName":"anna@contoso.example","status":{"errorCode":%s}}}\n' "$2" "$1" "$2"
}
{ for i in $(seq 3000); do envelope "good-$i" 0; done; envelope bad 50126; echo 'no event'; } >events.jsonl
configuration='{"store":"store","rules":["rules"]}'
run=(./host ./libkelpie.so "$configuration" events.jsonl)

expect "too few arguments" 2 - '^usage: host LIBRARY' ./host
expect "a file that is not there" 2 - 'nothing.jsonl: No such file' ./host ./libkelpie.so "$configuration" nothing.jsonl
expect "a name that would be searched for" 1 - 'is a name without a folder' ./host libkelpie.so "$configuration" events.jsonl
expect "a configuration that is wrong" 1 - 'configuration:1:2: .*rulse' ./host ./libkelpie.so '{"rulse":[]}' events.jsonl
chmod o+w libkelpie.so
expect "a library that anyone may write" 1 - "libkelpie.so' .mode 0757, .*chmod o-w" "${run[@]}"
chmod o-w libkelpie.so

expect "events go in, an alert and an answer come out" 0 '^\[3001\]$' 'warning: 1 lines are no events' "${run[@]}" 'SigninLogs | count'
cp out first
expect "the alert is there" 0 '^\{"id":"[0-9a-f]{32}","title":"Failed".*"Id":"bad"' - grep title first
expect "the place is the end of the file" 0 "^$(stat -c %s events.jsonl)\$" - cat events.jsonl.position
expect "again there is nothing to do" 0 '^\[3001\]$' '*' "${run[@]}" 'SigninLogs | count'
cp out again
expect "and no alert" 1 "^0$" - grep -c title again
{ envelope good-9999 0; envelope worse 50053; } >>events.jsonl
expect "it goes on where it was" 0 '"Id":"worse"' '*' "${run[@]}"
expect "pushing all of it again stores nothing twice" 0 '^\[3003\]$' '*' bash -c 'rm events.jsonl.position; "$@"' - "${run[@]}" 'SigninLogs | count'
expect "a query that is wrong" 1 - "no answer: .*Nonsense" "${run[@]}" 'SigninLogs | where Nonsense == 1'
{ printf '{"x":"%s"}\n' "$(head -c 600000 /dev/zero | tr '\0' x)"; envelope last 0; } >>events.jsonl
expect "a line that is too long is left out, the next one is not" 0 '^\[3004\]$' 'a line of more than 262144 bytes is left out' "${run[@]}" 'SigninLogs | count'
if [ -w /dev/full ]; then
  envelope full 50126 >>events.jsonl
  expect "alerts that cannot be written are kept" 1 - 'not everything was done' timeout 40 bash -c '"$@" >/dev/full' - "${run[@]}"
  expect "and told the next time" 0 '"Id":"full"' '*' "${run[@]}"
fi

if command -v valgrind >/dev/null; then
  expect "valgrind finds nothing" 0 '^\[3005\]$' '*' timeout 120 valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite \
    --suppressions="$(dirname "${BASH_SOURCE[0]}")/valgrind.supp" "${run[@]}" 'SigninLogs | where not(UserPrincipalName matches regex "^([0-9]|x)+$") | count'
else
  echo "valgrind is not installed: not looked at"
fi

# Every block of C on the page stands in the example, word for word.
cat >blocks.py <<'PYTHON'
import re, sys
page, code = (open(name).read() for name in sys.argv[1:])
blocks = re.findall(r"```c\n(.*?)```", page, flags=re.S)
missing = [block for block in blocks if block.strip() not in code]
for block in missing:
    print("not in the example:\n" + block)
print(len(blocks), "blocks")
sys.exit(1 if missing or len(blocks) < 5 else 0)
PYTHON
expect "the page shows the example's code" 0 'blocks' - python3 blocks.py "$top/docs/plugin.md" "$top/examples/host/host.c"

echo "$checks checks, $failures failed"
[ "$failures" -eq 0 ]
