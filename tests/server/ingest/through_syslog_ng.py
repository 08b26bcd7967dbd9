"""sender -> syslog-ng (TCP) -> http() with batches -> /v1/ingest, the server killed meanwhile."""
import os
import socket
import subprocess
import time

from server_process import Failed, environment, event, free_port, wait_for


def start(daemons, folder, port, url):
    os.mkdir(f"{folder}/buffer")
    with open(f"{folder}/syslog-ng.conf", "w") as out:
        out.write(f"""@version: 3.38
options {{ stats-freq(0); time-reopen(1); }};
source s_tcp {{ network(ip(127.0.0.1) port({port}) flags(no-parse) log-iw-size(20000) log-msg-size(262144)); }};
destination d_kelpie {{
  http(url("{url}/v1/ingest") method("POST") headers("Content-Type: application/x-ndjson")
       body("$MSG") batch-lines(200) batch-timeout(100) delimiter("\\n") workers(2) timeout(20)
       disk-buffer(reliable(yes) disk-buf-size(200000000) mem-buf-size(10000000) dir("{folder}/buffer")));
}};
log {{ source(s_tcp); destination(d_kelpie); flags(flow-control); }};
""")
    return subprocess.Popen([f"{daemons}/usr/sbin/syslog-ng", "-F", "-e", "--no-caps", "-f", f"{folder}/syslog-ng.conf", "-p", f"{folder}/pid", "-c", f"{folder}/control",
                             "-R", f"{folder}/persist", f"--module-path={daemons}/usr/lib/syslog-ng/3.38"],
                            env=environment(daemons), stdout=open(f"{folder}/syslog-ng.log", "a"), stderr=subprocess.STDOUT)


def connect(port):
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port))
        except OSError:
            time.sleep(0.05)
    raise Failed(f"nobody listens on port {port}")


def run(server, arguments):
    server.start()
    port = free_port()
    daemon = start(arguments.daemons, server.folder, port, server.url)
    try:
        begin = time.monotonic()
        sender = connect(port)
        kills = 3
        for piece in range(kills + 1):
            first, end = arguments.events * piece // (kills + 1), arguments.events * (piece + 1) // (kills + 1)
            sender.sendall("".join(event(number) + "\n" for number in range(first, end)).encode())
            # What nobody can store must not hold up what comes behind it.
            sender.sendall(b"this is no event\n" * 3)
            if piece < kills:
                time.sleep(0.2)
                server.kill()
                time.sleep(0.5)
                server.start()
        sender.close()
        wait_for("all events are stored", lambda: server.count() >= arguments.events, 120)
        seconds = time.monotonic() - begin
    finally:
        daemon.terminate()
        daemon.wait(30)
    server.stop()
    server.check("syslog-ng", arguments.events)
    refused = sum(1 for _ in open(f"{server.folder}/refused.jsonl"))
    if refused < 12:
        raise Failed(f"12 messages were no events, {refused} are kept as refused")
    print(f"syslog-ng http(): {arguments.events} events within {seconds:.1f} s, the server killed {kills} times: nothing lost or doubled")
