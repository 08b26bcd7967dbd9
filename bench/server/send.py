#!/usr/bin/env python3
"""Sends events of an NDJSON file to /v1/ingest at a steady rate, some hundred a request, and says what was acknowledged how fast."""

import argparse
import http.client
import json
import sys
import time


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file")
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
    with open(given.file, "rb") as events:
        while time.monotonic() - begin < given.seconds:
            lines = [events.readline() for _ in range(given.batch)]
            if not lines[-1]:
                print("the file is over", file=sys.stderr)
                break
            due = begin + sent / given.rate
            wait = due - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            at = time.monotonic()
            connection.request("POST", "/v1/ingest", b"".join(lines), headers)
            answer = connection.getresponse()
            body = answer.read()
            slowest = max(slowest, time.monotonic() - at)
            if answer.status != 200:
                print(f"answer {answer.status}: {body[:200]!r}", file=sys.stderr)
                return 1
            sent += len(lines)
            refused += json.loads(body).get("refused", 0)
    seconds = time.monotonic() - begin
    print(f"events/s {sent / seconds:.0f}  acknowledged {sent}  refused {refused}  slowest request {slowest * 1e3:.0f} ms")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
