"""The web path of 8225e17 to 65722de (eras E2 and E3): one use is in the bucket and in used_count.

    python -m later.web_e3 start                  what every web process does at its start
    python -m later.web_e3 direct|redeem CODE EMAIL

`BACKEND_ERA=E2` (default E3) is the code before 65722de, which knows no unlimited codes. Prints JSON
as later.web does.
"""

import json
import os
import sys
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from app import limiter
from app.celery_app import celery_app
from app.database import session, text
from later import rows

UNLIMITED_IS_KNOWN = os.environ.get("BACKEND_ERA", "E3") != "E2"

ACTIVE = text("SELECT code, max_uses, used_count FROM redeem_codes WHERE is_active")
FIRST_USE = text(
    """
    UPDATE redeem_codes SET used_count = used_count + 1, activated_at = now() AT TIME ZONE 'utc',
      bound_email = :email
    WHERE id = :id AND activated_at IS NULL
      AND (:unconditional OR (:unlimited AND max_uses = 0) OR used_count < max_uses)
    """
)
LATER_USE = text(
    """
    UPDATE redeem_codes SET used_count = used_count + 1
    WHERE id = :id AND ((:unlimited AND max_uses = 0) OR used_count < max_uses)
    """
)


class Refused(Exception):
    pass


def start() -> int:
    """Overwrites the buckets of all active codes, E3 without the unlimited ones."""
    with session() as db:
        codes = db.execute(ACTIVE).all()
    for code in codes:
        if not (UNLIMITED_IS_KNOWN and code.max_uses == 0):
            limiter.initialise(code.code, code.max_uses, code.used_count)
    return len(codes)


def _unlimited(row) -> bool:
    return UNLIMITED_IS_KNOWN and row.max_uses == 0


def _find(db, code: str, kind: str | None = None):
    row = rows.find(db, code, lock=False)
    if row is None or (kind is not None and row.kind != kind):
        raise Refused("INVALID_CODE")
    if row.expires_at is not None and row.expires_at < row.now:
        raise Refused("CODE_EXPIRED")
    return row


def _check_person(row, email: str) -> None:
    if row.bound_email is None:
        return
    if row.bound_email != email:
        raise Refused("EMAIL_MISMATCH")
    if row.activated_at is not None:
        if row.activated_at + timedelta(days=row.validity_days) < row.now:
            raise Refused("USER_EXPIRED")


def direct(db, code: str, email: str):
    """A token first; then the first use counts in the database too, and the later ones do not."""
    row = _find(db, code, "direct")
    _check_person(row, email)
    if not _unlimited(row):
        left = limiter.take(code)
        if left < 0 and limiter.remaining(code) is None:
            limiter.initialise(code, row.max_uses, row.used_count)
            left = limiter.take(code)
        if left < 0:
            raise Refused("CODE_USED_UP")
    if row.activated_at is None:
        values = {
            "id": row.id, "email": email, "unlimited": UNLIMITED_IS_KNOWN,
            "unconditional": not UNLIMITED_IS_KNOWN,
        }
        if db.execute(FIRST_USE, values).rowcount != 1:
            limiter.refund(code)
            raise Refused("CODE_USED_UP")
    return row


def redeem(db, code: str, email: str):
    """The database alone; the bucket does not learn of it."""
    row = _find(db, code)
    if not _unlimited(row) and row.used_count >= row.max_uses:
        raise Refused("CODE_USED_UP")
    _check_person(row, email)
    values = {"id": row.id, "email": email, "unlimited": UNLIMITED_IS_KNOWN}
    if row.activated_at is None:
        changed = db.execute(FIRST_USE, values | {"unconditional": False}).rowcount
    else:
        changed = db.execute(LATER_USE, values).rowcount
    if changed != 1:
        raise Refused("CODE_USED_UP")
    return row


FLOWS = {"direct": direct, "redeem": redeem}


def answer(flow: str, code: str, email: str) -> dict:
    code, email = code.strip().upper(), email.strip().lower()
    try:
        with session() as db:
            row = FLOWS[flow](db, code, email)
    except Refused as refused:
        return {"status": 400, "error": str(refused), "message": None}
    except (TypeError, OverflowError, SQLAlchemyError) as error:
        # A token that was taken is not given back.
        return {"status": 500, "error": "FAILS", "message": None, "cause": str(error)}
    message = {
        "email": email, "redeem_code": code, "group_id": row.group_id, "is_rebind": False,
    }
    celery_app.send_task("app.tasks_celery.process_invite_task", kwargs=message, priority=5)
    if flow == "direct":
        # E2 sends the code where the task expects the id, and nothing comes of it.
        celery_app.send_task(
            "app.tasks_celery.sync_redeem_count_task",
            args=[row.id if UNLIMITED_IS_KNOWN else code], countdown=5)
    return {"status": 200, "state": "INVITE_QUEUED", "message": message}


def main() -> int:
    match sys.argv[1:]:
        case ["start"]:
            print(json.dumps({"codes": start()}))
            return 0
        case [("direct" | "redeem") as flow, code, email]:
            result = answer(flow, code, email)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    print(json.dumps(result))
    return 0 if result["status"] == 200 else 5


if __name__ == "__main__":
    sys.exit(main())
