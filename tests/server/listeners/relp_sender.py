"""A plain RELP sender: opens a session, sends messages in large writes within a window, and counts what is acknowledged."""
import socket
import time


class RelpSender:
    def __init__(self, port, window=50000):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.settimeout(60)
        self.transaction, self.acknowledged, self.window, self.read = 1, 0, window, b""
        offers = b"relp_version=0\ncommands=syslog"
        self.socket.sendall(b"1 open %d %s\n" % (len(offers), offers))
        while b"\n\n" not in self.read:
            self.receive()
        self.read = b""

    def receive(self):
        piece = self.socket.recv(1 << 20)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.read += piece

    def count_answers(self):
        lines = self.read.split(b"\n")
        self.read = lines.pop()
        for line in lines:
            if not line.endswith(b" rsp 6 200 OK"):
                raise ConnectionError(f"not acknowledged: {line!r}")
        self.acknowledged += len(lines)

    def send(self, messages):
        """Returns when they are sent and no more than the window is without an answer."""
        frames = []
        for message in messages:
            self.transaction += 1
            frames.append(b"%d syslog %d %s\n" % (self.transaction, len(message), message))
        self.socket.sendall(b"".join(frames))
        self.wait(self.window)

    def wait(self, most=0):
        while self.transaction - 1 - self.acknowledged > most:
            self.receive()
            self.count_answers()

    def close(self):
        self.wait()
        self.socket.close()
