"""sender -> syslog-ng (TCP) -> disk-buffer -> our module with libkelpie.so -> store, rules -> file of alerts, all in syslog-ng's process."""
import json
import os
import signal
import time

from events import RULE, Events, Failed, check_alerts, check_store, connect, count, free_port, wait_for
from syslog_ng_process import SyslogNg


def prepare(arguments, folder):
    os.mkdir(f"{folder}/rules")
    with open(f"{folder}/rules/locked.yaml", "w") as out:
        out.write(RULE)
    with open(f"{folder}/plugin.json", "w") as out:
        json.dump({"store": f"{folder}/store", "rules": [f"{folder}/rules"], "delay": "0s", "dead_letters": f"{folder}/refused.jsonl"}, out)
    return SyslogNg(os.path.abspath(arguments.daemons), arguments.libraries, folder)


class Sender:
    """Knows what syslog-ng has taken for good, which TCP does not say, and sends again what it may have lost."""

    def __init__(self, daemon, events, ports):
        self.daemon, self.events, self.ports = daemon, events, ports
        self.sent, self.taken = 0, 0  # events; messages of this process of syslog-ng
        self.connections = None

    def send(self, end):
        if self.connections is None:
            self.connections = [connect(port) for port in self.ports]
        middle = (self.sent + end) // 2
        self.connections[0].sendall(self.events.frames(self.sent, middle, False))
        self.connections[1].sendall(self.events.frames(middle, end, True))

    def wait(self, end):
        self.taken += end - self.sent
        wait_for("syslog-ng has taken the events", lambda: self.daemon.counter("processed") >= self.taken)
        self.sent = end

    def killed(self):
        for one in self.connections:
            one.close()
        self.connections, self.taken = None, 0


def run(arguments, folder, chance):
    kelpie, store = os.path.abspath(arguments.kelpie), f"{folder}/store"
    daemon = prepare(arguments, folder)
    events, ports = Events(arguments.events), [free_port(), free_port()]
    daemon.configure(*ports)
    with open(f"{folder}/alerts.json", "w") as out:
        out.write('{"id":"an alert of which a crash left the beg')
    daemon.start(ports[0])
    try:
        sender = Sender(daemon, events, ports)
        # A rule tells of what comes after it was first started.
        sender.send(1)
        sender.wait(1)
        wait_for("the first event is stored", lambda: count(kelpie, store, "SigninLogs | count") > 0)
        begin = time.monotonic()
        pieces = (arguments.kills + 1) * 4
        kills = 0
        for piece in range(pieces):
            end = events.count * (piece + 1) // pieces
            sender.send(end)
            if piece % 4 == 1 and piece > 4 or piece == 1:
                daemon.process.send_signal(signal.SIGHUP)
            if piece % 4 == 2 and kills < arguments.kills:
                if kills % 2 == 0:
                    sender.wait(end)
                else:
                    time.sleep(chance.uniform(0, 0.2))
                daemon.kill()
                kills += 1
                sender.killed()
                daemon.start(ports[0])
                sender.send(end)
            sender.wait(end)
        wait_for("all events are stored", lambda: count(kelpie, store, "SigninLogs | count") >= events.count)
        seconds = time.monotonic() - begin
    finally:
        if daemon.process.poll() is None:
            daemon.stop()
    check_store(kelpie, store, events)
    alerts, again = check_alerts(f"{folder}/alerts.json", events)
    if "store is not open" in daemon.log():
        raise Failed("the store was opened twice")
    if os.path.getsize(f"{folder}/refused.jsonl") > 0:
        raise Failed("events were refused")
    print(f"syslog-ng: {events.count} events within {seconds:.1f} s, killed {kills} times, reloaded: {events.count} rows, {alerts} alerts, {again} told twice")
