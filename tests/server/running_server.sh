# Sourced by tests of a running server, with $kelpie set: $folder is theirs, and at the end it is gone and the server with it.
# shellcheck shell=bash
folder=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

# start_server CONFIGURATION ADDRESS : until it answers there; its log is $folder/log. 1: it does not.
start_server() {
  "$kelpie" serve --config "$1" 2>>"$folder/log" &
  server=$!
  for _ in $(seq 300); do
    curl -fs -o /dev/null "$2" && return
    kill -0 "$server" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}
