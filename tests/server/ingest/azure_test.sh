#!/usr/bin/env bash
# Azure Monitor's client with its packages at hand: installed into the build folder, where that goes; a notice where it does not.
#   azure_test.sh KELPIE FOLDER
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kelpie=$(realpath "$1") folder=$2
mkdir -p "$folder"
cp "$here"/azure/{package.json,package-lock.json,.npmrc,upload.test.js} "$folder/"
cd "$folder"
if ! npm ci --silent >/dev/null 2>&1; then
  echo "NOTICE: the client's packages cannot be fetched; nothing is tested"
  exit 0
fi
KELPIE=$kelpie exec node --test upload.test.js
