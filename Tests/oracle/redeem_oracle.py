"""The three redemption flows, written from the description of the backend: the peer that
`invitectl redeem` must agree with.

Reads {"database", "bucket", "requests": [{"flow", "code", "email"}]} as JSON from stdin and carries
the requests out one by one. Writes a list of {"verdict", "message"} to stdout: the verdict is
"queued", the refusal's name, or "FAILS" where the backend answers 500 because of a NULL or of a date
that Python does not have. The message is what process_invite_task would be called with.
"""

import json
import sys
from datetime import timedelta

import psycopg2
import psycopg2.extras
import redis

TAKE = """
local remaining = tonumber(redis.call('GET', KEYS[1]) or '0')
if remaining > 0 then
  return redis.call('DECR', KEYS[1])
end
return -1
"""


class Refused(Exception):
    pass


def find(cursor, code):
    cursor.execute(
        "SELECT *, upper(code_type::text) AS kind, now() AT TIME ZONE 'utc' AS now"
        " FROM redeem_codes WHERE code = %s",
        (code,),
    )
    row = cursor.fetchone()
    if row is None or row["is_active"] is not True:
        raise Refused("INVALID_CODE")
    return row


def check_expiry(row):
    if row["expires_at"] is not None and row["expires_at"] < row["now"]:
        raise Refused("CODE_EXPIRED")


def check_user(row, refusal):
    """Only where somebody is bound; NULL days and sums beyond the year 9999 raise."""
    if row["bound_email"] is not None and row["activated_at"] is not None:
        if row["activated_at"] + timedelta(days=row["validity_days"]) < row["now"]:
            raise Refused(refusal)


def direct(cursor, bucket, code, email):
    row = find(cursor, code)
    if row["kind"] != "DIRECT":
        raise Refused("INVALID_CODE")
    check_expiry(row)
    key = f"redeem:{code}:remaining"
    left = bucket.eval(TAKE, 1, key)
    if left < 0 and bucket.get(key) is None:
        start = max(0, row["max_uses"] - row["used_count"])
        if start > 0:
            bucket.setex(key, 86400, start)
        left = bucket.eval(TAKE, 1, key)
    if left < 0:
        raise Refused("CODE_USED_UP")
    return row, False


def redeem(cursor, bucket, code, email):
    row = find(cursor, code)
    check_expiry(row)
    if row["used_count"] >= row["max_uses"]:
        raise Refused("CODE_USED_UP")
    if row["bound_email"] is not None and row["bound_email"] != email:
        raise Refused("EMAIL_MISMATCH")
    check_user(row, "USER_EXPIRED")
    if row["activated_at"] is None:
        cursor.execute(
            "UPDATE redeem_codes SET used_count = used_count + 1, bound_email = %s,"
            " activated_at = now() AT TIME ZONE 'utc'"
            " WHERE id = %s AND used_count < max_uses AND activated_at IS NULL",
            (email, row["id"]),
        )
    else:
        cursor.execute(
            "UPDATE redeem_codes SET used_count = used_count + 1"
            " WHERE id = %s AND used_count < max_uses",
            (row["id"],),
        )
    if cursor.rowcount != 1:
        raise Refused("CODE_USED_UP")
    return row, False


def free_seats(cursor, team):
    cursor.execute("SELECT lower(email) AS email FROM team_members WHERE team_id = %s", (team["id"],))
    members = [row["email"] for row in cursor.fetchall()]
    cursor.execute(
        "SELECT DISTINCT lower(email) AS email FROM invite_records WHERE team_id = %s"
        " AND upper(status::text) = 'SUCCESS'"
        " AND created_at >= (now() AT TIME ZONE 'utc') - interval '24 hours'",
        (team["id"],),
    )
    waiting = {row["email"] for row in cursor.fetchall()} - set(members)
    return (team["max_seats"] or 0) - len(members) - len(waiting)


def rebind(cursor, bucket, code, email):
    row = find(cursor, code)
    if row["bound_email"] is None:
        raise Refused("INVALID_CODE")
    if row["bound_email"] != email:
        raise Refused("EMAIL_MISMATCH")
    check_user(row, "CODE_EXPIRED")
    cursor.execute(
        "SELECT t.id, t.is_active FROM invite_records r JOIN teams t ON t.id = r.team_id"
        " WHERE r.email = %s AND r.redeem_code = %s AND upper(r.status::text) = 'SUCCESS'"
        " ORDER BY r.created_at DESC NULLS LAST, r.id DESC LIMIT 1",
        (email, code),
    )
    last = cursor.fetchone()
    if last is None:
        raise Refused("NO_PREVIOUS_INVITE")
    if last["is_active"] is True:
        raise Refused("TEAM_STILL_ACTIVE")
    cursor.execute("SELECT * FROM teams WHERE is_active AND id <> %s", (last["id"],))
    for team in cursor.fetchall():
        if row["group_id"] is not None and team["group_id"] != row["group_id"]:
            continue
        if free_seats(cursor, team) > 0:
            return row, True
    raise Refused("NO_AVAILABLE_TEAM")


FLOWS = {"direct": direct, "redeem": redeem, "rebind": rebind}


def main():
    task = json.load(sys.stdin)
    bucket = redis.Redis.from_url(task["bucket"])
    connection = psycopg2.connect(
        task["database"], cursor_factory=psycopg2.extras.RealDictCursor
    )
    answers = []
    for request in task["requests"]:
        code, email = request["code"].strip().upper(), request["email"].strip().lower()
        with connection, connection.cursor() as cursor:
            try:
                row, is_rebind = FLOWS[request["flow"]](cursor, bucket, code, email)
            except Refused as refusal:
                answers.append({"verdict": str(refusal), "message": None})
                continue
            except (TypeError, OverflowError):
                answers.append({"verdict": "FAILS", "message": None})
                continue
            answers.append({
                "verdict": "queued",
                "message": {
                    "email": email, "redeem_code": code, "group_id": row["group_id"],
                    "is_rebind": is_rebind,
                },
            })
    json.dump(answers, sys.stdout)


main()
