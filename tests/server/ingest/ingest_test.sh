#!/usr/bin/env bash
# ingest.py with the daemons at hand: unpacked from Debian's packages, where that goes; a notice where it does not.
#   ingest_test.sh curl|syslog-ng|rsyslog KELPIE DAEMONS [--events N]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../../../.ci/packages.sh"
through=$1 kelpie=$2 daemons=$3
shift 3
if [ "$through" = curl ]; then
  command -v curl >/dev/null || { echo "NOTICE: there is no curl; nothing is tested"; exit 0; }
elif ! unpack_packages "$daemons" "${http_shippers[@]}" >/dev/null 2>&1; then
  echo "NOTICE: the daemons cannot be fetched; nothing is tested"
  exit 0
fi
exec python3 "$here/ingest.py" "$through" "$kelpie" "$daemons" "$@"
