#!/usr/bin/env bash
# The OpenAPI document of a running server against the schema of OpenAPI 3.1.
#   KELPIE=build/release/kelpie tests/server/openapi/openapi_test.sh
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kelpie=$(realpath "${KELPIE:-$here/../../../build/release/kelpie}")
if ! command -v npm >/dev/null; then
  echo "openapi_test: skipped, npm is not here"
  exit 0
fi
packages=$(dirname "$kelpie")/openapi_test
mkdir -p "$packages"
cp "$here"/{package.json,package-lock.json,.npmrc,check.js} "$packages"
[ "$packages/node_modules/.package-lock.json" -nt "$packages/package-lock.json" ] || (cd "$packages" && npm ci --no-progress >/dev/null 2>&1) || {
  echo "NOTICE: the validator's packages cannot be fetched; nothing is tested"
  exit 0
}

. "$here/../running_server.sh"
port=$((20000 + RANDOM % 12000))
printf 'store: %s/store\nlisten: [{address: "127.0.0.1:%s"}]\n' "$folder" "$port" >"$folder/kelpie.yaml"
start_server "$folder/kelpie.yaml" "http://127.0.0.1:$port/readyz" || {
  cat "$folder/log" >&2
  exit 1
}
curl -fs -o "$folder/openapi.json" "http://127.0.0.1:$port/openapi.json"
node "$packages/check.js" "$folder/openapi.json"
