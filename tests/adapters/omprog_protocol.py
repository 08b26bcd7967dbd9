#!/usr/bin/env python3
"""`kelpie ingest --omprog` spoken with as rsyslog's omprog does: its answers, and what the store has after them.

  omprog_protocol.py KELPIE
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from events import Events, Failed, count


class Omprog:
    def __init__(self, kelpie, folder, **environment):
        self.folder = folder
        self.process = subprocess.Popen([kelpie, "ingest", "--omprog", "--store", f"{folder}/store", "--dead-letters", f"{folder}/refused.jsonl"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(f"{folder}/told", "a"), env=dict(os.environ, **environment))

    def say(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self):
        return self.process.stdout.readline().decode()

    def expect(self, line, answer):
        got = self.say(line)
        if got.lstrip(".") != answer + "\n":
            raise Failed(f"{line[:60]!r}: answered {got!r}, expected {answer!r}")
        return got

    def ready(self):
        got = self.answer()
        if got.lstrip(".") != "OK\n":
            raise Failed(f"started with {got!r}; {open(self.folder + '/told').read()}")
        return got

    def end(self, code=0):
        self.process.stdin.close()
        rest = self.process.stdout.read().decode()
        if self.process.wait(20) != code or rest:
            raise Failed(f"ended with {self.process.returncode} and said {rest!r}")

    def kill(self):
        self.process.kill()
        self.process.wait()


def stored(kelpie, folder, expected, what):
    found = count(kelpie, f"{folder}/store", "SigninLogs | count")
    if found != expected:
        raise Failed(f"{what}: the store has {found} rows, expected {expected}")


def transactions(kelpie, folder, events):
    omprog = Omprog(kelpie, folder)
    omprog.ready()
    omprog.expect("BEGIN TRANSACTION", "OK")
    for number in range(3):
        omprog.expect(events.json(number), "DEFER_COMMIT")
    stored(kelpie, folder, 0, "before the commit")
    omprog.expect("COMMIT TRANSACTION", "OK")
    stored(kelpie, folder, 3, "after the commit")
    omprog.expect("BEGIN TRANSACTION", "OK")
    omprog.expect("COMMIT TRANSACTION", "OK")
    omprog.expect(events.json(2), "OK")
    omprog.expect(" " + events.json(3), "OK")
    stored(kelpie, folder, 4, "without a transaction, one of them a second time")
    omprog.end()


def no_events(kelpie, folder, events):
    omprog = Omprog(kelpie, folder)
    omprog.ready()
    omprog.expect("BEGIN TRANSACTION", "OK")
    for line in ["no JSON", "", "[1, 2", "\x00\x01", '{"a":' * 3000, "x" * (17 << 20), events.json(0)]:
        omprog.expect(line, "DEFER_COMMIT")
    omprog.expect("COMMIT TRANSACTION", "OK")
    omprog.expect("no JSON", "OK")
    omprog.end()
    stored(kelpie, folder, 1, "among lines that are no events")
    letters = [json.loads(line) for line in open(f"{folder}/refused.jsonl")]
    told = open(f"{folder}/told").read()
    if len(letters) < 5 or not any(letter["truncated"] for letter in letters) or "refused: expected a JSON object" not in told or "since the start; see" not in told:
        raise Failed(f"{len(letters)} dead letters; told: {told}")


def killed_within_a_transaction(kelpie, folder, events):
    omprog = Omprog(kelpie, folder)
    omprog.ready()
    omprog.expect("BEGIN TRANSACTION", "OK")
    for number in range(10):
        omprog.expect(events.json(number), "DEFER_COMMIT")
    omprog.kill()
    with open(f"{folder}/store.omprog", "a") as deferred:
        deferred.write(events.json(11)[:50])  # of a line that had no answer
    omprog = Omprog(kelpie, folder)
    omprog.ready()
    # rsyslog goes on where there was no answer.
    omprog.expect("BEGIN TRANSACTION", "OK")
    omprog.expect(events.json(10), "DEFER_COMMIT")
    omprog.expect("COMMIT TRANSACTION", "OK")
    omprog.end()
    stored(kelpie, folder, 11, "killed within a transaction")
    if os.path.getsize(f"{folder}/store.omprog") > 0:
        raise Failed("deferred events are left")


def store_that_fails(kelpie, folder, events):
    """Whichever request to the file system fails: what was confirmed is there once."""
    for number in range(6, 24, 3):
        shutil.rmtree(f"{folder}/store", ignore_errors=True)
        omprog = Omprog(kelpie, folder, KELPIE_STORE_FAULT=f"{number}:fail")
        omprog.ready()
        for begin in (0, 5):
            omprog.expect("BEGIN TRANSACTION", "OK")
            for one in range(begin, begin + 5):
                omprog.expect(events.json(one), "DEFER_COMMIT")
            omprog.expect("COMMIT TRANSACTION", "OK")
        omprog.end()
        stored(kelpie, folder, 10, f"request {number} failed")
    if "the store takes events again" not in open(f"{folder}/told").read():
        raise Failed("no request failed while events were stored")


def locked_store(kelpie, folder, events):
    other = subprocess.Popen([kelpie, "ingest", "--store", f"{folder}/store", "-"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    while not os.path.exists(f"{folder}/store/LOCK"):
        time.sleep(0.02)
    time.sleep(0.2)
    omprog = Omprog(kelpie, folder)
    time.sleep(1.5)
    other.stdin.close()
    if "." not in omprog.ready():
        raise Failed("no dot kept the start alive")
    omprog.expect(events.json(0), "OK")
    omprog.end()
    if "there is one writer at a time" not in open(f"{folder}/told").read():
        raise Failed("who has the store was not told")


def main():
    kelpie, events = os.path.abspath(sys.argv[1]), Events(20)
    for case in (transactions, no_events, killed_within_a_transaction, store_that_fails, locked_store):
        folder = tempfile.mkdtemp(prefix="kelpie-omprog-")
        try:
            case(kelpie, folder, events)
        except Failed as failure:
            print(f"FAILED {case.__name__}: {failure}; files are in {folder}", file=sys.stderr)
            sys.exit(1)
        shutil.rmtree(folder)
    print("omprog: transactions, lines that are no events, a kill, failing requests, a locked store")


main()
