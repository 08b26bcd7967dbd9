#!/usr/bin/env bash
# The official SDKs of Kusto and Log Analytics against `kelpie serve`: a store with sign-ins, a token, TLS with a certificate of its own.
# Where KELPIE_URL is set, that server is asked instead (KELPIE_TOKEN, NODE_EXTRA_CA_CERTS as it needs them); it must hold sign-ins.
#   tests/server/apis_test.sh BUILD_FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=$(realpath "${1:-build/release}")
folder=$(mktemp -d)
server=
clean() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap clean EXIT

if [ -z "${KELPIE_URL:-}" ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$folder/key.pem" -out "$folder/cert.pem" 2>/dev/null
  export KELPIE_TOKEN=token-of-a-test-$RANDOM$RANDOM NODE_EXTRA_CA_CERTS=$folder/cert.pem
  "$build/kelpie" ingest --store "$folder/store" examples/events/logs/SignInLogs.json >/dev/null 2>&1
  port=$((20000 + RANDOM % 10000))
  cat >"$folder/kelpie.yaml" <<YAML
store: $folder/store
listen:
  - {protocol: https, address: "127.0.0.1:$port", certificate: $folder/cert.pem, key: $folder/key.pem}
tokens:
  - {name: tester, sha256: $(printf %s "$KELPIE_TOKEN" | sha256sum | cut -d' ' -f1), roles: [query]}
YAML
  "$build/kelpie" serve --config "$folder/kelpie.yaml" 2>"$folder/log" &
  server=$!
  export KELPIE_URL=https://127.0.0.1:$port
  for _ in $(seq 100); do
    curl -s --cacert "$folder/cert.pem" "$KELPIE_URL/v1/rest/ping" >/dev/null && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  curl -s --cacert "$folder/cert.pem" "$KELPIE_URL/v1/rest/ping" | grep -q Pong || { cat "$folder/log" >&2; exit 1; }
fi

failed=0
for api in kusto log_analytics; do
  mkdir -p "$build/clients/$api"
  cp tests/server/$api/* tests/server/$api/.npmrc "$build/clients/$api/"
  (cd "$build/clients/$api" && { cmp -s package-lock.json .installed || { npm ci --silent && cp package-lock.json .installed; }; } && node --test) || failed=1
done
exit $failed
