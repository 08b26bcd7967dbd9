#!/usr/bin/env python3
"""`kelpie detect --follow` from outside: killed at random moments, fed late and twice, with receivers that refuse, stall and die; and how fast it is.

  follow.py KELPIE kills [--kills N] [--seed S]     the alerts are those of a process that nobody disturbs; no receiver misses one
  follow.py KELPIE late [--seed S]                  events up to an hour late and delivered twice give the same alerts
  follow.py KELPIE latency [--seconds N] [--rate N] how long after its event an alert of a rule that looks at each row alone is with its receiver
"""
import argparse
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta

START = datetime(2026, 3, 2, 0, 0, 0)

RULES = {
    # Looks at each row alone; an alert a row; tells on arrival.
    "each.yaml": ("Scheduled", "1h", "1h", "gt", 0, "AlertPerResult",
                  "SigninLogs | where ResultType == '50053' | project TimeGenerated, UserPrincipalName, Id"),
    "nrt.yaml": ("NRT", None, None, None, None, "AlertPerResult",
                 "SigninLogs | where ResultType == '50055' | project UserPrincipalName, Id"),
    "spray.yaml": ("Scheduled", "30m", "1h", "gt", 0, "AlertPerResult",
                   "SigninLogs | where ResultType == '50126' | summarize Users = dcount(UserPrincipalName) by IPAddress | where Users > 3"),
    "count.yaml": ("Scheduled", "1h", "2h", "gt", 40, "SingleAlert", "SigninLogs | where ResultType == '50126'"),
    "quiet.yaml": ("Scheduled", "1h", "1h", "lt", 1, "SingleAlert", "SigninLogs | where ResultType == '50074'"),
}


def write_rules(folder, names):
    os.makedirs(folder)
    for number, name in enumerate(sorted(names)):
        kind, frequency, period, operator, threshold, grouping, query = RULES[name]
        with open(f"{folder}/{name}", "w") as out:
            out.write(f"id: 00000000-0000-4000-8000-00000000000{number}\nname: {name[:-5]}\nseverity: Medium\nversion: 1.0.0\nkind: {kind}\n"
                      f"description: A rule of a test\ntactics: [InitialAccess]\nquery: |\n  {query}\neventGroupingSettings:\n  aggregationKind: {grouping}\n")
            if kind == "Scheduled":
                out.write(f"queryFrequency: {frequency}\nqueryPeriod: {period}\ntriggerOperator: {operator}\ntriggerThreshold: {threshold}\n")


def event(number, when, chance):
    # Of 8000 events in twelve hours, more of 50053 an hour and of 50055 a minute than are told one by one: the first to arrive are, wherever processes end.
    code = chance.choices(["0", "50126", "50074", "50053", "50055"], [58, 14, 3, 23, 2])[0]
    return {"time": when.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z", "category": "SignInLogs", "operationName": "Sign-in activity", "resultType": code,
            "properties": {"id": f"event-{number}", "createdDateTime": when.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z",
                           "userPrincipalName": f"user{chance.randrange(40)}@contoso.example", "ipAddress": f"192.0.2.{chance.randrange(20)}",
                           "status": {"errorCode": int(code)}}}


def events(count, hours, chance):
    return [event(i, START + timedelta(seconds=i * hours * 3600 / count), chance) for i in range(count)]


def lines(some):
    return "".join(json.dumps(one) + "\n" for one in some).encode()


def ids_of(path):
    if not os.path.exists(path):
        return []
    return [json.loads(line)["id"] for line in open(path)]


def of_all_rows(path):
    """Rules with an alert that stands for more rows than are told one by one."""
    return {alert["rule"]["name"] for alert in map(json.loads, open(path)) if alert["rowCount"] > 30 and alert["rule"]["name"] in ("each", "nrt")}


class Failed(Exception):
    pass


started = []


def run(arguments, **more):
    """A process that does not outlive this one, whatever fails."""
    started.append(subprocess.Popen(arguments, **more))
    return started[-1]


class Follow:
    """The command's arguments, and a process of them."""

    def __init__(self, kelpie, folder, name, store, sinks, delay="0", *more):
        self.log = open(f"{folder}/{name}.log", "ab")
        self.arguments = [kelpie, "detect", "--follow", "--rules", f"{folder}/rules", "--store", store, "--state", f"{folder}/{name}.db", "--clock", "events",
                          "--delay", delay, "--threads", "1", *more]
        for sink in sinks:
            self.arguments += ["--sink", sink]

    def start(self, *more):
        return run(self.arguments + list(more), stdout=subprocess.DEVNULL, stderr=self.log)

    def drain(self):
        """Until everything is looked at and delivered."""
        for _ in range(30):
            if self.start("--drain").wait() == 0:
                return
        raise Failed(f"alerts are still not delivered; see {self.log.name}")


