"""Who is nobody, or may not, gets nothing: every route, every way to say a token wrongly, every role that is not the route's."""
import base64
import http.client
import json
import re

from attacked_server import ROLES, bearer, expect, token

# Of routes that the document of the API leaves out: aliases and what shippers ask.
MORE = {
    "ingest": ["GET /", "GET /_license", "GET /_xpack", "GET /_cluster/health", "GET /_nodes/http", "PUT /_template/x", "GET /_ilm/policy/x", "POST /_bulk", "PUT /x/_bulk",
               "POST /x/y/_bulk", "POST /x/_doc", "PUT /x/_doc/1", "PUT /x/_create/1", "POST /v1/ingest", "POST /v1/ingest/SigninLogs", "POST /dataCollectionRules/r/streams/s",
               "POST /services/collector", "POST /services/collector/event", "POST /services/collector/event/1.0", "POST /services/collector/raw", "POST /services/collector/ack"],
    "query": ["POST /v1/rest/query", "POST /v2/rest/query", "POST /v1/rest/mgmt", "GET /v1/workspaces/w/query", "POST /v1/workspaces/w/query", "POST /workspaces/w/query",
              "POST /v1/subscriptions/s/query", "POST /v1//subscriptions/s/query", "POST /v1/$batch", "GET /v1/workspaces/w/metadata", "GET /v1.0/auditLogs/signIns",
              "GET /beta/auditLogs/signIns/1", "GET /v1.0/auditLogs/directoryAudits", "GET /v1.0/nothing", "DELETE /v1.0/auditLogs/signIns/1", "GET /v1.0/identityProtection/riskyUsers"],
    "rules": ["GET /v1/rules", "GET /v1/rules/x", "POST /v1/rules/reload", "GET /v1/alerts", "GET /v1/alerts/stream", "GET /v1/alerts/1", "POST /v1/alerts/1/acknowledge",
              "POST /v1/incidents/1/close", "PATCH /v1/incidents/1"],
    "metrics": ["GET /metrics"],
}


def documented(server):
    """(method, path, role) of the API's document; no role: for everybody."""
    document = json.loads(server.ask_once("GET", "/openapi.json")[1])
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            security = operation.get("security", [])
            yield method.upper(), re.sub(r"\{[^}]*\}", "x", path), security[0]["bearer"][0] if security else None


def wrong_tokens():
    jwt = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg":"none"}', b'{"sub":"a","roles":["admin"]}', b""))
    basic = base64.b64encode(b"admin:wrong").decode()
    return [None, "", "Bearer", "Bearer ", "Bearer wrong", "bearer  " + token("admin")[:-1], "Bearer " + token("admin") + "x", "Bearer " + "a" * 8000, "Bearer " + jwt, "Bearer ..",
            "Bearer " + token("admin").upper(), "Basic !!!!", "Basic " + basic, "Basic", "Splunk wrong", "ApiKey @@@@", "ApiKey " + basic, "Negotiate x", "\xff\xfe",
            "Bearer " + token("admin")[:20] + "\t" + token("admin")[20:]]


class Asking:
    """Many small requests on one connection."""

    def __init__(self, server):
        self.server, self.connection, self.asked = server, None, 0

    def status(self, method, path, headers):
        self.asked += 1
        for _ in range(2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
            try:
                body = b"{}" if method in ("POST", "PUT", "PATCH") else None
                self.connection.putrequest(method, path, skip_accept_encoding=True)
                for name, value in headers.items():
                    self.connection.putheader(name, value.encode("latin-1"))
                if body is not None:
                    self.connection.putheader("Content-Length", str(len(body)))
                self.connection.endheaders(body)
                answer = self.connection.getresponse()
                text = answer.read()
                for role in ROLES:
                    expect(token(role).encode() not in text, f"{method} {path}: the answer holds a token")
                if answer.will_close:
                    self.close()
                return answer.status
            except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
                self.close()
        return None

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def check_access(server):
    routes = set(documented(server))
    open_routes = {(method, path) for method, path, role in routes if role is None}
    closed = {(method, path, role) for method, path, role in routes if role is not None}
    for role, paths in MORE.items():
        closed |= {(*one.split(" ", 1), role) for one in paths}
    expect(len(closed) > 60, f"only {len(closed)} routes need a role")
    asking = Asking(server)
    for method, path, role in sorted(closed):
        for value in wrong_tokens():
            status = asking.status(method, path, {} if value is None else {"Authorization": value})
            expect(status in (401, 403), f"{method} {path} with the Authorization {value!r}: status {status}")
        for other in ROLES:
            if other in (role, "admin"):
                continue
            status = asking.status(method, path, bearer(other))
            expect(status == 403, f"{method} {path} with a token of the role {other}, not {role}: status {status}")
    for method, path in sorted(open_routes):
        status = asking.status(method, path, {"Authorization": "Bearer wrong"})
        expect(status is not None and status != 500, f"{method} {path}, open to all: status {status}")
    asking.close()
    return f"{len(closed)} routes closed to who may not, {len(open_routes)} open ones; {asking.asked} requests"


def check_changes(server):
    """Nobody changes or deletes log entries, not even an administrator."""
    before = server.query("SigninLogs | count")[1]
    for path in ("/v1.0/auditLogs/signIns/event-1", "/beta/auditLogs/signIns/event-1", "/v1.0/auditLogs/signIns", "/v1.0/auditLogs/directoryAudits/1", "/v1.0/users/1"):
        for method in ("DELETE", "PUT", "PATCH", "POST"):
            status = server.ask_once(method, path, b"{}", bearer("admin"))[0]
            expect(status in (403, 404, 405, 501), f"{method} {path}: status {status}")
    for method in ("TRACE", "CONNECT", "PROPFIND", "BREW", "get", "DELETE"):
        status = server.ask_once(method, "/v1/rules", None, bearer("admin"))[0]
        expect(status in (400, 404, 405, 501), f"{method} /v1/rules: status {status}")
    for command in (".drop table SigninLogs", ".clear table SigninLogs data", ".set-or-replace SigninLogs <| print 1", ".delete table SigninLogs records <| SigninLogs"):
        body = json.dumps({"db": "Kelpie", "csl": command}).encode()
        status = server.ask_once("POST", "/v1/rest/mgmt", body, {**bearer("admin"), "Content-Type": "application/json"})[0]
        expect(400 <= status < 500, f"{command}: status {status}")
    expect(_count(server.query("SigninLogs | count")[1]) == _count(before), "log entries are gone")
    return "log entries stay as they are"


def _count(answer):
    return json.loads(answer)["tables"][0]["rows"][0][0]
