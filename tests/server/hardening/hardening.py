"""`kelpie serve` among clients that are broken, slow, many, hungry or mean to do harm, and killed and stopped meanwhile.
    hardening.py KELPIE [--connections N] [--kills N] [--only NAME]
"""
import argparse
import os
import signal
import sys
import tempfile
import time

from access import check_access, check_changes
from attacked_server import AttackedServer, Failed, bearer, lines
from broken_http import check_framing, check_paths, check_sizes
from crowds import check_idle, check_runaway, check_slow, check_stop, room_for
from kills import check_kills


def attack(name, check):
    """What the check says, and how long it took."""
    began = time.monotonic()
    print(f"{name}: {check()} ({time.monotonic() - began:.1f} s)", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("kelpie")
    arguments.add_argument("--connections", type=int, default=10_000)
    arguments.add_argument("--kills", type=int, default=3)
    arguments.add_argument("--only")
    given = arguments.parse_args()
    # The server ends with the test.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    connections = room_for(given.connections)
    server = None
    with tempfile.TemporaryDirectory() as folder:
        served, killed = f"{folder}/served", f"{folder}/killed"
        os.mkdir(served)
        os.mkdir(killed)
        try:
            server = AttackedServer(given.kelpie, served).start()
            status, answer = server.ask_once("POST", "/v1/ingest/SigninLogs", lines(0, 2000), bearer("ingest"))
            if status != 200:
                raise Failed(f"events of the test were not taken: {status} {answer[:300]}")
            checks = {
                "idle": lambda: check_idle(server, connections),
                "slow": lambda: check_slow(server, min(500, connections // 2)),
                "sizes": lambda: check_sizes(server),
                "framing": lambda: check_framing(server),
                "paths": lambda: check_paths(server),
                "access": lambda: check_access(server),
                "changes": lambda: check_changes(server),
                "runaway": lambda: check_runaway(server),
                "stop": lambda: check_stop(server),
            }
            for name, check in checks.items():
                if given.only in (None, name):
                    attack(name, check)
            if given.only in (None, "kills"):
                server.kill()
                server = AttackedServer(given.kelpie, killed).start()
                attack("kills", lambda: check_kills(server, given.kills))
        except Failed as failed:
            print(f"FAILED: {failed}", file=sys.stderr)
            return 1
        finally:
            if server is not None and server.process is not None and server.process.poll() is None:
                server.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
