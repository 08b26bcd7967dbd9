#!/usr/bin/env python3
"""What bench/adapters.sh measures: small sign-ins over one TCP connection on loopback, from the first byte until the last event is on the disk."""
import argparse
import json
import os
import shutil
import socket
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tests/adapters"))
import through_rsyslog
from events import HEADER, RULE, Events, Failed, connect, count, free_port, wait_for
from syslog_ng_process import SyslogNg


def processor_seconds(process):
    """Of a process and the children that it has."""
    seconds = 0
    for one in [process, *through_rsyslog.children(process)]:
        fields = open(f"/proc/{one}/stat").read().rsplit(")", 1)[1].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def send(port, path):
    with connect(port) as one, open(path, "rb") as lines:
        one.sendfile(lines)
        one.shutdown(socket.SHUT_WR)


def through_syslog_ng(arguments, folder, path, changes, counted=("written",)):
    daemon = SyslogNg(os.path.abspath(arguments.daemons), arguments.libraries, folder)
    os.mkdir(f"{folder}/rules")
    with open(f"{folder}/rules/locked.yaml", "w") as out:
        out.write(RULE)
    with open(f"{folder}/plugin.json", "w") as out:
        json.dump({"store": f"{folder}/store", "rules": [f"{folder}/rules"], "delay": "0s"}, out)
    ports = [free_port(), free_port()]
    daemon.configure(*ports, changes)
    daemon.start(ports[0])
    try:
        begin = time.monotonic()
        send(ports[0], path)
        # Messages are written when the module says that they are on the disk, and on their way to /dev/null when they are processed.
        wait_for("all events are written", lambda: daemon.counter(*counted) >= arguments.events, 120)
        seconds, processor = time.monotonic() - begin, processor_seconds(daemon.process.pid)
    finally:
        daemon.stop()
    return seconds, processor, f"{folder}/store"


def through_rsyslog_to(arguments, folder, path, file):
    for name in ("log", "spool"):
        os.mkdir(f"{folder}/{name}")
    port = free_port()
    through_rsyslog.configuration(os.path.abspath(arguments.kelpie), folder, port)
    if file:
        text = open(f"{folder}/rsyslog.conf").read()
        action = text[text.index("  action("):text.index("}\n", text.index("  action("))]
        with open(f"{folder}/rsyslog.conf", "w") as out:
            out.write(text.replace(action, f'  action(type="omfile" file="{folder}/events" template="kelpie_event" flushOnTXEnd="on")\n'))
    bytes_in_all = os.path.getsize(path) - arguments.events * len(HEADER)

    def done():
        if file:
            return os.path.exists(f"{folder}/events") and os.path.getsize(f"{folder}/events") >= bytes_in_all
        return count(arguments.kelpie, f"{folder}/store", "SigninLogs | count") >= arguments.events

    daemon = through_rsyslog.start_rsyslog(os.path.abspath(arguments.daemons), folder)
    try:
        connect(port).close()
        begin = time.monotonic()
        send(port, path)
        wait_for("all events are there", done, 120)
        seconds, processor = time.monotonic() - begin, processor_seconds(daemon.pid)
    finally:
        daemon.terminate()
        daemon.wait(60)
    return seconds, processor, f"{folder}/store"


NULL = ("  kelpie(", '  file("/dev/null" template("$MSG\\n")); };\ndestination d_unused {\n  kelpie(')
BUFFER = ("    disk-buffer(", "    # disk-buffer(")
WAYS = {
    "syslog-ng, /dev/null": lambda *given: through_syslog_ng(*given, (NULL,), ("processed", "destination;d_kelpie")),
    "syslog-ng, kelpie()": lambda *given: through_syslog_ng(*given, (BUFFER,)),
    "syslog-ng, kelpie() with workers(2)": lambda *given: through_syslog_ng(*given, (BUFFER, ("workers(1)", "workers(2)"))),
    "syslog-ng, kelpie() with batch-lines(1000) batch-timeout(200)":
        lambda *given: through_syslog_ng(*given, (BUFFER, ("batch-lines(10000)", "batch-lines(1000) batch-timeout(200)"))),
    "syslog-ng, kelpie() with a reliable disk-buffer": lambda *given: through_syslog_ng(*given, ()),
    "rsyslog, a file": lambda *given: through_rsyslog_to(*given, True),
    "rsyslog, omprog with kelpie ingest": lambda *given: through_rsyslog_to(*given, False),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kelpie")
    parser.add_argument("daemons")
    parser.add_argument("libraries")
    parser.add_argument("--events", type=int, default=500000)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    top = tempfile.mkdtemp(prefix="kelpie-bench-", dir=os.path.abspath(arguments.libraries))
    try:
        events = Events(arguments.events)
        path = f"{top}/lines"
        with open(path, "wb") as out:
            for begin in range(0, events.count, 10000):
                out.write(events.frames(begin, min(events.count, begin + 10000), False))
        print(f"{events.count} events of {os.path.getsize(path) // events.count} bytes\n\n| way | events/s | s | processor, µs an event |\n|:--|--:|--:|--:|")
        for number, (name, run) in enumerate(WAYS.items()):
            if arguments.only not in name:
                continue
            folder = f"{top}/{number}"
            os.mkdir(folder)
            seconds, processor, store = run(arguments, folder, path)
            if "null" not in name and "file" not in name and count(arguments.kelpie, store, "SigninLogs | count") != events.count:
                raise Failed(f"{name}: the store has another number of events")
            print(f"| {name} | {events.count / seconds:,.0f} | {seconds:.2f} | {processor / events.count * 1e6:.1f} |", flush=True)
    except Failed as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        sys.exit(1)
    finally:
        shutil.rmtree(top)


main()
