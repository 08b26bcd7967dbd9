"""Many connections at once, silent or slow, and queries that run away: whoever asks beside them is answered within a second."""
import json
import resource
import select
import subprocess
import threading
import time

from attacked_server import BODY_SECONDS, Failed, HEAD_SECONDS, QUERY_SECONDS, STOP_SECONDS, bearer, expect, token

RUNAWAY = ("range a from 1 to 200000 step 1 | extend k = 1 | join kind=inner (range b from 1 to 200000 step 1 | extend k = 1) on k "
           "| summarize count(), sum(a * b), dcount(a + b)")
# The rest is for the test's own files and the server's.
SPARE = 700


def room_for(connections):
    """As many as this machine's limits allow."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = connections + SPARE
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed < wanted:
        print(f"NOTICE: only {allowed} open files are allowed; {allowed - SPARE} connections instead of {connections}")
    return min(connections, allowed - SPARE)


def check_idle(server, connections):
    before = server.memory()
    idle = []
    try:
        request = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
        began = time.monotonic()
        for number in range(connections):
            one = server.connect()
            one.sendall(request)
            idle.append(one)
            # A few at a time: the first head has to come soon.
            if number >= 100:
                expect(idle[number - 100].recv(4096).startswith(b"HTTP/1.1 200"), f"connection {number - 100} of {connections} is refused")
        for one in idle[-100:]:
            expect(one.recv(4096).startswith(b"HTTP/1.1 200"), f"one of the last of {connections} connections is refused")
        took = time.monotonic() - began
        each = (server.memory() - before) / connections
        server.answers_soon(f"{connections} connections are idle")
        expect(each < 40_000, f"an idle connection holds {each:.0f} bytes")
        # They are not given up: one from each hundred asks again.
        for one in idle[::100]:
            one.sendall(request)
            expect(one.recv(4096).startswith(b"HTTP/1.1 200"), "an idle connection does not answer any more")
    finally:
        for one in idle:
            one.close()
    server.answers_soon("thousands of connections end")
    return f"{connections} idle connections, {each:.0f} bytes each, opened in {took:.1f} s"


def check_slow(server, connections):
    """A byte now and then: of heads, of bodies. All are ended in time."""
    heads = [(server.connect(), b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ") for _ in range(connections)]
    head = f"POST /v1/ingest/SigninLogs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token('ingest')}\r\nContent-Length: 1000000\r\n\r\n"
    bodies = [(server.connect(), head.encode()) for _ in range(connections // 5)]
    alive = {}
    began = time.monotonic()
    for one, data in heads + bodies:
        one.sendall(data)
        one.setblocking(False)
        alive[one.fileno()] = one
    poll = select.poll()
    for number in alive:
        poll.register(number, select.POLLIN)
    asked = False
    while alive and time.monotonic() - began < max(HEAD_SECONDS, BODY_SECONDS) + 6:
        for number, _ in poll.poll(200):
            one = alive[number]
            try:
                ended = one.recv(4096) == b""
            except ConnectionError:
                ended = True
            if ended:
                poll.unregister(number)
                del alive[number]
        for one in alive.values():
            try:
                one.send(b"a")
            except OSError:
                pass
        if not asked:
            server.answers_soon(f"{len(heads) + len(bodies)} slow clients are served")
            asked = True
    took = time.monotonic() - began
    for one, _ in heads + bodies:
        one.close()
    expect(not alive, f"{len(alive)} of {len(heads) + len(bodies)} slow clients are still served after {took:.0f} s")
    return f"{len(heads)} slow heads and {len(bodies)} slow bodies ended within {took:.1f} s"


def check_runaway(server):
    """Over its limits: refused, while another's small queries are answered."""
    answers = []
    asking = [threading.Thread(target=lambda: answers.append((server.query(RUNAWAY), time.monotonic()))) for _ in range(3)]
    began = time.monotonic()
    for one in asking:
        one.start()
    small = 0
    while any(one.is_alive() for one in asking):
        times = []
        for _ in range(3):
            asked = time.monotonic()
            status, body = server.query("print 1", "admin")
            times.append(time.monotonic() - asked)
            expect(status == 200, f"a small query beside those that run away: status {status}: {body[:300]}")
            if times[-1] < 1:
                break
        expect(min(times) < 1, f"a small query beside those that run away took {min(times):.1f} s")
        small += 1
        time.sleep(0.1)
        expect(time.monotonic() - began < 4 * QUERY_SECONDS + 10, "queries run on beyond their limit")
    for (status, body), _ in answers:
        expect(status not in (200, 500) and "error" in json.loads(body), f"a query over its limits: status {status}: {body[:300]}")
    expect(small > 0, "nothing was asked meanwhile")
    return f"{len(answers)} queries that run away stopped within {max(at for _, at in answers) - began:.1f} s, {small} small ones beside them"


def check_stop(server):
    """SIGTERM while queries, a stream, an upload and silent connections are there."""
    def ask():
        try:
            server.query(RUNAWAY, "admin")
        except OSError:
            pass
    threads = [threading.Thread(target=ask, daemon=True) for _ in range(2)]
    for one in threads:
        one.start()
    sockets = [server.connect() for _ in range(20)]
    authorization = f"Host: a\r\nAuthorization: {bearer('admin')['Authorization']}\r\n"
    sockets[0].sendall(f"GET /v1/alerts/stream HTTP/1.1\r\n{authorization}\r\n".encode())
    sockets[1].sendall(f"POST /v1/ingest/SigninLogs HTTP/1.1\r\n{authorization}Content-Length: 1000000\r\n\r\n{{".encode())
    sockets[2].sendall(b"GET / HTTP/1.1\r\n")
    time.sleep(0.5)
    began = time.monotonic()
    server.process.terminate()
    try:
        code = server.process.wait(STOP_SECONDS + 20)
    except subprocess.TimeoutExpired:
        raise Failed("after SIGTERM the server does not end") from None
    took = time.monotonic() - began
    for one in sockets:
        one.close()
    expect(code == 0, f"after SIGTERM the server ended with {code}")
    expect(took < STOP_SECONDS + 4, f"a stop took {took:.1f} s; stop_seconds is {STOP_SECONDS}")
    return f"a stop beside work under way took {took:.1f} s of {STOP_SECONDS} and what handlers get to end in"
