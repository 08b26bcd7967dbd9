#!/usr/bin/env bash
# Starts a server with TLS and a store of its own and lets Microsoft's client of Graph at it. Arguments: the kelpie program and a folder for what npm brings.
set -euo pipefail
kelpie=$(realpath "$1")
folder=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
port=${KELPIE_GRAPH_TEST_PORT:-18443}

mkdir -p "$folder"
folder=$(realpath "$folder")
cp "$here"/package.json "$here"/package-lock.json "$here"/.npmrc "$here"/*.js "$folder"/
if ! (cd "$folder" && npm ci --silent >/dev/null 2>&1); then
  echo "NOTICE: the client's packages cannot be fetched; nothing is tested"
  exit 0
fi

scratch=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; wait "${server:-}" 2>/dev/null || true; rm -rf "$scratch"' EXIT
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
  -keyout "$scratch/key.pem" -out "$scratch/certificate.pem" 2>/dev/null
token=$(openssl rand -hex 24)
cat >"$scratch/kelpie.yaml" <<YAML
store: $scratch/events
listen:
  - {protocol: https, address: "127.0.0.1:$port", certificate: $scratch/certificate.pem, key: $scratch/key.pem}
tokens:
  - {name: graph-test, sha256: $(printf %s "$token" | sha256sum | cut -d' ' -f1), roles: [ingest, query]}
YAML
"$kelpie" serve --config "$scratch/kelpie.yaml" 2>"$scratch/log" &
server=$!
for _ in $(seq 100); do
  curl -s -o /dev/null --cacert "$scratch/certificate.pem" "https://127.0.0.1:$port/healthz" && break
  kill -0 "$server" 2>/dev/null || { cat "$scratch/log"; exit 1; }
  sleep 0.1
done
cd "$folder"
KELPIE_URL=https://127.0.0.1:$port KELPIE_TOKEN=$token NODE_EXTRA_CA_CERTS=$scratch/certificate.pem node --test || { cat "$scratch/log"; exit 1; }
