"""`kelpie serve` in a folder of a test, the events that are sent to it, and what its store holds afterwards."""
import json
import os
import resource
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request


class Failed(Exception):
    pass


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {seconds} seconds")
        time.sleep(0.1)


def event(number):
    """A small raw sign-in with an id of its own."""
    return (f'{{"time":"2026-03-01T08:00:00.{number % 1000:03}Z","category":"SignInLogs","operationName":"Sign-in activity","resultType":"0","properties":{{"id":"event-{number}",'
            f'"createdDateTime":"2026-03-01T08:00:00Z","userPrincipalName":"user{number % 40}@contoso.example","ipAddress":"192.0.2.{number % 20}"}}}}')


def lines(begin, end):
    return "".join(event(number) + "\n" for number in range(begin, end)).encode()


class KelpieServer:
    def __init__(self, kelpie, folder, more=""):
        self.kelpie, self.folder, self.port, self.process = kelpie, folder, free_port(), None
        with open(f"{folder}/kelpie.yaml", "w") as out:
            out.write(f"store: {folder}/store\ndead_letters: {folder}/refused.jsonl\nlisten:\n  - protocol: http\n    address: 127.0.0.1:{self.port}\n{more}")

    def start(self):
        self.process = subprocess.Popen([self.kelpie, "serve", "--config", f"{self.folder}/kelpie.yaml"], stderr=open(f"{self.folder}/kelpie.log", "a"),
                                        restore_signals=False)  # Python ignores SIGXFSZ, and so does its child: see disk_full()

        def listens():
            if self.process.poll() is not None:
                raise Failed("kelpie serve ended: " + open(f"{self.folder}/kelpie.log").read()[-2000:])
            with socket.socket() as one:
                return one.connect_ex(("127.0.0.1", self.port)) == 0

        wait_for("the server listens", listens, 30)
        return self

    def disk_full(self, full):
        """Files of the server cannot grow, as on a full disk."""
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (1 if full else hard, hard))

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        if self.process.wait(60) != 0:
            raise Failed(f"kelpie serve ended with {self.process.returncode}")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method, path, body=None, headers=None):
        """Status, headers and body; a refusal is an answer, too. Throws OSError when there is none."""
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers, refused.read()

    def count(self, query="SigninLogs | count"):
        """Of what is stored, with the server or without it."""
        answer = subprocess.run([self.kelpie, "query", "--store", f"{self.folder}/store", "--format", "ndjson", query], capture_output=True, text=True)
        if answer.returncode != 0 or not answer.stdout:
            return 0
        return list(json.loads(answer.stdout.splitlines()[0]).values())[0]

    def check(self, what, events):
        """Nothing lost, nothing doubled."""
        rows, distinct = self.count(), self.count("SigninLogs | distinct Id | count")
        if rows != events or distinct != events:
            raise Failed(f"{what}: {events} events were sent, the store has {rows} rows of {distinct} events")


def environment(daemons):
    libraries = [f"{daemons}/usr/lib/syslog-ng", f"{daemons}/usr/lib/x86_64-linux-gnu", f"{daemons}/lib/x86_64-linux-gnu"]
    return dict(os.environ, LD_LIBRARY_PATH=":".join(libraries))
