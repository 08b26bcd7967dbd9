"""sender -> rsyslog (imptcp, omrelp) -> kelpie serve, killed meanwhile: nothing that was acknowledged is lost, nothing doubled."""
import time

from daemons import certificate, rsyslog
from events import Events, connect
from serving import Serving, free_port


def run(arguments, folder, chance):
    relp, tls_port, port, tls_source = free_port(), free_port(), free_port(), free_port()
    pem, key = certificate(folder)
    serving = Serving(arguments.kelpie, folder, f"""listen:
  - {{protocol: relp, address: '127.0.0.1:{relp}'}}
  - {{protocol: relp-tls, address: '127.0.0.1:{tls_port}', certificate: {pem}, key: {key}}}
""")
    serving.start()
    daemon = rsyslog(arguments.daemons, folder, f"""
module(load="imptcp")
module(load="omrelp" tls.tlslib="openssl")
input(type="imptcp" address="127.0.0.1" port="{port}" ruleset="plain")
input(type="imptcp" address="127.0.0.1" port="{tls_source}" ruleset="secure")
ruleset(name="plain") {{
  action(type="omrelp" target="127.0.0.1" port="{relp}" action.resumeRetryCount="-1" action.resumeInterval="1" queue.type="LinkedList" queue.size="200000")
}}
ruleset(name="secure") {{
  action(type="omrelp" target="127.0.0.1" port="{tls_port}" tls="on" tls.cacert="{pem}" tls.authmode="name" tls.permittedpeer=["127.0.0.1"]
         action.resumeRetryCount="-1" action.resumeInterval="1" queue.type="LinkedList" queue.size="200000")
}}
""")
    events, killed = Events(arguments.events), 0
    begin = time.monotonic()
    try:
        sockets = [connect(port), connect(tls_source)]
        pieces = (arguments.kills + 1) * 4
        for piece in range(pieces):
            sockets[piece % 2].sendall(events.frames(events.count * piece // pieces, events.count * (piece + 1) // pieces, False))
            if piece % 4 == 2 and killed < arguments.kills:
                time.sleep(chance.uniform(0, 0.4))
                serving.kill()
                killed += 1
                time.sleep(chance.uniform(0, 1.5))
                serving.start()
        sockets[0].sendall(b"<38>1 - host sshd 7 - - Failed password for root\n")
        for one in sockets:
            one.close()
        serving.wait_for_events(events.count)
        seconds = time.monotonic() - begin
        print(f"rsyslog's omrelp, plain and with TLS: {events.count} events within {seconds:.1f} s, the server killed {killed} times: {serving.check(events, other_rows=1)}")
    finally:
        daemon.terminate()
        daemon.wait(30)
        serving.stop()
