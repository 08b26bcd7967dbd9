#!/usr/bin/env python3
"""Events through Debian's own syslog daemons into Kelpie, with our side killed meanwhile: nothing is lost, nothing is doubled, every alert comes.

  adapters.py rsyslog   KELPIE DAEMONS [--events N] [--kills N] [--seed S]          omprog, whose child is killed
  adapters.py syslog-ng KELPIE DAEMONS LIBRARIES [--events N] [--kills N] [--seed S] the module, killed with its syslog-ng

  adapters.py troubles  KELPIE DAEMONS LIBRARIES                                     syslog-ng with configurations that cannot work

DAEMONS is a folder with the unpacked packages, LIBRARIES one with libkelpie.so and libkelpie-syslog-ng.so.
"""
import argparse
import os
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import syslog_ng_troubles
import through_rsyslog
import through_syslog_ng
from events import Failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("through", choices=["rsyslog", "syslog-ng", "troubles"])
    parser.add_argument("kelpie")
    parser.add_argument("daemons")
    parser.add_argument("libraries", nargs="?")
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="kelpie-adapters-")
    try:
        chance = random.Random(arguments.seed)
        {"rsyslog": through_rsyslog.run, "syslog-ng": through_syslog_ng.run, "troubles": syslog_ng_troubles.run}[arguments.through](arguments, folder, chance)
    except Failed as failure:
        print(f"FAILED (seed {arguments.seed}): {failure}; files are in {folder}", file=sys.stderr)
        sys.exit(1)
    shutil.rmtree(folder)


main()