class Receiver:
    """A web server that now and then refuses, stalls, or hangs up, before or after it has taken an alert."""

    def __init__(self, chance):
        self.taken, self.troubles, receiver = set(), 0, self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                trouble = chance.choice(["none", "none", "none", "refuse", "hang up before", "hang up after", "stall"]) if receiver.troublesome else "none"
                receiver.troubles += trouble != "none"
                if trouble == "stall":
                    time.sleep(0.3)
                if trouble == "refuse":
                    self.send_response(503)
                    self.end_headers()
                    return
                if trouble != "hang up before":
                    for alert in (lambda found: found if isinstance(found, list) else [found])(json.loads(body)):
                        receiver.taken.add(alert["id"])
                if trouble.startswith("hang up"):
                    self.connection.close()
                    return
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.troublesome = True
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.sink = f"http://127.0.0.1:{self.server.server_port}/alerts"


def ingest(kelpie, store):
    return run([kelpie, "ingest", "--store", store, "--acknowledge", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def same(expected, found, what):
    expected, found = set(expected), set(found)
    if expected != found:
        raise Failed(f"{what}: {len(expected - found)} alerts are missing, {len(found - expected)} are there that should not be")


def kills(arguments, folder):
    chance = random.Random(arguments.seed)
    write_rules(f"{folder}/rules", RULES)
    store = f"{folder}/store"
    all_events = events(8000, 12, chance)
    receiver = Receiver(random.Random(arguments.seed + 1))
    writer = ingest(arguments.kelpie, store)
    writer.stdin.write(lines(all_events[:20]))
    writer.stdin.flush()
    writer.stdout.readline()

    undisturbed = Follow(arguments.kelpie, folder, "undisturbed", store, [f"file:{folder}/undisturbed.jsonl"])
    disturbed = Follow(arguments.kelpie, folder, "disturbed", store, [f"file:{folder}/disturbed.jsonl", receiver.sink])
    reference = undisturbed.start()
    done = threading.Event()

    def feed():
        rest = all_events[20:]
        pieces = max(1, arguments.kills * 3)
        for i in range(pieces):
            writer.stdin.write(lines(rest[len(rest) * i // pieces:len(rest) * (i + 1) // pieces]))
            writer.stdin.flush()
            time.sleep(0.1)
        writer.stdin.close()
        done.set()

    threading.Thread(target=feed, daemon=True).start()
    killed = 0
    while killed < arguments.kills:
        process = disturbed.start()
        time.sleep(chance.uniform(0.02, 0.7))
        if process.poll() is not None:
            raise Failed(f"the process ended by itself with {process.returncode}; see {disturbed.log.name}")
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed += 1
    done.wait()
    writer.wait()
    # The minute of the last arrival must be over for the rules that look at arrivals.
    time.sleep(61 - time.time() % 60)
    receiver.troublesome = False
    disturbed.drain()
    time.sleep(1)
    reference.send_signal(signal.SIGTERM)
    if reference.wait() != 0:
        raise Failed(f"the undisturbed process ended with {reference.returncode}; see {undisturbed.log.name}")
    expected = ids_of(f"{folder}/undisturbed.jsonl")
    if len(expected) != len(set(expected)) or len(expected) < 100:
        raise Failed(f"the undisturbed process told {len(expected)} alerts, {len(set(expected))} different ones")
    # Of many kills, the minutes of arrival may have too few.
    if not ({"each", "nrt"} if arguments.kills <= 50 else {"each"}) <= of_all_rows(f"{folder}/undisturbed.jsonl"):
        raise Failed("no window had more rows than are told one by one")
    again = ids_of(f"{folder}/disturbed.jsonl")
    same(expected, again, "the file of the process that was killed")
    same(expected, receiver.taken, "the web server that refuses and stalls")
    print(f"{killed} kills, {receiver.troubles} troubles of the web server: its {len(expected)} alerts and the file's are those of a process that nobody disturbed; "
          f"{len(again) - len(set(again))} were written twice")


def late(arguments, folder):
    chance = random.Random(arguments.seed)
    write_rules(f"{folder}/rules", [name for name in RULES if name != "nrt.yaml"])
    all_events = events(4000, 12, chance)
    # The last one is far behind the others, so that every window is over.
    end = event(len(all_events), START + timedelta(hours=16), random.Random(1))
    arrivals = sorted([(i * 43200 / len(all_events) + chance.choice([0, 0, chance.uniform(0, 3500)]), one) for i, one in enumerate(all_events)], key=lambda at: at[0])
    order = [one for _, one in arrivals]
    twice = []
    for i, one in enumerate(order):
        twice.append(one)
        if chance.random() < 0.3:
            twice.append(order[max(0, i - chance.randrange(200))])
    found = {}
    for name, some, more in [("in order", all_events, ["5m"]), ("late, with a delay of an hour", twice, ["1h"]),
                             ("late, looked at twice", twice, ["5m", "--reconcile", "2"])]:
        store = f"{folder}/{len(found)}"
        follow = Follow(arguments.kelpie, folder, f"late{len(found)}", store, [f"file:{store}.jsonl"], *more)
        writer = ingest(arguments.kelpie, store)
        writer.stdin.write(lines(some[:1]))
        writer.stdin.flush()
        writer.stdout.readline()
        process = follow.start()
        for i in range(1, len(some), 40):
            writer.stdin.write(lines(some[i:i + 40]))
            writer.stdin.flush()
            time.sleep(0.02)
        writer.stdin.write(lines([end]))
        writer.stdin.close()
        writer.wait()
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        process.wait()
        follow.drain()
        found[name] = ids_of(f"{store}.jsonl")
    same(found["in order"], found["late, with a delay of an hour"], "late, with a delay of an hour")
    # What was told of a window before its late events came is told; what they change has other ids.
    same(found["in order"], set(found["in order"]) & set(found["late, looked at twice"]), "late, looked at again")
    if len(found["in order"]) < 50:
        raise Failed(f"there are {len(found['in order'])} alerts only")
    print(f"{len(all_events)} events up to an hour late, {len(twice) - len(order)} of them twice: the same {len(found['in order'])} alerts as in order and once; "
          f"with windows looked at again in place of a delay, {len(set(found['late, looked at twice']) - set(found['in order']))} more of what was not whole yet")


def latency(arguments, folder):
    write_rules(f"{folder}/rules", ["nrt.yaml", "count.yaml"])
    store = f"{folder}/store"
    chance = random.Random(arguments.seed)
    writer = ingest(arguments.kelpie, store)
    threading.Thread(target=lambda: [None for _ in writer.stdout], daemon=True).start()
    plain = event(0, START, random.Random(3))
    writer.stdin.write(lines([plain]))
    writer.stdin.flush()
    while not os.path.exists(store):
        time.sleep(0.05)
    time.sleep(0.5)
    process = Follow(arguments.kelpie, folder, "latency", store, [f"file:{folder}/alerts.jsonl"]).start()
    time.sleep(1)
    sent, seen, number = {}, {}, 0

    def watch():
        place = 0
        while not finished.is_set():
            if os.path.exists(f"{folder}/alerts.jsonl"):
                with open(f"{folder}/alerts.jsonl") as alerts:
                    alerts.seek(place)
                    for line in iter(alerts.readline, ""):
                        if not line.endswith("\n"):
                            break
                        place = alerts.tell()
                        for row in json.loads(line)["rows"]:
                            seen.setdefault(row.get("Id"), time.monotonic())
            time.sleep(0.005)

    finished = threading.Event()
    watcher = threading.Thread(target=watch)
    watcher.start()
    begin = time.monotonic()
    chunk = arguments.rate // 50
    plain["resultType"], plain["properties"]["status"]["errorCode"] = "0", 0
    template = json.dumps(plain).replace("event-0", "event-%d")
    while time.monotonic() - begin < arguments.seconds:
        some = [template % (number + i) for i in range(1, chunk)]
        number += chunk
        marker = event(number, START + timedelta(milliseconds=number), chance)
        if (number // chunk) % 25 == 0:  # two a second: an NRT rule tells of 29 rows a minute one by one
            marker["resultType"], marker["properties"]["status"]["errorCode"] = "50055", 50055
            sent[f"event-{number}"] = time.monotonic()
        else:
            marker["resultType"], marker["properties"]["status"]["errorCode"] = "0", 0
        writer.stdin.write(("\n".join(some) + "\n" + json.dumps(marker) + "\n").encode())
        writer.stdin.flush()
        pause = begin + number / arguments.rate - time.monotonic()
        if pause > 0:
            time.sleep(pause)
    rate = number / (time.monotonic() - begin)
    for _ in range(200):  # on a machine that has other things to do, the last ones may take a while
        if not set(sent) - set(seen):
            break
        time.sleep(0.1)
    finished.set()
    watcher.join()
    process.send_signal(signal.SIGTERM)
    process.wait()
    writer.stdin.close()
    writer.wait()
    if set(sent) - set(seen):
        raise Failed(f"{len(set(sent) - set(seen))} of {len(sent)} alerts did not come")
    times = sorted(seen[one] - sent[one] for one in sent)
    print(f"{rate:.0f} events a second for {arguments.seconds} s, {len(times)} alerts: half within {times[len(times) // 2] * 1000:.0f} ms, "
          f"99 % within {times[len(times) * 99 // 100] * 1000:.0f} ms, all within {times[-1] * 1000:.0f} ms of being sent")
    if times[-1] > 1 and not arguments.any:
        raise Failed("an alert took longer than a second")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kelpie")
    parser.add_argument("what", choices=["kills", "late", "latency"])
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rate", type=int, default=20000)
    parser.add_argument("--any", action="store_true", help="tell the latency and do not judge it")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="kelpie-follow-")
    try:
        {"kills": kills, "late": late, "latency": latency}[arguments.what](arguments, folder)
    except Failed as failure:
        print(f"FAILED (seed {arguments.seed}): {failure}; files are in {folder}", file=sys.stderr)
        sys.exit(1)
    finally:
        for process in started:
            if process.poll() is None:
                process.kill()
    shutil.rmtree(folder)


main()
