"""sender -> rsyslog (imptcp) -> omprog -> kelpie ingest --omprog -> store -> kelpie detect --follow -> file of alerts."""
import os
import re
import signal
import subprocess
import time

from events import RULE, Events, Failed, check_alerts, check_store, connect, count, free_port, wait_for


def configuration(kelpie, folder, port):
    """The one that people copy, with the paths and the port of this test."""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../plugin/adapters/rsyslog/kelpie.conf")
    text = open(source).read()
    for before, after in [("/usr/bin/setpriv --reuid=kelpie --regid=kelpie --clear-groups --no-new-privs ", ""), ("/usr/bin/kelpie", kelpie), ("/var/lib/kelpie", folder), ("/var/log/kelpie", f"{folder}/log"), ('"5514"', f'"{port}"'),
                          ('action.resumeInterval="5"', 'action.resumeInterval="1"')]:
        if before not in text:
            raise Failed(f"kelpie.conf has no {before} any more")
        text = text.replace(before, after)
    with open(f"{folder}/rsyslog.conf", "w") as out:
        out.write(f'global(workDirectory="{folder}/spool")\n{text}')


def start_rsyslog(daemons, folder):
    libraries = [f"{daemons}/usr/lib/x86_64-linux-gnu", f"{daemons}/lib/x86_64-linux-gnu"]
    environment = dict(os.environ, LD_LIBRARY_PATH=":".join(libraries))
    return subprocess.Popen([f"{daemons}/usr/sbin/rsyslogd", "-n", "-f", f"{folder}/rsyslog.conf", "-i", f"{folder}/rsyslog.pid", "-M", libraries[0] + "/rsyslog"],
                            env=environment, stdout=open(f"{folder}/rsyslog.log", "a"), stderr=subprocess.STDOUT)


def children(process):
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True).stdout
    return [int(number) for number in re.findall(r"\d+", found)]


def run(arguments, folder, chance):
    kelpie, store = os.path.abspath(arguments.kelpie), f"{folder}/store"
    for name in ("rules", "log", "spool"):
        os.mkdir(f"{folder}/{name}")
    with open(f"{folder}/rules/locked.yaml", "w") as out:
        out.write(RULE)
    events, port = Events(arguments.events), free_port()
    configuration(kelpie, folder, port)
    follow = [kelpie, "detect", "--follow", "--rules", f"{folder}/rules", "--store", store, "--state", f"{folder}/state.db", "--delay", "0",
              "--sink", f"file:{folder}/alerts.json"]
    daemon = start_rsyslog(arguments.daemons, folder)
    detect, killed = None, 0
    try:
        sockets = [connect(port), connect(port)]
        # A rule tells of what comes after it was first started.
        sockets[0].sendall(events.frames(0, 1, False))
        wait_for("the first event is stored", lambda: count(kelpie, store, "SigninLogs | count") > 0)
        detect = subprocess.Popen(follow, stdout=subprocess.DEVNULL, stderr=open(f"{folder}/detect.log", "a"))
        wait_for("the rule runs", lambda: "1 rule runs" in open(f"{folder}/detect.log").read())
        begin = time.monotonic()
        pieces = (arguments.kills + 1) * 4
        for piece in range(pieces):
            sockets[piece % 2].sendall(events.frames(max(1, events.count * piece // pieces), events.count * (piece + 1) // pieces, piece % 2 == 1))
            if piece % 4 == 2 and killed < arguments.kills:
                wait_for("omprog has started its program again", lambda: children(daemon.pid))
                time.sleep(chance.uniform(0, 0.1))
                for child in children(daemon.pid):
                    os.kill(child, signal.SIGKILL)
                    killed += 1
        for one in sockets:
            one.close()
        wait_for("all events are stored", lambda: count(kelpie, store, "SigninLogs | count") >= events.count, 120)
        seconds = time.monotonic() - begin
        if killed == 0:
            raise Failed("no child was there to be killed")
        wait_for("the alerts are told", lambda: os.path.exists(f"{folder}/alerts.json") and sum(1 for _ in open(f"{folder}/alerts.json")) >= len(events.found()), 30)
    finally:
        for process in (detect, daemon):
            if process is not None:
                process.terminate()
        for process in (detect, daemon):
            if process is not None and process.wait(30) != 0:
                raise Failed(f"{process.args[0]} ended with {process.returncode}")
    check_store(kelpie, store, events)
    alerts, again = check_alerts(f"{folder}/alerts.json", events)
    if os.path.exists(f"{folder}/log/refused.jsonl") and os.path.getsize(f"{folder}/log/refused.jsonl") > 0:
        raise Failed("events were refused")
    print(f"rsyslog: {events.count} events within {seconds:.1f} s, omprog's child killed {killed} times: {events.count} rows, {alerts} alerts, {again} told twice")
