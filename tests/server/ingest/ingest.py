#!/usr/bin/env python3
"""Events over HTTP from real senders into `kelpie serve`, which is killed meanwhile: nothing that was acknowledged is lost, and nothing is doubled.
   ingest.py curl|syslog-ng|rsyslog KELPIE [DAEMONS] [--events N]"""
import argparse
import importlib
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server_process import Failed, KelpieServer  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("through", choices=["curl", "syslog-ng", "rsyslog"])
    parser.add_argument("kelpie")
    parser.add_argument("daemons", nargs="?", default="")
    parser.add_argument("--events", type=int, default=5000)
    arguments = parser.parse_args()
    arguments.daemons = os.path.abspath(arguments.daemons)
    folder = tempfile.mkdtemp(prefix="kelpie-ingest-")
    server = KelpieServer(os.path.abspath(arguments.kelpie), folder)
    try:
        importlib.import_module("through_" + arguments.through.replace("-", "_")).run(server, arguments)
    except Failed as failure:
        print(f"{arguments.through}: {failure}")
        for name in ("kelpie.log", "syslog-ng.log", "rsyslog.log", "errors.json"):
            if os.path.exists(f"{folder}/{name}"):
                print(f"--- {name}\n" + open(f"{folder}/{name}").read()[-3000:])
        return 1
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


sys.exit(main())
