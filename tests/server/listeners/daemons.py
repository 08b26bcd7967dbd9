"""Debian's rsyslog and syslog-ng, unpacked, with a configuration of a test."""
import os
import subprocess


def environment(daemons):
    libraries = [f"{daemons}/usr/lib/syslog-ng", f"{daemons}/usr/lib/x86_64-linux-gnu", f"{daemons}/lib/x86_64-linux-gnu"]
    return dict(os.environ, LD_LIBRARY_PATH=":".join(libraries))


def rsyslog(daemons, folder, configuration):
    os.makedirs(f"{folder}/spool", exist_ok=True)
    with open(f"{folder}/rsyslog.conf", "w") as out:
        out.write(f'global(workDirectory="{folder}/spool" maxMessageSize="64k")\n' + configuration)
    return subprocess.Popen([f"{daemons}/usr/sbin/rsyslogd", "-n", "-f", f"{folder}/rsyslog.conf", "-i", f"{folder}/rsyslog.pid", "-M", f"{daemons}/usr/lib/x86_64-linux-gnu/rsyslog"],
                            env=environment(daemons), stdout=open(f"{folder}/rsyslog.log", "a"), stderr=subprocess.STDOUT)


def syslog_ng(daemons, folder, configuration):
    modules = f"{daemons}/usr/lib/syslog-ng/3.38"
    with open(f"{folder}/syslog-ng.conf", "w") as out:
        out.write("@version: 3.38\noptions { keep-hostname(yes); stats-freq(0); };\n" + configuration)
    return subprocess.Popen([f"{daemons}/usr/sbin/syslog-ng", "-F", "--no-caps", "-f", f"{folder}/syslog-ng.conf", "-p", f"{folder}/syslog-ng.pid", "-R", f"{folder}/persist", "-c", f"{folder}/ctl",
                             f"--module-path={modules}"], env=environment(daemons), stdout=open(f"{folder}/syslog-ng.log", "a"), stderr=subprocess.STDOUT)


def certificate(folder):
    """A certificate for 127.0.0.1 that is its own authority."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
                    "subjectAltName=IP:127.0.0.1", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"], check=True, capture_output=True)
    return f"{folder}/certificate.pem", f"{folder}/key.pem"
