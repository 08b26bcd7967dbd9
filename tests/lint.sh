#!/usr/bin/env bash
# The house's own rules, those that a script can check. Prints every breach as file:line: what; exit status 1 if any.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

breaches=0
breach() { # FILE[:LINE] WHAT
  echo "$1: $2"
  breaches=$((breaches + 1))
}

if ! files=$(git -c safe.directory='*' ls-files --cached --others --exclude-standard 2>/dev/null) || [ -z "$files" ]; then
  files=$(find . -type d \( -name .git -o -name build -o -name node_modules \) -prune -o -type f -print | sed 's|^\./||')
fi
mapfile -t files < <(while read -r file; do [ -f "$file" ] && echo "$file"; done <<<"$files")

# Lines of the given files that match an extended regular expression: file:line:text.
matches() { # PATTERN FILE...
  local pattern=$1
  shift
  [ $# -eq 0 ] || grep -HnIE -- "$pattern" "$@" || true
}
each_match() { # WHAT PATTERN FILE...
  local what=$1 file line
  shift
  while IFS=: read -r file line _; do breach "$file:$line" "$what"; done < <(matches "$@")
}
select_files() { # PATTERN: those of the files whose path matches
  printf '%s\n' "${files[@]}" | grep -E -- "$1" || true
}

mapfile -t headers < <(select_files '^(parser|tables|executor|rules|plugin|bench)/.*\.hpp$')
mapfile -t sources < <(select_files '^(parser|tables|executor|rules|plugin)/.*\.(cpp|hpp)$')
mapfile -t code < <(select_files '\.(cpp|hpp|h|c|js|sh|cmake)$|CMakeLists\.txt$')
mapfile -t texts < <(select_files '.' | grep -vE '^tests/lint\.sh$|^LICENSE$')

# What a folder keeps for its own .cpp files, under detail/, may include what it needs; no other header may.
mapfile -t public_headers < <(printf '%s\n' "${headers[@]}" | grep -v '/detail/')
each_match 'a header must not include this library; it stays in .cpp files' \
  '^ *# *include *[<"](boost/(spirit|asio|beast)|yaml-cpp|simdjson|fmt)[/.]' "${public_headers[@]}"
each_match 'a header must not include what is private to .cpp files' '^ *# *include *".*/detail/' "${public_headers[@]}"

for header in "${headers[@]}"; do
  grep -q '^#pragma once$' "$header" || breach "$header" "a header starts with #pragma once"
done

while read -r file; do breach "$file" "say what is in it: Utils, Helpers and Common name nothing"; done \
  < <(select_files '(^|[/_.-])([Uu]til|[Hh]elper|[Cc]ommon)s?([/_.-]|$)')
each_match 'say what it is: Utils, Helpers and Common name nothing' \
  '\b(namespace|class|struct) +[A-Za-z_:]*([Uu]til|[Hh]elper|[Cc]ommon)s?\b' "${code[@]}"

for file in "${sources[@]}"; do
  lines=$(wc -l <"$file")
  [ "$lines" -le 500 ] || breach "$file" "$lines lines; the limit is 500, find the seam"
done

each_match 'finish it or leave it out' '\b(TODO|FIXME)\b' "${texts[@]}"

# Arrows point one way: a folder includes only what stands here beside it.
arrow() { # FOLDER ALLOWED
  local own
  mapfile -t own < <(select_files "^$1/.*\.(cpp|hpp)$")
  local file line text
  while IFS=: read -r file line text; do
    [[ $text =~ \"($2)/ ]] || breach "$file:$line" "$1 may include only $2: ${text#*include }"
  done < <(matches '^ *# *include *"(parser|tables|executor|rules|plugin|tests|bench)/' "${own[@]}")
  while IFS=: read -r file line text; do
    [[ $text =~ \"$1/ ]] || breach "$file:$line" "detail/ is private to its folder: ${text#*include }"
  done < <(matches '^ *# *include *"[a-z]+/detail/' "${own[@]}")
  each_match 'name included files from the top folder' '^ *# *include *"\.\.?/' "${own[@]}"
}
arrow parser 'parser'
arrow tables 'tables'
arrow executor 'parser|tables|executor'
arrow rules 'parser|tables|executor|rules'
arrow plugin 'parser|tables|executor|rules|plugin'

each_match 'a path that exists on one machine only' '(^|[^A-Za-z0-9_.-])/(home|root|mnt|work)/[a-z]' "${texts[@]}"
each_match 'the lock names versions and checksums, not hosts' '"resolved"|https?://' $(select_files 'package-lock\.json$')

if [ "$breaches" -gt 0 ]; then
  echo "$breaches breaches of the rules"
  exit 1
fi
echo "${#files[@]} files keep the rules"
