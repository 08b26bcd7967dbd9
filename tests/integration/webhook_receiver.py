#!/usr/bin/env python3
"""An HTTP receiver that checks signatures, or misbehaves. The path says how:

/ok          200 when the signature is right and fresh, otherwise 401; /plain asks for none
/status/N    answers N; /status/429 with Retry-After: 7; /bad-one 422 when the body holds "poison"
/stall       never answers; /slow-header, /endless a byte now and then; /reset resets; /cut closes inside the headers;
/half-body   closes inside the body; /huge answers 200 with 50 MB; /garbage answers no HTTP; /redirect 302
/interim     100 Continue, then 200; /close 200 with Connection: close

    webhook_receiver.py PORT SECRET LOG [CERTIFICATE KEY]

A line of JSON for every request goes to LOG.
"""
import hashlib
import hmac
import json
import socket
import ssl
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT, SECRET, LOG = int(sys.argv[1]), sys.argv[2].encode(), sys.argv[3]
LOCK = threading.Lock()


def verified(header, body, now, tolerance=300):
    """As docs/sinks.md shows it."""
    parts = dict(part.split("=", 1) for part in (header or "").split(",") if "=" in part)
    signed = parts.get("t", "").encode() + b"." + body
    expected = hmac.new(SECRET, signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts.get("v1", "")) and abs(now - int(parts["t"])) <= tolerance


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def raw(self, data, then_close=True):
        self.wfile.write(data)
        self.wfile.flush()
        self.close_connection = then_close

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        good = verified(self.headers.get("X-Kelpie-Signature"), body, time.time())
        with LOCK, open(LOG, "a", encoding="utf-8") as log:
            log.write(json.dumps({"path": self.path, "headers": dict(self.headers), "body": body.decode(), "verified": good}) + "\n")
        path = self.path.split("?")[0]
        if path == "/ok":
            self.answer(200 if good else 401, b"thanks")
        elif path == "/bad-one":
            self.answer(422 if b"poison" in body else 200, b"not this one")
        elif path == "/status/429":
            self.answer(429, b"", [("Retry-After", "7")])
        elif path.startswith("/status/"):
            self.answer(int(path.split("/")[2]), b"as told")
        elif path == "/stall":
            time.sleep(30)
        elif path in ("/slow-header", "/endless"):
            self.raw(b"HTTP/1.1 200 OK\r\nX: " if path == "/slow-header" else b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(100):
                self.raw(b"x")
                time.sleep(0.1)
        elif path == "/reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif path == "/cut":
            self.raw(b"HTTP/1.1 200 OK\r\nContent-")
        elif path == "/half-body":
            self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
        elif path == "/huge":
            self.answer(200, b"x" * 50_000_000)
        elif path == "/garbage":
            self.raw(b"\x00\x01SSH-2.0-nonsense\r\n\r\n")
        elif path == "/redirect":
            self.answer(302, b"", [("Location", "http://192.0.2.1/elsewhere")])
        elif path == "/interim":
            self.raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", False)
        elif path == "/close":
            self.answer(200, b"", [("Connection", "close")])
            self.close_connection = True
        else:
            self.answer(200, b"")


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


server = Server(("127.0.0.1", PORT), Receiver)
if len(sys.argv) > 4:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[4], sys.argv[5])
    server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
