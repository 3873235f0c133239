"""The three redemption endpoints of the backend's API, which answer as the code in the request says.

    api_stub.py [--era E1|E3|E5|E6] [--prefix /api/v1] [--describes era|silent|foreign|missing]

Prints its port when it listens, then a JSON line for each request: method, path, body, headers. The
code names the answer, in either case:

    QUEUED        200, the message is queued
    WAITING…      200, a row waits for a seat (E5, E6); WAITING7 has position 7
    any refusal   400, e.g. CODE_USED_UP, REBIND_WINDOW_EXPIRED
    VALIDATION    422, the body as FastAPI has it
    LIMITED       429, the text of the limit
    BROKEN        500, plain text
    SEATLESS      503, no free seat (E4)
    UNQUEUED      503, the message could not be sent
    SILENT        nothing, and the connection stays open
    CUT           half an answer, and the connection ends
    MOVED, MOVED307  301, as a proxy that redirects to https; or that status
    PAGE, PAGE400 200 with a page of HTML, as a proxy's for a path it does not know; or that status
    OTHER400      JSON that is not the backend's, with that status
    EMPTY204      no body, with that status
    CRASHED       500, JSON
    a name of RAW the bytes there, and the connection ends

An unknown path is a 404, as FastAPI's. `/openapi.json` and `/health` are there, too; with --describes
the former never answers, is that of another application, or is not there.
"""

import argparse
import gzip
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REFUSALS = {
    "INVALID_CODE", "CODE_EXPIRED", "CODE_USED_UP", "EMAIL_MISMATCH", "USER_EXPIRED",
    "REBIND_WINDOW_EXPIRED", "REBIND_LIMIT_REACHED", "NO_PREVIOUS_INVITE", "TEAM_STILL_ACTIVE",
    "NO_AVAILABLE_TEAM", "TEAM_NOT_BANNED", "TEAM_HEALTHY", "NO_CURRENT_TEAM",
}
# The backend's texts are free and Chinese.
TEXTS = {
    "INVALID_CODE": "兑换码无效", "CODE_EXPIRED": "兑换码已过期", "CODE_USED_UP": "兑换码已用完",
    "EMAIL_MISMATCH": "邮箱不匹配", "USER_EXPIRED": "有效期已过",
}
FLOWS = {
    "/public/direct-redeem": "direct", "/public/redeem": "redeem", "/public/rebind": "rebind",
}
LIMITS = {"direct": "5 per 1 minute", "redeem": "5 per 1 minute", "rebind": "3 per 1 minute"}
lock = threading.Lock()

OK = b'{"success":true,"state":"INVITE_QUEUED","team_name":"A"}'
REFUSED = b'{"detail":{"error":"CODE_USED_UP","message":"x"}}'


def raw(status: bytes, body: bytes, head: bytes = b"", length: bool = True) -> bytes:
    if length:
        head += b"Content-Length: %d\r\n" % len(body)
    return b"HTTP/1.1 " + status + b"\r\n" + head + b"\r\n" + body


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x;n=1\r\n%c\r\n" % (1, byte) for byte in body)


