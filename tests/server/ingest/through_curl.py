"""curl: large compressed files, a server that is killed in the middle, numbered requests, and what the other ways in answer."""
import gzip
import json
import os
import subprocess
import threading
import time

from server_process import Failed, event, lines


def curl(server, path, *arguments):
    answer = subprocess.run(["curl", "-sS", "--max-time", "120", "-w", "\n%{http_code}", server.url + path, *arguments], capture_output=True, text=True)
    body, _, status = answer.stdout.rpartition("\n")
    return int(status or 0) if answer.returncode == 0 else 0, body


def large_file(server, events):
    with gzip.open(f"{server.folder}/events.json.gz", "wb", 1) as out:
        out.write(lines(0, events))
    send = lambda: curl(server, "/v1/ingest", "-H", "Content-Encoding: gzip", "-H", "Content-Type: application/x-ndjson", "--data-binary", f"@{server.folder}/events.json.gz")
    answers = []
    thread = threading.Thread(target=lambda: answers.append(send()))
    thread.start()
    while thread.is_alive() and server.count() == 0:
        time.sleep(0.05)
    server.kill()
    thread.join()
    server.start()
    before = server.count()
    begin = time.monotonic()
    status, body = send()
    seconds = time.monotonic() - begin
    if status != 200 or json.loads(body)["stored"] != events:
        raise Failed(f"the whole file again: {status} {body}")
    server.check("a large file, the server killed in the middle", events)
    size = os.path.getsize(f"{server.folder}/events.json.gz")
    print(f"curl: {events} events ({size >> 10} KiB gzip); killed with {before} stored (answered {answers[0][0]}), again within {seconds:.1f} s: nothing lost or doubled")


def numbered(server, requests):
    """Events without an identity, each request sent until it is answered, the server killed now and then."""
    for number in range(requests):
        body = "".join(f'{{"TimeGenerated":"2026-03-01T08:00:00Z","n":{number * 10 + i}}}\n' for i in range(10)).encode()
        killed = number % 8 == 3
        for _ in range(30):
            try:
                if killed:
                    killed = False
                    threading.Timer(0.002, server.kill).start()
                status, _, answer = server.ask("POST", "/v1/ingest/Visits_CL", body, {"Idempotency-Key": f"numbered/{number}"})
                if status == 200:
                    break
            except OSError:
                pass
            time.sleep(0.05)
            if server.process.poll() is not None:
                server.start()
        else:
            raise Failed(f"request {number} was never taken")
        if server.process.poll() is not None:
            server.start()
    time.sleep(0.1)
    if server.process.poll() is not None:
        server.start()
    rows, distinct = server.count("Visits_CL | count"), server.count("Visits_CL | distinct n | count")
    if rows != requests * 10 or distinct != rows:
        raise Failed(f"numbered requests: {requests * 10} events were sent, the store has {rows} rows of {distinct}")
    print(f"numbered requests: {requests} of 10 events without identity, killed {(requests + 4) // 8} times: {rows} rows")


def forms(server):
    """Each way in once, over real HTTP."""
    def expect(what, answer, status, text=""):
        if answer[0] != status or text.encode() not in answer[2]:
            raise Failed(f"{what}: expected {status} with {text!r}, got {answer[0]} {answer[2][:500]}")

    first = 10_000_000
    page = json.dumps({"records": [json.loads(event(first)), json.loads(event(first + 1))]}, indent=2).encode()
    expect("a page", server.ask("POST", "/v1/ingest", page), 200, '"stored":2')
    expect("a list, compressed", server.ask("POST", "/v1/ingest", gzip.compress(f"[{event(first + 2)}]".encode()), {"Content-Encoding": "gzip"}), 200, '"stored":1')
    expect("an unknown coding", server.ask("POST", "/v1/ingest", b"x", {"Content-Encoding": "br"}), 415)
    expect("nothing readable", server.ask("POST", "/v1/ingest", b"PAR1xxxxxxxx"), 400, "Parquet")
    expect("no event", server.ask("POST", "/v1/ingest", b"hello\n"), 422, "NoEvents")
    expect("Logs Ingestion", server.ask("POST", "/dataCollectionRules/dcr-1/streams/Custom-Vpn?api-version=2023-01-01", b'[{"n":1}]'), 204)
    expect("Splunk", server.ask("POST", "/services/collector", f'{{"event":{event(first + 3)}}}'.encode()), 200, '{"text":"Success","code":0}')
    expect("Splunk's health", server.ask("GET", "/services/collector/health"), 200, "HEC is healthy")
    expect("Elasticsearch", server.ask("POST", "/_bulk", f'{{"index":{{"_index":"logs"}}}}\n{event(first + 4)}\n'.encode()), 200, '"errors":false')
    status, headers, _ = server.ask("HEAD", "/")
    if status != 200 or headers["X-Elastic-Product"] != "Elasticsearch":
        raise Failed(f"HEAD /: {status} {headers}")
    rows = server.count("SigninLogs | where Id startswith 'event-1000000' | count")
    if rows != 5:
        raise Failed(f"5 events by all ways, {rows} are stored")
    print("forms: a page, a list, Logs Ingestion, Splunk, Elasticsearch: all stored")


def run(server, arguments):
    server.start()
    large_file(server, arguments.events * 60)
    forms(server)
    numbered(server, 40)
    server.stop()
