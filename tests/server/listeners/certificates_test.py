#!/usr/bin/env python3
"""New certificates at SIGHUP, for HTTPS and for listeners, without a moment in which nobody answers; what cannot be read leaves the old ones.

  certificates_test.py KELPIE
"""
import os
import shutil
import signal
import ssl
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from daemons import certificate
from serving import Failed, Serving, free_port, wait_for


def shown(port):
    return ssl.get_server_certificate(("127.0.0.1", port), timeout=10)


def reload(serving, log, word, times):
    begin = os.path.getsize(log)
    serving.process.send_signal(signal.SIGHUP)
    wait_for(f"the log says '{word}' {times} times", lambda: open(log).read()[begin:].count(word) == times, 20)


def main():
    folder = tempfile.mkdtemp(prefix="kelpie-certificates-")
    pem, key = certificate(folder)
    ports = {name: free_port() for name in ("https", "relp-tls", "syslog-tls")}
    lines = [f"  - {{protocol: {name}, address: '127.0.0.1:{port}', certificate: {pem}, key: {key}}}\n" for name, port in ports.items()]
    serving = Serving(os.path.abspath(sys.argv[1]), folder, "listen:\n" + "".join(lines))
    serving.start()
    log = f"{folder}/kelpie.log"
    try:
        first = open(pem).read()
        for name, port in ports.items():
            if shown(port).strip() != first.strip():
                raise Failed(f"{name} shows another certificate than its file at the start")
        certificate(folder)
        second = open(pem).read()
        reload(serving, log, "rules: ", 1)
        for name, port in ports.items():
            if shown(port).strip() != second.strip():
                raise Failed(f"{name} does not show the new certificate after SIGHUP")
        with open(pem, "w") as out:
            out.write("no certificate\n")
        reload(serving, log, "stays as it was", 3)
        for name, port in ports.items():
            if shown(port).strip() != second.strip():
                raise Failed(f"{name} does not show the last good certificate after one that cannot be read")
    except Failed as failure:
        print(f"FAILED: {failure}; files are in {folder}", file=sys.stderr)
        sys.exit(1)
    finally:
        serving.stop()
    shutil.rmtree(folder)
    print("certificates of HTTPS, RELP and syslog change at SIGHUP, and stay where the new ones cannot be read")


main()