CHUNKS = b"Transfer-Encoding: chunked\r\n"
INTERIM = (
    b"HTTP/1.1 100 Continue\r\n\r\n"
    b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"
)
RAW = {
    "CONTINUED": INTERIM + raw(b"200 OK", OK),
    "CONTINUEDREFUSED": INTERIM + raw(b"400 Bad Request", REFUSED),
    "CONTINUEDCUT": INTERIM,
    "CHUNKED": raw(b"200 OK", chunked(OK) + b"0\r\nX-Sum: 1\r\n\r\n", CHUNKS, length=False),
    "CHUNKEDCUT": raw(b"200 OK", chunked(OK), CHUNKS, length=False),
    "UNTILCLOSED": raw(b"200 OK", OK, length=False),
    "TWICE": raw(b"200 OK", OK) + raw(b"400 Bad Request", REFUSED),
    "TWICEOPEN": raw(b"200 OK", OK, length=False) + raw(b"400 Bad Request", REFUSED),
    "REFUSEDCUT": raw(b"400 Bad Request", REFUSED, b"Content-Length: 900\r\n", length=False),
    "TWOLENGTHS": raw(b"200 OK", OK, b"Content-Length: 2\r\n"),
    "GZIPPED": raw(b"200 OK", gzip.compress(OK), b"Content-Encoding: gzip\r\n"),
    "LONGHEAD": raw(b"200 OK", OK, b"X: " + b"a" * (1 << 20) + b"\r\n"),
    "BOM": raw(b"200 OK", b"\xef\xbb\xbf" + OK),
    "GBK": raw(b"400 Bad Request", '{"detail":"兑换码已用完"}'.encode("gbk")),
    "DOUBLED": raw(b"200 OK", b'{"success":false,"success":true}'),
    "STATE": raw(b"200 OK", b'{"success":true,"state":"ZZZ"}'),
    "STATENUMBER": raw(b"200 OK", b'{"success":true,"state":1}'),
    "STATEHUGE": raw(b"200 OK", b'{"success":true,"state":1e999}'),
    "CREATED": raw(b"201 Created", OK),
    "PLACEBELOW": raw(
        b"200 OK", b'{"success":true,"state":"WAITING_FOR_SEAT","queue_position":-1}'),
    "PLACETEXT": raw(
        b"200 OK", b'{"success":true,"state":"WAITING_FOR_SEAT","queue_position":"1"}'),
    "PLACEHUGE": raw(
        b"200 OK", b'{"success":true,"state":"WAITING_FOR_SEAT","queue_position":1e999}'),
    "HUNGUP": b"",
    "NOHTTP": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
}


def accepted(era: str, flow: str, code: str, email) -> dict:
    """What a 200 of the era holds; the fields are the fact sheet's."""
    waiting = re.fullmatch(r"WAITING(\d*)", code)
    place = int(waiting.group(1) or 1) if waiting else None
    state = {
        "state": "WAITING_FOR_SEAT" if waiting else "INVITE_QUEUED", "queue_position": place,
    }
    made = {"success": True, "message": "已加入队列"}
    if flow == "rebind":
        made |= {"new_team_name": None}
        return made | state | {"email": email} if era == "E6" else made
    made |= {"team_name": "A" if era in ("E5", "E6") and not waiting else None}
    if era == "E1":
        return made if flow == "direct" else made | {"expires_at": None, "remaining_days": None}
    joined = era != "E6"
    made |= {
        "expires_at": "2026-01-12T03:04:05.678901" if joined else None,
        "remaining_days": 29 if joined else None,
    }
    if flow == "direct":
        made |= {"is_first_use": True}
    return made | state if era in ("E5", "E6") else made


def detail(flow: str, error: str) -> dict:
    message = TEXTS.get(error, "请求失败")
    return {"detail": message if flow == "direct" else {"error": error, "message": message}}


