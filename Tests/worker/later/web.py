"""The web path of b922536 to HEAD (era E6): what the three endpoints do to the rows and which
message they send.

    python -m later.web direct|redeem|rebind CODE [EMAIL]

`answer` is the endpoint: its own transaction, committed before the message is sent. The flows
themselves take an open session and raise `Refused`, or `TypeError`, `OverflowError` where the
backend answers 500.
"""

import json
import sys
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from app.celery_app import celery_app
from app.database import session, text
from later import rows, seats

REBIND_WINDOW = timedelta(days=15)

BIND = text("UPDATE redeem_codes SET bound_email = :email WHERE id = :id AND bound_email IS NULL")
QUEUED_ALREADY = text(
    """
    SELECT id FROM invite_queue
    WHERE email = :email AND redeem_code = :code AND is_rebind = :is_rebind
      AND status::text IN ('waiting', 'pending', 'processing')
    ORDER BY id LIMIT 1
    """
)
REBIND_UNDER_WAY = text(
    """
    SELECT id FROM invite_records
    WHERE email = :email AND redeem_code = :code AND is_rebind
      AND status::text IN ('reserved', 'success') AND accepted_at IS NULL
    ORDER BY created_at DESC LIMIT 1
    """
)
CURRENT_TEAM = text(
    """
    SELECT r.team_id, (SELECT m.chatgpt_user_id FROM team_members m
      WHERE m.team_id = r.team_id AND lower(m.email) = r.email ORDER BY m.id LIMIT 1) AS member
    FROM invite_records r
    WHERE r.email = :email AND r.redeem_code = :code AND r.status::text = 'success'
    ORDER BY r.created_at DESC, r.id DESC LIMIT 1
    """
)
HISTORY = text(
    """
    INSERT INTO rebind_history (redeem_code, email, from_team_id, reason, created_at)
    VALUES (:code, :email, :team, 'user_requested', now() AT TIME ZONE 'utc')
    """
)


class Refused(Exception):
    """Carries the refusal; direct-redeem's have no name on the wire, and take that of the counter
    errors_total."""

    def __init__(self, error: str):
        super().__init__(error)
        self.error = error


@dataclass
class Accepted:
    """A 200: the message to send, or none."""

    state: str
    body: dict = field(default_factory=dict)
    message: dict | None = None


def _code(db, code: str, refusal: str = "INVALID_CODE", kind: str | None = None):
    """Locked: of two requests for one code, the second sees what the first one left."""
    row = rows.find(db, code, lock=True)
    if row is None or (kind is not None and row.kind != kind):
        raise Refused(refusal)
    return row


def _check_date(row) -> None:
    if row.expires_at is not None and row.expires_at < row.now:
        raise Refused("CODE_EXPIRED")


def _check_email(row, email: str) -> None:
    if row.bound_email is not None and row.bound_email != email:
        raise Refused("EMAIL_MISMATCH")


def _end_of_validity(row):
    """Raises TypeError for NULL days, OverflowError for a date beyond the year 9999."""
    if row.activated_at is None:
        return None
    return row.activated_at + timedelta(days=row.validity_days)


def _check_validity(row, refusal: str) -> None:
    if row.bound_email is not None:
        end = _end_of_validity(row)
        if end is not None and end < row.now:
            raise Refused(refusal)


def _check_quota(db, row) -> None:
    """Raises TypeError where a NULL is compared or added."""
    if row.max_uses != 0 and row.used_count + rows.in_flight(db, row.code) >= row.max_uses:
        raise Refused("CODE_USED_UP")


def _seat(db, row, email: str, is_rebind: bool, old_team_id=None, old_user=None) -> Accepted:
    """A reserved row and the message for it, or a row that waits."""
    team = seats.first_free(db, row.group_id, seats.SINCE_E4, lock=True)
    message = {
        "email": email, "redeem_code": row.code, "group_id": row.group_id, "is_rebind": is_rebind,
        "consume_rebind_count": False, "old_team_id": old_team_id,
        "old_team_chatgpt_user_id": old_user, "used_redis": False, "consume_immediately": False,
    }
    if team is not None:
        rows.record(db, team.id, email, row.code, "reserved", is_rebind)
        body = {"state": "INVITE_QUEUED", "queue_position": None, "team_name": team.name}
        return Accepted("INVITE_QUEUED", body, message | {"reserved_team_id": team.id})
    same = {"email": email, "code": row.code, "is_rebind": is_rebind}
    waiting = db.execute(QUEUED_ALREADY, same).scalar()
    if waiting is None:
        waiting = db.execute(
            rows.QUEUE_REBIND,
            same | {
                "group_id": row.group_id, "status": "waiting", "error": None, "retries": 0,
                "old_team_id": old_team_id, "old_team_chatgpt_user_id": old_user,
                "consume_immediately": False,
            },
        ).scalar_one()
    return _waiting(db, waiting)


