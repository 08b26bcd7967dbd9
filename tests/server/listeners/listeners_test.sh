#!/usr/bin/env bash
# listeners.py with the senders at hand: unpacked from Debian's packages, where that goes; a notice where it does not.
#   listeners_test.sh relp|rsyslog|syslog-ng|logger|kafka KELPIE DAEMONS [--broker PROGRAM] [--events N] [--kills N]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../../../.ci/packages.sh"
sender=$1 kelpie=$2 daemons=$3
shift 3
if ! unpack_packages "$daemons" "${syslog_daemons[@]}" "${event_senders[@]}" >/dev/null 2>&1; then
  echo "NOTICE: the senders cannot be fetched; nothing is tested"
  exit 0
fi
exec python3 "$here/listeners.py" "$sender" "$kelpie" "$daemons" "$@"
