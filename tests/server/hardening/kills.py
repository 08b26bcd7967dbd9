"""kill -9 while events come: what was acknowledged is there, and who sends again doubles nothing."""
import random
import threading
import time

from attacked_server import bearer, expect, lines

BATCH = 100


class Sender(threading.Thread):
    """Sends batches, each until it is acknowledged."""

    def __init__(self, server, number, ending):
        super().__init__(daemon=True)
        self.server, self.number, self.ending = server, number, ending
        self.acknowledged, self.again, self.wrong = 0, 0, None

    def begin_of(self, batch):
        return self.number * 1_000_000 + batch * BATCH

    def run(self):
        while not self.ending.is_set():
            begin = self.begin_of(self.acknowledged)
            if self.put(lines(begin, begin + BATCH), f"sender-{self.number}/{self.acknowledged}"):
                self.acknowledged += 1
            if self.wrong:
                return

    def put(self, body, key):
        headers = {**bearer("ingest"), "Content-Type": "application/x-ndjson", **({"Idempotency-Key": key} if key else {})}
        for _ in range(600):
            try:
                status, answer = self.server.ask_once("POST", "/v1/ingest/SigninLogs", body, headers)
            except OSError:
                status, answer = None, b""
            except Exception:  # the answer broke off: http.client has several words for it
                status, answer = None, b""
            if status in (200, 202):
                return True
            if status not in (None, 429, 503):
                self.wrong = f"status {status}: {answer[:300]}"
                return False
            self.again += 1
            time.sleep(0.05)
        self.wrong = "no batch was taken within 30 seconds"
        return False


def check_kills(server, kills):
    chance = random.Random(kills)
    ending = threading.Event()
    senders = [Sender(server, number, ending) for number in range(1, 5)]
    for one in senders:
        one.start()
    for kill in range(kills):
        time.sleep(0.4 + chance.random())
        server.kill()
        if kill == 0:
            # Before anybody can send again: what is acknowledged by now is there.
            acknowledged = sum(one.acknowledged for one in senders) * BATCH
            stored = server.count()
            expect(stored >= acknowledged, f"{acknowledged} events were acknowledged before the kill, {stored} are stored")
        server.start()
    time.sleep(0.5)
    ending.set()
    for one in senders:
        one.join(60)
        expect(not one.is_alive() and one.wrong is None, f"sender {one.number}: {one.wrong}")
    expect(sum(one.again for one in senders) > 0, "no batch had to be sent again")
    server.stop()
    events = sum(one.acknowledged for one in senders) * BATCH
    server.check(f"{kills} kills", events)
    # Sent once more as a whole, as a shipper does that has lost its place: all is there already.
    server.start()
    for one in senders:
        begin = one.begin_of(0)
        expect(one.put(lines(begin, begin + one.acknowledged * BATCH), None), f"sent once more: {one.wrong}")
    server.stop()
    server.check(f"{kills} kills and everything sent once more", events)
    return f"{kills} kills, {events} events, {sum(one.again for one in senders)} batches tried again: none lost, none doubled"
