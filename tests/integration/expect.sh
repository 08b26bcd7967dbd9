# Sourced by the scripts that look at the command from outside. They set `failures` and `checks` to 0 before, and work in a folder of their own.
# shellcheck shell=bash

# expect NAME EXIT_CODE OUT_PATTERN ERR_PATTERN COMMAND... : patterns are extended regular expressions, - for empty, * for anything.
expect() {
  local name=$1 code=$2 out=$3 err=$4
  shift 4
  timeout 60 "$@" >out 2>err </dev/null
  local got=$?
  checks=$((checks + 1))
  matches() { case $1 in '*') return 0 ;; '-') [ ! -s "$2" ] ;; *) grep -qE -- "$1" "$2" ;; esac; }
  if [ "$got" -ne "$code" ] || ! matches "$out" out || ! matches "$err" err; then
    failures=$((failures + 1))
    printf 'FAILED %s: exit %s (expected %s)\n--- standard output\n%s\n--- standard error\n%s\n' "$name" "$got" "$code" \
      "$(head -c 2000 out)" "$(head -c 2000 err)"
  fi
}
