"""rsyslog (omfwd over UDP, TCP and TLS), syslog-ng (network() and syslog(), with TLS as well) and logger -> kelpie serve."""
import subprocess
import time

from daemons import certificate, environment, rsyslog, syslog_ng
from events import Events, connect
from serving import Serving, free_port


def listeners(folder, ports):
    pem, key = certificate(folder)
    return f"""listen:
  - {{protocol: syslog-udp, address: '127.0.0.1:{ports["udp"]}'}}
  - {{protocol: syslog-tcp, address: '127.0.0.1:{ports["tcp"]}'}}
  - {{protocol: syslog-tls, address: '127.0.0.1:{ports["tls"]}', certificate: {pem}, key: {key}}}
""", pem


def send(events, sources, rate=None):
    """A part of the events into each source; a rate in events a second for what UDP carries on."""
    sockets = [connect(port) for port in sources]
    for number in range(len(sources)):
        begin, end = events.count * number // len(sources), events.count * (number + 1) // len(sources)
        step = 200
        for at in range(begin, end, step):
            sockets[number].sendall(events.frames(at, min(at + step, end), False))
            if rate:
                time.sleep(step / rate)
    for one in sockets:
        one.close()


def run_rsyslog(arguments, folder, _):
    ports = {name: free_port() for name in ("udp", "tcp", "tls")}
    settings, pem = listeners(folder, ports)
    sources = [free_port() for _ in range(5)]
    rulesets = {
        "udp": f'action(type="omfwd" target="127.0.0.1" port="{ports["udp"]}" protocol="udp")',
        "lines": f'action(type="omfwd" target="127.0.0.1" port="{ports["tcp"]}" protocol="tcp" action.resumeRetryCount="-1")',
        "counted": f'action(type="omfwd" target="127.0.0.1" port="{ports["tcp"]}" protocol="tcp" TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1")',
        "tls": f'action(type="omfwd" target="127.0.0.1" port="{ports["tls"]}" protocol="tcp" TCP_Framing="octet-counted" StreamDriver="ossl" StreamDriverMode="1" '
               f'StreamDriverAuthMode="anon" StreamDriver.CAFile="{pem}" action.resumeRetryCount="-1")',
        "older": f'action(type="omfwd" target="127.0.0.1" port="{ports["tcp"]}" protocol="tcp" template="RSYSLOG_TraditionalForwardFormat" action.resumeRetryCount="-1")',
    }
    text = 'module(load="imptcp")\n'
    for (name, action), source in zip(rulesets.items(), sources):
        text += f'input(type="imptcp" address="127.0.0.1" port="{source}" ruleset="{name}")\nruleset(name="{name}") {{ {action} }}\n'
    through(arguments, folder, settings, lambda: rsyslog(arguments.daemons, folder, text), sources, "rsyslog's omfwd over UDP, TCP (LF, counted, RFC 3164) and TLS")


def run_syslog_ng(arguments, folder, _):
    ports = {name: free_port() for name in ("udp", "tcp", "tls")}
    settings, pem = listeners(folder, ports)
    sources = [free_port() for _ in range(5)]
    tls = f'tls(ca-file("{pem}") peer-verify(required-trusted))'
    destinations = {
        "network_tcp": f'network("127.0.0.1" port({ports["tcp"]}) transport("tcp"))',
        "network_udp": f'network("127.0.0.1" port({ports["udp"]}) transport("udp"))',
        "network_tls": f'network("127.0.0.1" port({ports["tls"]}) transport("tls") {tls})',
        "syslog_tcp": f'syslog("127.0.0.1" port({ports["tcp"]}) transport("tcp"))',
        "syslog_tls": f'syslog("127.0.0.1" port({ports["tls"]}) transport("tls") {tls})',
    }
    text = ""
    for (name, destination), source in zip(destinations.items(), sources):
        destination = f'{destination[:-1]} persist-name("{name}"))'
        text += (f'source s_{name} {{ network(ip("127.0.0.1") port({source}) flags(syslog-protocol) log-msg-size(65536) log-iw-size(100000)); }};\n'
                 f"destination d_{name} {{ {destination}; }};\nlog {{ source(s_{name}); destination(d_{name}); flags(flow-control); }};\n")
    through(arguments, folder, settings, lambda: syslog_ng(arguments.daemons, folder, text), sources, "syslog-ng's network() and syslog() over UDP, TCP and TLS")


def through(arguments, folder, settings, start, sources, what):
    serving = Serving(arguments.kelpie, folder, settings)
    serving.start()
    daemon = start()
    events = Events(arguments.events)
    begin = time.monotonic()
    try:
        send(events, sources, rate=20000)
        serving.wait_for_events(events.count)
        seconds = time.monotonic() - begin
        print(f"{what}: {events.count} events within {seconds:.1f} s: {serving.check(events)}")
    finally:
        daemon.terminate()
        daemon.wait(30)
        serving.stop()


def run_logger(arguments, folder, _):
    """A person's own test, with util-linux's logger: JSON is an event, anything else a row of Syslog."""
    ports = {name: free_port() for name in ("udp", "tcp", "tls")}
    settings, _ = listeners(folder, ports)
    serving = Serving(arguments.kelpie, folder, settings)
    serving.start()
    events = Events(4, alerts=1)
    try:
        for number, how in enumerate((["--udp", "--port", str(ports["udp"])], ["--tcp", "--port", str(ports["tcp"])],
                                      ["--tcp", "--port", str(ports["tcp"]), "--octet-count"], ["--udp", "--port", str(ports["udp"]), "--rfc3164"])):
            base = ["logger", "--server", "127.0.0.1", *how, "--priority", "auth.crit", "--id=77", "--size", "8KiB", "--tag"]
            subprocess.run([*base, "kelpie", events.json(number)], check=True)
            subprocess.run([*base, "sshd", f"Failed password for user{number}"], check=True)
        serving.wait_for_events(4, 20)
        said = serving.check(events, other_rows=4)
        query = "Syslog | where Facility == 'auth' and SeverityLevel == 'crit' and ProcessName == 'sshd' and ProcessID == 77 and HostIP == '127.0.0.1' and SyslogMessage startswith 'Failed password' | count"
        if serving.count(query) != 4:
            raise serving_failure(serving)
        print(f"logger over UDP and TCP: {said}, and 4 rows of Syslog")
    finally:
        serving.stop()


def serving_failure(serving):
    from serving import Failed
    rows = subprocess.run([serving.kelpie, "query", "--store", serving.store, "Syslog"], capture_output=True, text=True).stdout
    return Failed(f"rows of Syslog are not what logger sent:\n{rows}")
