"""kcat -> librdkafka's mock cluster -> kelpie serve, killed meanwhile: every message is stored once, also those without an identity."""
import os
import subprocess
import time

from daemons import environment
from events import Events, wait_for
from serving import Failed, Serving

PARTITIONS = 3
SCHEMA = """table: Plain_CL
description: Rows without an identity, so that a second delivery would be a second row.
columns:
  - {name: TimeGenerated, type: datetime, description: When.}
  - {name: Number, type: long, description: Which one.}
"""


class Broker:
    """A broker in a process of its own."""

    def __init__(self, arguments):
        self.kcat, self.environment = f"{arguments.daemons}/usr/bin/kcat", environment(arguments.daemons)
        self.process = subprocess.Popen([arguments.broker, f"entra={PARTITIONS}", f"plain={PARTITIONS}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().strip()

    def produce(self, topic, messages):
        for partition in range(PARTITIONS):
            text = "".join(message + "\n" for message in messages[partition::PARTITIONS])
            if text:
                subprocess.run([self.kcat, "-P", "-b", self.address, "-t", topic, "-p", str(partition)], input=text, text=True, env=self.environment, check=True, capture_output=True)

    def end(self):
        self.process.stdin.close()
        self.process.wait(20)


def run(arguments, folder, chance):
    broker, events = Broker(arguments), Events(arguments.events)
    with open(f"{folder}/Plain_CL.yaml", "w") as out:
        out.write(SCHEMA)
    # The mock cluster's id changes with its process, and its first rebalance takes three seconds.
    kafka = "{brokers: '%s', cluster: mock, settings: ['session.timeout.ms=6000', 'heartbeat.interval.ms=500'], " % broker.address
    serving = Serving(arguments.kelpie, folder, f"""schemas: [{folder}/Plain_CL.yaml]
kafka:
  - {kafka} topics: [entra], group: entra}}
  - {kafka} topics: ['^pl.*'], group: plain, table: Plain_CL}}
listen: [{{address: '127.0.0.1:0'}}]
""")

    def plain_rows():
        answer = subprocess.run([serving.kelpie, "query", "--schemas", f"{folder}/Plain_CL.yaml", "--store", serving.store, "--format", "ndjson", "Plain_CL | summarize Rows = count(), Numbers = dcount(Number, 4)"],
                                capture_output=True, text=True)
        return answer.stdout.strip()

    def plain(begin, end):
        return ['{"Number":%d,"TimeGenerated":"2026-01-01T00:00:00Z"}' % number for number in range(begin, end)]

    killed, begin = 0, time.monotonic()
    try:
        serving.start()
        pieces = arguments.kills + 2
        for piece in range(pieces):
            first, last = events.count * piece // pieces, events.count * (piece + 1) // pieces
            # Azure's own wrapping, and one event a message.
            messages = [events.json(number) for number in range(first, last)]
            half = len(messages) // 2
            wrapped = ['{"records":[%s]}' % ",".join(messages[at:at + 10]) for at in range(half, len(messages), 10)]
            broker.produce("entra", messages[:half] + wrapped)
            broker.produce("plain", plain(first, last))
            if killed < arguments.kills:
                before = serving.count("SigninLogs | count")
                wait_for("events arrive", lambda: serving.count("SigninLogs | count") > before, 60)
                time.sleep(chance.uniform(0, 0.3))
                serving.kill()
                killed += 1
                serving.start()
        serving.wait_for_events(events.count)
        expected = '{"Rows":%d,"Numbers":' % events.count
        wait_for("all rows without identity are stored", lambda: plain_rows().startswith(expected), 60)
        time.sleep(1)
        if not plain_rows().startswith(expected):
            raise Failed(f"{events.count} messages without an identity were sent; the store has {plain_rows()}")
        seconds = time.monotonic() - begin
        print(f"Kafka: 2 * {events.count} events within {seconds:.1f} s, the server killed {killed} times: {serving.check(events)}")
    finally:
        serving.stop()
        broker.end()
