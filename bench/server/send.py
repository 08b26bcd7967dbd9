#!/usr/bin/env python3
"""Sends sign-ins of some 320 bytes to /v1/ingest at a steady rate, some hundred a request, and says what was acknowledged how fast."""

import argparse
import http.client
import json
import sys
import time
import uuid


def event(run, number):
    """As Azure Monitor sends one, with the fields that most rules look at."""
    return (
        f'{{"time":"2026-05-01T{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z","category":"SignInLogs",'
        f'"resultType":"{(0, 0, 0, 50126)[number % 4]}","properties":{{"id":"{run}-{number}","userPrincipalName":"user{number % 5000}@contoso.example",'
        f'"ipAddress":"10.0.{number % 250}.{number % 199}","appDisplayName":"Office 365","createdDateTime":"2026-05-01T00:00:00Z"}}}}\n'
    )


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--rate", type=int, default=20000, help="events a second")
    arguments.add_argument("--batch", type=int, default=500)
    arguments.add_argument("--seconds", type=float, default=20)
    arguments.add_argument("--token", default="")
    given = arguments.parse_args()
    connection = http.client.HTTPConnection("127.0.0.1", given.port, timeout=60)
    headers = {"Authorization": "Bearer " + given.token} if given.token else {}
    sent = refused = 0
    slowest = 0.0
    begin = time.monotonic()
    run = uuid.uuid4().hex[:12]
    while time.monotonic() - begin < given.seconds:
        lines = "".join(event(run, number) for number in range(sent, sent + given.batch))
        wait = begin + sent / given.rate - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        at = time.monotonic()
        connection.request("POST", "/v1/ingest", lines.encode(), headers)
        answer = connection.getresponse()
        body = answer.read()
        slowest = max(slowest, time.monotonic() - at)
        if answer.status != 200:
            print(f"answer {answer.status}: {body[:200]!r}", file=sys.stderr)
            return 1
        sent += given.batch
        refused += json.loads(body).get("refused", 0)
    seconds = time.monotonic() - begin
    print(f"events/s {sent / seconds:.0f}  acknowledged {sent}  refused {refused}  slowest request {slowest * 1e3:.0f} ms")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
