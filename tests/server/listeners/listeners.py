#!/usr/bin/env python3
"""Events through senders that people have into `kelpie serve`: nothing is lost, nothing is doubled, every alert comes.

  listeners.py relp|rsyslog|syslog-ng|logger|kafka KELPIE DAEMONS [--broker PROGRAM] [--events N] [--kills N] [--seed S]

DAEMONS is a folder with the unpacked packages, PROGRAM the mock broker of this folder.
"""
import argparse
import os
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../adapters"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import through_kafka
import through_relp
import through_syslog
from events import Failed

SENDERS = {"relp": through_relp.run, "rsyslog": through_syslog.run_rsyslog, "syslog-ng": through_syslog.run_syslog_ng, "logger": through_syslog.run_logger, "kafka": through_kafka.run}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sender", choices=SENDERS)
    parser.add_argument("kelpie")
    parser.add_argument("daemons")
    parser.add_argument("--broker")
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    arguments.kelpie, arguments.daemons = os.path.abspath(arguments.kelpie), os.path.abspath(arguments.daemons)
    folder = tempfile.mkdtemp(prefix="kelpie-listeners-")
    try:
        SENDERS[arguments.sender](arguments, folder, random.Random(arguments.seed))
    except Failed as failure:
        print(f"FAILED (seed {arguments.seed}): {failure}; files are in {folder}", file=sys.stderr)
        sys.exit(1)
    shutil.rmtree(folder)


main()