def invalid(body: dict) -> dict:
    return {"detail": [{
        "type": "value_error", "loc": ["body", "email"],
        "msg": "value is not a valid email address: An email address must have an @-sign.",
        "input": body.get("email"), "ctx": {"reason": "An email address must have an @-sign."},
    }]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    era, prefix, describes = "E6", "/api/v1", "era"

    def log_message(self, *_):
        pass

    def note(self, body) -> None:
        line = {"method": self.command, "path": self.path, "body": body,
                "headers": dict(self.headers)}
        with lock:
            print(json.dumps(line), flush=True)

    def reply(self, status: int, body, kind: str = "application/json", more=()) -> None:
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in more:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        self.note(None)
        if self.path == "/health":
            self.reply(200, {"status": "healthy"})
        elif self.path == "/openapi.json" and self.describes == "silent":
            threading.Event().wait()
        elif self.path == "/openapi.json" and self.describes == "foreign":
            self.reply(200, {"components": {"schemas": {"DirectRedeemResponse": "oops"}}})
        elif self.path == "/openapi.json" and self.describes == "era":
            self.reply(200, OPENAPI[self.era])
        else:
            self.reply(404, {"detail": "Not Found"})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        self.note(body)
        flow = FLOWS.get(self.path.removeprefix(self.prefix))
        if flow is None or not self.path.startswith(self.prefix):
            return self.reply(404, {"detail": "Not Found"})
        if not isinstance(body, dict) or not isinstance(body.get("code"), str):
            return self.reply(422, invalid({}))
        self.answer(flow, body, body["code"].strip().upper())

    def answer(self, flow: str, body: dict, code: str) -> None:
        match code:
            case error if error in REFUSALS:
                self.reply(400, detail(flow, error))
            case "VALIDATION":
                self.reply(422, invalid(body))
            case "LIMITED":
                self.reply(429, {"detail": "请求过于频繁", "retry_after": LIMITS[flow]})
            case "BROKEN":
                self.reply(500, "Internal Server Error", "text/plain; charset=utf-8")
            case "SEATLESS":
                self.reply(503, detail(flow, "NO_AVAILABLE_TEAM"))
            case "UNQUEUED":
                self.reply(503, detail(flow, "QUEUE_ERROR"))
            case "SILENT":
                self.rfile.read(1)  # returns when the client has gone
                self.close_connection = True
            case "CUT":
                self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"success": tr')
                self.close_connection = True
            case "CRASHED":
                self.reply(500, {"detail": "Internal Server Error"})
            case name if name in RAW:
                self.wfile.write(RAW[name])
                self.close_connection = True
            case name if found := re.fullmatch(r"(MOVED|PAGE|OTHER|EMPTY)(\d*)", name):
                self.foreign(found.group(1), int(found.group(2) or 0))
            case _:
                self.reply(200, accepted(self.era, flow, code, body.get("email")))

    def foreign(self, what: str, status: int) -> None:
        """What somebody before the backend answers."""
        match what:
            case "MOVED":
                place = [("Location", "https://example.com" + self.path)]
                self.reply(status or 301, "", "text/html", place)
            case "PAGE":
                page = "<!doctype html><title>InviteHub</title>"
                self.reply(status or 200, page, "text/html")
            case "OTHER":
                self.reply(status or 200, {"message": "no", "error": {"code": 7}})
            case _:
                self.send_response(status or 204)
                if status != 204:
                    self.send_header("Content-Length", "0")
                self.end_headers()


def openapi(era: str) -> dict:
    """As much of /openapi.json as tells the eras apart."""
    paths = ["/public/direct-redeem", "/public/redeem", "/public/rebind"]
    direct = ["success", "message", "team_name"]
    redeem = direct + ["expires_at", "remaining_days"]
    rebind = ["success", "message", "new_team_name"]
    statuses = ["pending", "success", "failed"]
    if era != "E1":
        paths += ["/public/invite-status"]
        direct = redeem + ["is_first_use"]
        paths += ["/teams/status/bulk", "/distributors/me/members/remove"]
        statuses += ["removed"]
    if era in ("E5", "E6"):
        paths += ["/invites/auto-allocate"]
        statuses = ["pending", "reserved", "success", "failed", "removed"]
        direct, redeem = direct + ["state", "queue_position"], redeem + ["state", "queue_position"]
    if era == "E6":
        rebind += ["state", "queue_position", "email"]

    def schema(names):
        return {"type": "object", "properties": {name: {} for name in names}}

    schemas = {
        "DirectRedeemResponse": schema(direct), "RedeemResponse": schema(redeem),
        "RebindResponse": schema(rebind),
        "InviteStatus": {"type": "string", "enum": statuses},
        "RebindRequest": {
            "type": "object", "properties": {"code": {}, "email": {}},
            "required": ["code"] if era in ("E5", "E6") else ["code", "email"],
        },
    }
    return {
        "openapi": "3.1.0", "info": {"title": "InviteHub", "version": "1.4.0"},
        "paths": {f"/api/v1{path}": {} for path in paths}, "components": {"schemas": schemas},
    }


OPENAPI = {era: openapi(era) for era in ("E1", "E3", "E5", "E6")}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--era", choices=OPENAPI, default="E6")
    parser.add_argument("--prefix", default="/api/v1")
    parser.add_argument(
        "--describes", choices=("era", "silent", "foreign", "missing"), default="era")
    options = parser.parse_args()
    Handler.era, Handler.prefix = options.era, options.prefix
    Handler.describes = options.describes
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


main()
