"""`kelpie serve` with the listeners of a test: started, killed, started again, asked."""
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../adapters"))
from events import RULE, Failed, check_alerts, count, free_port, wait_for  # noqa: E402


class Serving:
    def __init__(self, kelpie, folder, settings):
        """`settings`: YAML of the listeners."""
        self.kelpie, self.folder, self.store, self.process = kelpie, folder, f"{folder}/store", None
        os.makedirs(f"{folder}/rules", exist_ok=True)
        with open(f"{folder}/rules/locked.yaml", "w") as out:
            out.write(RULE)
        with open(f"{folder}/kelpie.yaml", "w") as out:
            out.write(f"store: {self.store}\nrules: [{folder}/rules]\ndelay: 0s\naudit: false\ntrust_others: true\n"
                      f"dead_letters: {folder}/refused.jsonl\nsinks: ['file:{folder}/alerts.json']\n{settings}")
        os.chmod(f"{folder}/kelpie.yaml", 0o600)

    def start(self):
        log = f"{self.folder}/kelpie.log"
        begin = os.path.getsize(log) if os.path.exists(log) else 0
        self.process = subprocess.Popen([self.kelpie, "serve", "--config", f"{self.folder}/kelpie.yaml"], stdout=subprocess.DEVNULL, stderr=open(log, "a"))

        def ready():
            if self.process.poll() is not None:
                raise Failed(f"kelpie serve ended with {self.process.returncode}:\n{open(log).read()[begin:]}")
            return "kelpie: ready" in open(log).read()[begin:]
        wait_for("kelpie serve is ready", ready, 30)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        if self.process.wait(40) != 0:
            raise Failed(f"kelpie serve ended with {self.process.returncode}")

    def count(self, query):
        return count(self.kelpie, self.store, query)

    def wait_for_events(self, number, seconds=60):
        wait_for(f"{number} events are stored", lambda: self.count("SigninLogs | count") >= number, seconds)

    def check(self, events, other_rows=0):
        """Nothing is lost or doubled, the rule has told what it should, nothing was refused, and texts that are no events are rows of Syslog."""
        rows, distinct = self.count("SigninLogs | count"), self.count("SigninLogs | distinct Id | count")
        if rows != events.count or distinct != events.count:
            raise Failed(f"{events.count} events were sent, the store has {rows} rows of {distinct} events")
        path = f"{self.folder}/alerts.json"
        wait_for("the alerts are told", lambda: os.path.exists(path) and sum(1 for _ in open(path)) >= len(events.found()), 40)
        alerts, again = check_alerts(path, events)
        others = self.count("Syslog | count")
        if others != other_rows:
            raise Failed(f"the table Syslog has {others} rows, expected {other_rows}")
        refused = f"{self.folder}/refused.jsonl"
        if os.path.exists(refused) and os.path.getsize(refused) > 0:
            raise Failed(f"events were refused: {open(refused).readline()}")
        return f"{rows} rows, {alerts} alerts, {again} told twice"


__all__ = ["Failed", "Serving", "free_port", "wait_for"]
