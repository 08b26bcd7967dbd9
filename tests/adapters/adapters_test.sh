#!/usr/bin/env bash
# adapters.py with the daemons at hand: unpacked from Debian's packages, where that goes; a notice where it does not.
#   adapters_test.sh rsyslog|syslog-ng|troubles KELPIE DAEMONS LIBRARIES [--events N] [--kills N]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../../.ci/packages.sh"
through=$1 kelpie=$2 daemons=$3 libraries=$4
shift 4
if ! unpack_packages "$daemons" "${syslog_daemons[@]}" >/dev/null 2>&1; then
  echo "NOTICE: the daemons cannot be fetched; nothing is tested"
  exit 0
fi
if [ "$through" != rsyslog ] && [ ! -e "$libraries/libkelpie-syslog-ng.so" ]; then
  echo "NOTICE: the module for syslog-ng was not built (cmake says why); nothing is tested"
  exit 0
fi
exec python3 "$here/adapters.py" "$through" "$kelpie" "$daemons" "$libraries" "$@"