def _waiting(db, row_id: int) -> Accepted:
    body = {
        "state": "WAITING_FOR_SEAT", "queue_position": rows.position(db, row_id),
        "team_name": None,
    }
    return Accepted("WAITING_FOR_SEAT", body)


def _take(db, row, email: str) -> Accepted:
    """Nothing is counted: that is for the member sync, when somebody has joined."""
    is_first = row.bound_email is None
    accepted = _seat(db, row, email, is_rebind=False)
    db.execute(BIND, {"id": row.id, "email": email})
    end = _end_of_validity(row)
    accepted.body |= {
        "success": True, "expires_at": end and end.isoformat(),
        "remaining_days": end and max(0, (end - row.now).days), "is_first_use": is_first,
    }
    return accepted


def direct(db, code: str, email: str) -> Accepted:
    row = _code(db, code, kind="direct")
    _check_date(row)
    _check_email(row, email)
    _check_validity(row, "USER_EXPIRED")
    _check_quota(db, row)
    return _take(db, row, email)


def redeem(db, code: str, email: str) -> Accepted:
    row = _code(db, code)
    _check_date(row)
    _check_quota(db, row)
    _check_email(row, email)
    _check_validity(row, "USER_EXPIRED")
    accepted = _take(db, row, email)
    del accepted.body["is_first_use"]
    return accepted


def rebind(db, code: str, email: str | None) -> Accepted:
    row = _code(db, code)
    if email is None and row.bound_email is None:
        raise Refused("INVALID_CODE")
    email = email if email is not None else row.bound_email
    _check_email(row, email)
    end = _end_of_validity(row)
    if end is not None and end < row.now:
        raise Refused("CODE_EXPIRED")
    if row.activated_at is None or row.activated_at + REBIND_WINDOW < row.now:
        raise Refused("REBIND_WINDOW_EXPIRED")
    if (row.rebind_count or 0) >= min(row.rebind_limit or 1, 1):
        raise Refused("REBIND_LIMIT_REACHED")
    same = {"email": email, "code": row.code, "is_rebind": True}
    if db.execute(REBIND_UNDER_WAY, same).scalar() is not None:
        return _rebound(Accepted("INVITE_QUEUED", {"state": "INVITE_QUEUED"}), email)
    waiting = db.execute(QUEUED_ALREADY, same).scalar()
    if waiting is not None:
        return _rebound(_waiting(db, waiting), email)
    current = db.execute(CURRENT_TEAM, same).one_or_none()
    team, member = (current.team_id, current.member) if current else (None, None)
    accepted = _seat(db, row, email, True, team, member)
    db.execute(HISTORY, {"code": row.code, "email": email, "team": team})
    return _rebound(accepted, email)


def _rebound(accepted: Accepted, email: str) -> Accepted:
    accepted.body = {
        "success": True, "new_team_name": None, "state": accepted.state,
        "queue_position": accepted.body.get("queue_position"), "email": email,
    }
    return accepted


FLOWS = {"direct": direct, "redeem": redeem, "rebind": rebind}


def send(message: dict) -> None:
    celery_app.send_task("app.tasks_celery.process_invite_task", kwargs=message, priority=5)


def answer(flow: str, code: str, email: str | None, send=send) -> dict:
    """`status` and `body` as the endpoint has them (texts for people left out), `state` or `error`,
    and the `message` that was sent."""
    code = code.strip().upper()
    email = email.strip().lower() if email is not None else None
    try:
        with session() as db:
            accepted = FLOWS[flow](db, code, email)
    except Refused as refused:
        detail = {"error": refused.error, "message": refused.error}
        return {
            "status": 400, "error": refused.error, "message": None,
            "body": {"detail": refused.error if flow == "direct" else detail},
        }
    except (TypeError, OverflowError, SQLAlchemyError) as error:
        return {"status": 500, "error": "FAILS", "message": None, "cause": str(error)}
    if accepted.message is not None:
        send(accepted.message)
    return {
        "status": 200, "state": accepted.state, "message": accepted.message, "body": accepted.body}


def main() -> int:
    match sys.argv[1:]:
        case [("direct" | "redeem") as flow, code, email]:
            result = answer(flow, code, email)
        case ["rebind" as flow, code, *email] if len(email) < 2:
            result = answer(flow, code, email[0] if email else None)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    print(json.dumps(result))
    return 0 if result["status"] == 200 else 5


if __name__ == "__main__":
    sys.exit(main())
