"""What syslog-ng says and does when the destination kelpie() cannot work, or not yet."""
import os
import subprocess

from events import Events, Failed, check_store, connect, count, free_port, wait_for
from through_syslog_ng import prepare

# A library of another major version, as the loader would meet it after half an upgrade.
OTHER_VERSION = r"""
#include "plugin/abi/kelpie.h"
#include <stdio.h>
KELPIE_EXPORT kelpie_code kelpie_plugin_query(const kelpie_host *host, kelpie_plugin *plugin, char *message, size_t size) {
  (void)plugin;
  snprintf(message, size, "the host speaks version %u, this plugin 9", host->abi_version >> 16);
  return KELPIE_VERSION;
}
"""


def refuses(daemon, ports, changes, line):
    """syslog-ng does not start, and its log says why."""
    if os.path.exists(f"{daemon.folder}/syslog-ng.log"):
        os.remove(f"{daemon.folder}/syslog-ng.log")
    daemon.configure(*ports, changes)
    daemon.start()
    if daemon.process.wait(20) == 0 or line not in daemon.log():
        raise Failed(f"ended with {daemon.process.returncode}; its log should say '{line}':\n{daemon.log()}")


def run(arguments, folder, chance):
    kelpie, store = os.path.abspath(arguments.kelpie), f"{folder}/store"
    daemon, ports, events = prepare(arguments, folder), [free_port(), free_port()], Events(200)
    sound = open(f"{folder}/plugin.json").read()
    refuses(daemon, ports, [("libkelpie.so", "nowhere.so")], "kelpie: the library cannot be used: ")
    refuses(daemon, ports, [("plugin.json", "nowhere.json")], "nowhere.json")
    refuses(daemon, ports, [("    table(", "    tabel(")], "syntax error, unexpected LL_IDENTIFIER")
    refuses(daemon, ports, [(f'library("{folder}/library/libkelpie.so")', "")], "option='library'")
    with open(f"{folder}/plugin.json", "w") as out:
        out.write(sound.replace('"rules"', '"rulse"'))
    refuses(daemon, ports, [], "there is no key 'rulse'")
    with open(f"{folder}/plugin.json", "w") as out:
        out.write(sound)
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    subprocess.run(["cc", "-shared", "-fPIC", "-I", root, "-x", "c", "-", "-o", f"{folder}/library/other.so"], input=OTHER_VERSION, text=True, check=True)
    refuses(daemon, ports, [("libkelpie.so", "other.so")], "the host speaks version 1, this plugin 9")

    # A store that another process has: messages wait, and then they come.
    other = subprocess.Popen([kelpie, "ingest", "--store", store, "-"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    wait_for("the store is made", lambda: os.path.exists(f"{store}/LOCK"))
    daemon.configure(*ports)
    daemon.start(ports[0])
    try:
        with connect(ports[0]) as sender:
            sender.sendall(events.frames(0, 100, False) + b"<134>1 - host entra - - - no event\n" + events.frames(100, 200, False))
        wait_for("the log says so", lambda: "the store is not open, messages wait" in daemon.log())
        # What a connection still holds when syslog-ng goes back to its old configuration is lost to it.
        wait_for("syslog-ng has taken the events", lambda: daemon.counter("processed") >= 201)
        # A configuration that is refused leaves this one running.
        daemon.configure(*ports, [("plugin.json", "nowhere.json")])
        daemon.process.send_signal(1)
        wait_for("the reload is refused", lambda: "reverting" in daemon.log().lower())
        other.stdin.close()
        other.wait()
        wait_for("all events are stored", lambda: count(kelpie, store, "SigninLogs | count") >= events.count)
        # Another content of the file: the store changes hands.
        with open(f"{folder}/plugin.json", "w") as out:
            out.write(sound.replace("0s", "1s"))
        daemon.configure(*ports)
        daemon.process.send_signal(1)
        wait_for("the instance before is closed", lambda: "kelpie: closed: 200 events stored" in daemon.log())
        with connect(ports[0]) as sender:
            sender.sendall(Events(300).frames(200, 300, False))
        wait_for("events after it are stored", lambda: count(kelpie, store, "SigninLogs | count") >= 300)
        if daemon.log().count("the store is not open") > 1:
            raise Failed("the new instance was opened before the old one was closed")
    finally:
        other.stdin.close()
        daemon.stop()
    check_store(kelpie, store, Events(300))
    if "no event" not in open(f"{folder}/refused.jsonl").read():
        raise Failed("the message that is no event is not among the refused ones")
    print("syslog-ng: six configurations that cannot work, a store that is locked at first, a reload that is refused, one that opens the store anew")
