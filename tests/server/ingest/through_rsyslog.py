"""sender -> rsyslog (imptcp) -> omelasticsearch in bulk mode -> /_bulk, the server killed meanwhile and its disk full for a while."""
import os
import socket
import subprocess
import time

from server_process import Failed, environment, event, free_port, wait_for
from through_syslog_ng import connect


def start(daemons, folder, port, server):
    os.mkdir(f"{folder}/spool")
    with open(f"{folder}/rsyslog.conf", "w") as out:
        out.write(f"""global(workDirectory="{folder}/spool" maxMessageSize="256k" parser.escapeControlCharactersOnReceive="off")
module(load="imptcp")
module(load="omelasticsearch")
template(name="message" type="list") {{ property(name="msg" controlcharacters="space") }}
input(type="imptcp" address="127.0.0.1" port="{port}" ruleset="kelpie")
ruleset(name="kelpie") {{
  action(type="omelasticsearch" server="127.0.0.1" serverport="{server.port}" template="message" searchIndex="entra" searchType="" bulkmode="on"
         errorfile="{folder}/errors.json" action.resumeRetryCount="-1" action.resumeInterval="1"
         queue.type="LinkedList" queue.size="200000" queue.dequeueBatchSize="500" queue.workerThreads="1" queue.timeoutEnqueue="-1")
}}
""")
    libraries = f"{daemons}/usr/lib/x86_64-linux-gnu"
    return subprocess.Popen([f"{daemons}/usr/sbin/rsyslogd", "-n", "-f", f"{folder}/rsyslog.conf", "-i", f"{folder}/rsyslog.pid", "-M", f"{libraries}/rsyslog"],
                            env=environment(daemons), stdout=open(f"{folder}/rsyslog.log", "a"), stderr=subprocess.STDOUT)


def run(server, arguments):
    server.start()
    port = free_port()
    daemon = start(arguments.daemons, server.folder, port, server)
    try:
        begin = time.monotonic()
        sender = connect(port)
        kills = 3
        for piece in range(kills + 1):
            first, end = arguments.events * piece // (kills + 1), arguments.events * (piece + 1) // (kills + 1)
            if piece == 1:
                server.disk_full(True)
            sender.sendall("".join(f"<134>1 - host entra - - - {event(number)}\n" for number in range(first, end)).encode())
            if piece < kills:
                time.sleep(0.2)
                if piece == 1:
                    time.sleep(3)
                    server.disk_full(False)
                    continue
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
    server.check("rsyslog", arguments.events)
    # The answer that omelasticsearch understands: a connection that ends within it. (The server's log is a file, too, and says nothing of a full disk.)
    if "outstanding read data" not in open(f"{server.folder}/rsyslog.log").read():
        raise Failed("no connection was ended while the disk was full")
    print(f"rsyslog omelasticsearch: {arguments.events} events within {seconds:.1f} s, the server killed {kills - 1} times, its disk full for three seconds: nothing lost or doubled")
