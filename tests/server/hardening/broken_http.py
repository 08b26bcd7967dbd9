"""Heads, bodies and paths that no client sends: each is refused with a status that says why, and the server goes on."""
import gzip
import re

from attacked_server import expect, token

ADMIN = f"Host: a\r\nAuthorization: Bearer {token('admin')}\r\n"


def statuses(answer):
    return [int(one) for one in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def check_sizes(server):
    query, ingest = "/v1/workspaces/w/query", "/v1/ingest/SigninLogs"
    large = f"POST {query} HTTP/1.1\r\n{ADMIN}Content-Type: application/json\r\n"
    bomb = gzip.compress(b" " * (80 << 20))
    cases = [
        ("a head of 40 KB in one field", f"GET /healthz HTTP/1.1\r\nHost: a\r\nX: {'a' * 40000}\r\n\r\n".encode(), {431}),
        ("a head of 4000 fields", ("GET /healthz HTTP/1.1\r\nHost: a\r\n" + "X-Y: 12345\r\n" * 4000 + "\r\n").encode(), {431}),
        ("a target of 40 KB", f"GET /{'a' * 40000} HTTP/1.1\r\nHost: a\r\n\r\n".encode(), {414, 431}),
        ("a target of 20 KB", f"GET /{'a/' * 10000} HTTP/1.1\r\nHost: a\r\n\r\n".encode(), {404, 401}),
        ("a head that never ends", b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 20000, {431}),
        ("300 arguments", f"GET /healthz?{'a=b&' * 300} HTTP/1.1\r\nHost: a\r\n\r\n".encode(), {400}),
        ("a body of 1 TB, by its length", f"{large}Content-Length: 1099511627776\r\n\r\n".encode(), {413}),
        ("a length that is none", f"{large}Content-Length: 99999999999999999999999\r\n\r\n".encode(), {400}),
        ("a negative length", f"{large}Content-Length: -1\r\n\r\n".encode(), {400}),
        ("a body of 80 MB in chunks", f"{large}Transfer-Encoding: chunked\r\n\r\n".encode() + (b"100000\r\n" + b" " * 0x100000 + b"\r\n") * 80, {413}),
        ("80 MB of blanks in 80 KB of gzip", f"{large}Content-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode() + bomb, {413}),
        ("gzip that is none", f"POST {ingest} HTTP/1.1\r\n{ADMIN}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello".encode(), {400}),
        ("a coding that is not known", f"POST {ingest} HTTP/1.1\r\n{ADMIN}Content-Encoding: br\r\nContent-Length: 5\r\n\r\nhello".encode(), {415}),
    ]
    for what, data, expected in cases:
        found = statuses(server.raw(data))
        expect(len(found) == 1 and found[0] in expected, f"{what}: {found}, expected one of {sorted(expected)}")
    server.is_alive("large heads and bodies")
    return f"{len(cases)} requests that are too large"


def check_framing(server):
    get = "GET /healthz HTTP/1.1\r\nHost: a\r\n"
    post = f"POST /v1/ingest/SigninLogs HTTP/1.1\r\n{ADMIN}"
    smuggled = "GET /v1/rules HTTP/1.1\r\nHost: a\r\n\r\n"
    cases = [
        ("a length and chunks at once", f"{post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}", [400]),
        ("two lengths", f"{post}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", [400]),
        ("a Transfer-Encoding that hides chunked", f"{post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{smuggled}", [501]),
        ("chunked that is not last", f"{post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{smuggled}", [501]),
        ("a blank before a colon", f"{get}Transfer-Encoding : chunked\r\n\r\n", [400]),
        ("a name of a field with a blank", f"{get}X Y: z\r\n\r\n", [400]),
        ("NUL in a field", f"{get}X: a\0b\r\n\r\n", [400]),
        ("two hosts", f"{get}Host: b\r\n\r\n", [400]),
        ("no host", "GET /healthz HTTP/1.1\r\n\r\n", [400]),
        ("a host that is none", "GET /healthz HTTP/1.1\r\nHost: a/../<b>\r\n\r\n", [400]),
        ("a version that is none", "GET /healthz HTTP/3.7\r\nHost: a\r\n\r\n", [400, 505]),
        ("no version", "GET /healthz\r\n\r\n", [400]),
        ("a size of a chunk that is none", f"{post}Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n", [400]),
        ("a size of a chunk beyond all numbers", f"{post}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\nab", [400]),
        ("a chunk that is longer than it says", f"{post}Transfer-Encoding: chunked\r\n\r\n1\r\nabcdef\r\n0\r\n\r\n", [400]),
        ("TLS where plain is spoken", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", [400]),
        ("bytes of no protocol", "\x00\xff\x00\xff\r\n\r\n", [400]),
        ("garbage behind a request", f"{get}\r\n\0\1\2garbage\r\n\r\n{smuggled}", [200, 400]),
        ("fifty requests at once, then garbage", f"{get}\r\n" * 50 + "~~~~\r\n\r\n", [200] * 50 + [400]),
        ("a body that a GET has", f"{get}Content-Length: 5\r\n\r\nhello{get}\r\n", [200, 200]),
    ]
    for what, data, expected in cases:
        found = statuses(server.raw(data.encode("latin-1"), half_close=True))
        right = found == expected or (len(expected) == 2 and expected == [400, 505] and found and found[0] in expected)
        expect(right, f"{what}: {found}, expected {expected}")
    truncated = [f"{post}Content-Length: 100\r\n\r\nhalf", f"{post}Transfer-Encoding: chunked\r\n\r\n64\r\nhalf", f"{post}Content-Length: 1", "GET /heal", f"{post}Transfer-Encoding: chunked\r\n\r\n"]
    for data in truncated:
        found = statuses(server.raw(data.encode(), half_close=True))
        expect(found in ([], [400]), f"a request that ends early, {data[-30:]!r}: {found}")
    server.is_alive("broken framing")
    return f"{len(cases)} broken requests, {len(truncated)} that end early"


def check_paths(server):
    protected = ["/v1/rules", "/metrics", "/v1.0/auditLogs/signIns"]
    tricks = ["/healthz/..{0}", "/healthz/%2e%2e{0}", "/healthz/%2E%2E{0}", "/healthz%2f..{0}", "/healthz/..%2f{1}", "/{0}", "//{0}", "/.{0}", "/%2e{0}", "{0}%00", "{0}%00.html", "{0}%",
              "{0}%zz", "{0}/", "{0}//", "{0};a=b", "{0}?%00", "{0}#x", "/%2f{1}", "http://a{0}", "http://a@b{0}", "HTTP://A{0}", "http:{0}", "{1}", "*", "{0}\\..\\healthz", "{0}%5c..",
              "/healthz%3f{0}", "/healthz?{0}", "{0}%20", "/%c0%ae%c0%ae{0}", "/%e2%80%ae{0}", "{0}\xff"]
    asked = 0
    for path in protected:
        for trick in tricks:
            target = trick.format(path, path[1:])
            for authorization in ("", f"Authorization: Bearer {token('admin')}\r\n"):
                asked += 1
                answer = server.raw(f"GET {target} HTTP/1.1\r\nHost: a\r\n{authorization}Connection: close\r\n\r\n".encode("latin-1"))
                found = statuses(answer)
                expect(len(found) == 1 and found[0] != 500, f"the target {target!r}: {found}")
                body = answer.partition(b"\r\n\r\n")[2]
                harmless = found[0] >= 400 or body.startswith(b'{"status":"alive"}')
                expect(authorization or harmless, f"the target {target!r} without a token: {found}")
    server.is_alive("tricks with paths")
    return f"{asked} paths with tricks"
