"""A server with tokens of every role and short patience, and sockets on which a test says exactly what it wants."""
import hashlib
import http.client
import json
import os
import select
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../ingest"))
from server_process import Failed, KelpieServer, lines, wait_for  # noqa: E402

ROLES = ["ingest", "query", "rules", "metrics", "admin"]
HEAD_SECONDS, BODY_SECONDS, QUERY_SECONDS, STOP_SECONDS = 2, 2, 3, 2


def token(role):
    return f"kelpie_a-token-of-a-test-for-the-role-{role}"


TOKENS = "tokens:\n" + "".join(
    f"  - {{name: {role}, sha256: {hashlib.sha256(token(role).encode()).hexdigest()}, roles: [{role}]}}\n" for role in ROLES)
SETTINGS = TOKENS + (f"http: {{header_seconds: {HEAD_SECONDS}, body_seconds: {BODY_SECONDS}}}\nstop_seconds: {STOP_SECONDS}\n"
                     f"queries: {{seconds: {QUERY_SECONDS}, memory_megabytes: 256}}\nadmin_queries: {{seconds: 60, memory_megabytes: 512}}\n")


def bearer(role):
    return {"Authorization": "Bearer " + token(role)}


def expect(holds, what):
    if not holds:
        raise Failed(what)


class AttackedServer(KelpieServer):
    def __init__(self, kelpie, folder):
        super().__init__(kelpie, folder, SETTINGS)
        os.chmod(f"{folder}/kelpie.yaml", 0o600)

    def ask_once(self, method, path, body=None, headers=None, timeout=30):
        """Status and body. The path goes out as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def query(self, text, role="query", timeout=30):
        body = json.dumps({"query": text}).encode()
        return self.ask_once("POST", "/v1/workspaces/w/query", body, {**bearer(role), "Content-Type": "application/json"}, timeout)

    def raw(self, data, half_close=False, timeout=10):
        """All that comes for these bytes until the connection ends, or nothing more comes behind an answer. What the server does not wait for is not sent."""
        with self.connect() as one:
            got, left = b"", memoryview(data)
            one.settimeout(timeout)
            try:
                while left:
                    readable, writable, _ = select.select([one], [one], [], timeout)
                    if readable or not writable:
                        break
                    left = left[one.send(left[:65536]):]
                if half_close and not left:
                    one.shutdown(socket.SHUT_WR)
                one.settimeout(timeout)
                while piece := one.recv(65536):
                    got += piece
                    one.settimeout(timeout if half_close else 0.2)
            except (TimeoutError, ConnectionError):
                pass
            return got

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def memory(self):
        """Bytes that the process holds."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))

    def answers_soon(self, while_what):
        """Health and a small query within a second each; a machine that is busy with others gets three tries."""
        for name, ask in (("/healthz", lambda: self.ask_once("GET", "/healthz")[0]), ("a small query", lambda: self.query("print 1")[0])):
            times = []
            for _ in range(3):
                began = time.monotonic()
                status = ask()
                times.append(time.monotonic() - began)
                expect(status == 200, f"{name} while {while_what}: status {status}")
                if times[-1] < 1:
                    break
            expect(min(times) < 1, f"{name} while {while_what}: took {min(times):.1f} s")

    def is_alive(self, after):
        expect(self.process.poll() is None, f"the server has ended after {after}: " + open(f"{self.folder}/kelpie.log").read()[-2000:])
        expect(self.ask_once("GET", "/healthz")[0] == 200, f"/healthz after {after}")


__all__ = ["AttackedServer", "BODY_SECONDS", "Failed", "HEAD_SECONDS", "QUERY_SECONDS", "ROLES", "STOP_SECONDS", "bearer", "expect", "lines", "token", "wait_for"]
