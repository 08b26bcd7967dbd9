"""Debian's syslog-ng with our module, unpacked and not installed, in a folder of a test."""
import os
import shutil
import signal
import subprocess

from events import Failed, connect

HERE = os.path.dirname(os.path.abspath(__file__))


class SyslogNg:
    def __init__(self, daemons, libraries, folder):
        self.daemons, self.folder, self.process = daemons, folder, None
        for name in ("modules", "library", "buffer"):
            os.mkdir(f"{folder}/{name}")
        modules = f"{daemons}/usr/lib/syslog-ng/3.38"
        for name in os.listdir(modules):
            os.symlink(f"{modules}/{name}", f"{folder}/modules/{name}")
        os.symlink(f"{os.path.abspath(libraries)}/libkelpie-syslog-ng.so", f"{folder}/modules/libkelpie-syslog-ng.so")
        # The loader does not trust a folder that belongs to someone else, as that of a checkout may.
        shutil.copy(f"{libraries}/libkelpie.so", f"{folder}/library/libkelpie.so")

    def configure(self, lines_port, frames_port, changes=()):
        """The configuration that people copy, with the paths and ports of this test."""
        text = open(f"{HERE}/../../plugin/adapters/syslog-ng/kelpie.conf").read()
        for before, after in [("/usr/lib/kelpie", f"{self.folder}/library"), ("/etc/kelpie", self.folder), ("/var/log/kelpie", self.folder),
                              ("/var/lib/syslog-ng", f"{self.folder}/buffer"), ("port(5514)", f"port({lines_port})"), ("port(5515)", f"port({frames_port})"), *changes]:
            if before not in text:
                raise Failed(f"kelpie.conf has no {before} any more")
            text = text.replace(before, after)
        with open(f"{self.folder}/syslog-ng.conf", "w") as out:
            out.write(f"@version: 3.38\noptions {{ stats-freq(0); }};\n{text}")

    def environment(self):
        libraries = [f"{self.daemons}/usr/lib/syslog-ng", f"{self.daemons}/usr/lib/x86_64-linux-gnu", f"{self.daemons}/lib/x86_64-linux-gnu"]
        return dict(os.environ, LD_LIBRARY_PATH=":".join(libraries))

    def start(self, port=None):
        folder = self.folder
        self.process = subprocess.Popen([f"{self.daemons}/usr/sbin/syslog-ng", "-F", "-e", "--no-caps", "-f", f"{folder}/syslog-ng.conf", "-p", f"{folder}/pid",
                                         "-c", f"{folder}/control", "-R", f"{folder}/persist", f"--module-path={folder}/modules"],
                                        env=self.environment(), stdout=open(f"{folder}/syslog-ng.log", "a"), stderr=subprocess.STDOUT)
        if port is not None:
            connect(port).close()

    def log(self):
        return open(f"{self.folder}/syslog-ng.log").read()

    def counter(self, kind, source="dst.kelpie"):
        """Of the module's destinations, or what else is named, since the start: processed, written, queued, dropped."""
        answer = subprocess.run([f"{self.daemons}/usr/sbin/syslog-ng-ctl", "stats", "-c", f"{self.folder}/control"], env=self.environment(),
                                capture_output=True, text=True).stdout
        for line in answer.splitlines():
            if line.startswith(f"{source};") and f";{kind};" in line:
                return int(line.rsplit(";", 1)[1])
        return -1

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        if self.process.wait(60) != 0:
            raise Failed(f"syslog-ng ended with {self.process.returncode}")
