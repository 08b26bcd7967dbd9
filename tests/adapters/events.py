"""Small sign-ins with ids of their own, the rule that finds a few of them, and what a store and a file of alerts must hold afterwards."""
import json
import os
import socket
import subprocess
import time
from datetime import datetime, timedelta, timezone

RULE = """id: 00000000-0000-4000-8000-000000000001
name: Locked account
severity: Medium
version: 1.0.0
kind: Scheduled
description: A rule of a test
tactics: [InitialAccess]
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
query: |
  SigninLogs | where ResultType == '50053' | project TimeGenerated, UserPrincipalName, Id
eventGroupingSettings:
  aggregationKind: AlertPerResult
"""


HEADER = "<134>1 - host entra - - - "


class Failed(Exception):
    pass


class Events:
    """Numbered events; every `every`th one is what the rule looks for."""

    def __init__(self, count, alerts=50):
        self.count = count
        self.every = max(2, count // alerts)  # the first one is not among them
        self.start = datetime.now(timezone.utc) - timedelta(minutes=2)

    def hit(self, number):
        return number % self.every == self.every // 2

    def found(self):
        return {f"event-{number}" for number in range(self.count) if self.hit(number)}

    def json(self, number):
        when = (self.start + timedelta(milliseconds=60000 * number / self.count)).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"
        code = 50053 if self.hit(number) else 0
        return (f'{{"time":"{when}","category":"SignInLogs","operationName":"Sign-in activity","resultType":"{code}","properties":{{"id":"event-{number}",'
                f'"createdDateTime":"{when}","userPrincipalName":"user{number % 40}@contoso.example","ipAddress":"192.0.2.{number % 20}",'
                f'"status":{{"errorCode":{code}}}}}}}')

    def frames(self, begin, end, octets):
        """As syslog messages of RFC 5424: octet-counted frames of RFC 6587, or lines."""
        pieces = []
        for number in range(begin, end):
            message = HEADER + self.json(number)
            pieces.append(f"{len(message)} {message}" if octets else message + "\n")
        return "".join(pieces).encode()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def connect(port, seconds=20):
    end = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port))
        except OSError:
            if time.monotonic() > end:
                raise Failed(f"nobody listens on port {port}") from None
            time.sleep(0.05)


def wait_for(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {seconds} seconds")
        time.sleep(0.1)


def count(kelpie, store, query):
    answer = subprocess.run([kelpie, "query", "--store", store, "--format", "ndjson", query], capture_output=True, text=True)
    if answer.returncode != 0 or not answer.stdout:
        return 0
    return list(json.loads(answer.stdout.splitlines()[0]).values())[0]


def check_store(kelpie, store, events):
    """Nothing lost, nothing doubled."""
    rows = count(kelpie, store, "SigninLogs | count")
    distinct = count(kelpie, store, "SigninLogs | distinct Id | count")
    if rows != events.count or distinct != events.count:
        raise Failed(f"{events.count} events were sent, the store has {rows} rows of {distinct} events")


def alerted(path):
    """The events that alerts tell of, and how many alerts have an id that was told before."""
    told, ids, again = set(), set(), 0
    if os.path.exists(path):
        for line in open(path):
            alert = json.loads(line)
            again += alert["id"] in ids
            ids.add(alert["id"])
            told.update(row["Id"] for row in alert["rows"])
    return told, again


def check_alerts(path, events):
    told, again = alerted(path)
    if told != events.found():
        raise Failed(f"{len(events.found() - told)} alerts are missing, {len(told - events.found())} are there that should not be")
    return len(told), again
