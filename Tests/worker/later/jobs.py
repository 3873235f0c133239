"""The jobs of beat, as plain functions; each release's module makes its tasks of them."""

from celery.utils.log import get_task_logger
from sqlalchemy.exc import SQLAlchemyError

from app import limiter
from app.celery_app import celery_app
from app.database import RedeemCode, session, text
from later import rows, seats

logger = get_task_logger(__name__)

WAITING = text(
    "SELECT * FROM invite_queue WHERE status::text = 'waiting' ORDER BY created_at LIMIT 100"
)
TAKE_ROW = text(
    "UPDATE invite_queue SET status = 'processing', retry_count = :retries WHERE id = :id"
)
GIVE_UP_ROW = text(
    """
    UPDATE invite_queue SET status = 'failed', processed_at = now() AT TIME ZONE 'utc',
      error_message = 'the code is not valid any more'
    WHERE id = :id
    """
)
OLD_ROWS = text(
    """
    DELETE FROM invite_queue WHERE status::text IN ('success', 'failed')
      AND processed_at < (now() AT TIME ZONE 'utc') - interval '30 days'
    """
)
LAPSED = text(
    """
    UPDATE redeem_codes SET status = 'removed', removed_at = now() AT TIME ZONE 'utc'
    WHERE is_active AND status = 'bound' AND activated_at IS NOT NULL
      AND activated_at + validity_days * interval '1 day' < now() AT TIME ZONE 'utc'
    RETURNING code, bound_email
    """
)
HISTORY = text(
    """
    INSERT INTO rebind_history (redeem_code, email, reason, created_at)
    VALUES (:code, :email, 'expired_cleanup', now() AT TIME ZONE 'utc')
    """
)
STALE = text(
    """
    DELETE FROM invite_records WHERE status::text = 'reserved'
      AND created_at < (now() AT TIME ZONE 'utc') - interval '1 hour'
    RETURNING redeem_code, email
    """
)
GIVE_BACK = text(
    """
    UPDATE redeem_codes SET used_count = used_count - 1
    WHERE code = :code AND bound_email = :email AND used_count > 0
    """
)
ORPHANS = text("SELECT count(*) FROM team_members WHERE is_unauthorized")


def drain(holding, more=lambda row: {}) -> dict:
    """retry_failed_invites: a waiting row becomes `processing`, a message is sent, and nobody ever
    says `success`.

    - more: the arguments beside the first three.
    """
    if not limiter.connection().set("celery:process_waiting_queue:lock", "1", nx=True, ex=300):
        return {"processed": 0}
    try:
        with session() as db:
            return {"processed": _drain(db, holding, more)}
    except (SQLAlchemyError, TypeError) as error:
        # One row whose retry_count is NULL: nothing behind it is ever served.
        logger.error("waiting rows: %s", error)
        return {"processed": 0}
    finally:
        limiter.connection().delete("celery:process_waiting_queue:lock")


def _drain(db, holding, more) -> int:
    sent = 0
    free: dict[int | None, int] = {}
    for team in seats.candidates(db, None):
        free[team.group_id] = free.get(team.group_id, 0) + seats.available(db, team, holding)
    if sum(free.values()) <= 0:
        return 0
    for row in db.execute(WAITING).all():
        code = rows.find(db, row.redeem_code, lock=False)
        if code is None or (code.expires_at is not None and code.expires_at < code.now):
            db.execute(GIVE_UP_ROW, {"id": row.id})
            db.commit()
            continue
        # Seats of the row's own group, else those of teams without a group; never others'.
        source = row.group_id if free.get(row.group_id, 0) > 0 else None
        if free.get(source, 0) <= 0:
            continue
        free[source] -= 1
        db.execute(TAKE_ROW, {"id": row.id, "retries": row.retry_count + 1})
        db.commit()
        call = {"email": row.email, "redeem_code": row.redeem_code, "group_id": row.group_id}
        celery_app.send_task(
            "app.tasks_celery.process_invite_task", kwargs=call | more(row), priority=5)
        sent += 1
    return sent


def overwrite_counts(unlimited_is_known: bool) -> dict:
    """batch_sync_redeem_counts, absolute, for every active code that is bound and has a bucket: what
    others counted meanwhile is undone, and one odd row aborts them all."""
    with session() as db:
        codes = (
            db.query(RedeemCode)
            .filter(RedeemCode.is_active.is_(True), RedeemCode.bound_email.isnot(None))
            .all()
        )
        return {"synced": sum(_overwrite(code, unlimited_is_known) for code in codes)}


def overwrite_count(code_id, unlimited_is_known: bool) -> bool:
    """sync_redeem_count_task. Before 65722de the web path sends the code where the id is expected,
    and nothing comes of it."""
    try:
        with session() as db:
            return _overwrite(db.get(RedeemCode, code_id), unlimited_is_known)
    except (SQLAlchemyError, AttributeError) as error:
        logger.error("sync of %s failed: %s", code_id, type(error).__name__)
        return False


def _overwrite(code: RedeemCode, unlimited_is_known: bool) -> bool:
    value = limiter.remaining(code.code)
    if value is None or (unlimited_is_known and code.max_uses == 0):
        return False
    used = code.max_uses - int(value)
    changed = used != code.used_count
    code.used_count = used
    return changed


def delete_old_rows() -> dict:
    with session() as db:
        return {"deleted": db.execute(OLD_ROWS).rowcount}


def remove_lapsed() -> dict:
    """The rows of it; the remote service, which removes the person, is not here."""
    with session() as db:
        lapsed = db.execute(LAPSED).all()
        for row in lapsed:
            db.execute(HISTORY, {"code": row.code, "email": row.bound_email})
        return {"removed": len(lapsed)}


def release_stale() -> dict:
    """Reserved rows older than an hour go, and used_count with them, whether or not anything had
    been added for them."""
    with session() as db:
        stale = db.execute(STALE).all()
        for row in stale:
            db.execute(GIVE_BACK, {"code": row.redeem_code, "email": row.email})
        return {"released": len(stale)}


def count_orphans() -> dict:
    """Moves a gauge that nobody sees."""
    with session() as db:
        return {"orphans": db.execute(ORPHANS).scalar_one()}
