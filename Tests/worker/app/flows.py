"""The web backend's redemption flows, as far as tests and benchmarks need a peer for them.

    python -m app.flows start                 initialises every active code, as a web process does
    python -m app.flows direct CODE EMAIL     one direct redemption, or the name of its refusal
    python -m app.flows redeem CODE EMAIL     one bound redemption
    python -m app.flows sync                  the batch sync, in this process
"""

import sys
from datetime import datetime, timedelta, timezone

from app import limiter
from app.database import RedeemCode, session
from app.tasks_celery import batch_sync_redeem_counts, process_invite_task


class Refused(Exception):
    """Carries the refusal name of the API."""


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)


def _find(db, code: str) -> RedeemCode:
    row = db.query(RedeemCode).filter(RedeemCode.code == code).one_or_none()
    if row is None or not row.is_active:
        raise Refused("INVALID_CODE")
    if row.expires_at is not None and row.expires_at < _now():
        raise Refused("CODE_EXPIRED")
    return row


def _enqueue(email: str, row: RedeemCode):
    return process_invite_task.apply_async(
        kwargs={
            "email": email,
            "redeem_code": row.code,
            "group_id": row.group_id,
            "is_rebind": False,
        },
        priority=5,
    )


def start() -> int:
    """What every web process does at its start: overwrite the buckets of all active codes."""
    with session() as db:
        rows = db.query(RedeemCode).filter(RedeemCode.is_active.is_(True)).all()
        for row in rows:
            if row.max_uses:
                limiter.initialise(row.code, row.max_uses, row.used_count)
        return len(rows)


def direct(code: str, email: str):
    code, email = code.strip().upper(), email.strip().lower()
    with session() as db:
        row = _find(db, code)
        left = limiter.take(code)
        if left < 0 and limiter.remaining(code) is None:
            limiter.initialise(code, row.max_uses, row.used_count)
            left = limiter.take(code)
        if left < 0:
            raise Refused("CODE_USED_UP")
        return _enqueue(email, row)


def redeem(code: str, email: str):
    """Counts in the database only: the bucket is not touched."""
    code, email = code.strip().upper(), email.strip().lower()
    with session() as db:
        row = _find(db, code)
        if row.used_count >= row.max_uses:
            raise Refused("CODE_USED_UP")
        if row.bound_email is not None and row.bound_email != email:
            raise Refused("EMAIL_MISMATCH")
        if row.activated_at is not None and row.validity_days is not None:
            if row.activated_at + timedelta(days=row.validity_days) < _now():
                raise Refused("USER_EXPIRED")
        values = {RedeemCode.used_count: RedeemCode.used_count + 1}
        guard = RedeemCode.used_count < RedeemCode.max_uses
        if row.bound_email is None:
            values |= {RedeemCode.activated_at: _now(), RedeemCode.bound_email: email}
            guard &= RedeemCode.bound_email.is_(None)
        changed = (
            db.query(RedeemCode)
            .filter(RedeemCode.id == row.id, guard)
            .update(values, synchronize_session=False)
        )
        if changed == 0:
            raise Refused("CODE_USED_UP")
        return _enqueue(email, row)


def main() -> int:
    match sys.argv[1:]:
        case ["start"]:
            print(start())
        case ["sync"]:
            print(batch_sync_redeem_counts())
        case [("direct" | "redeem") as flow, code, email]:
            try:
                print({"direct": direct, "redeem": redeem}[flow](code, email).id)
            except Refused as refusal:
                print(refusal)
                return 5
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
