"""The four tasks of the backend's workers. Their names on the wire are those of this module."""

import json
import os

from celery.utils.log import get_task_logger
from sqlalchemy.exc import DBAPIError

from app import limiter
from app.celery_app import celery_app
from app.database import RedeemCode, label, session, text
from app.seats import pick_team
from app.service import TransientError, refusal, steer

app = celery_app
logger = get_task_logger(__name__)

RECORD = text(
    f"""
    INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
    VALUES (:team_id, :email, {label("invitestatus", "SUCCESS")}, :code,
      now() AT TIME ZONE 'utc', :is_rebind)
    RETURNING id
    """
)
FAILED = text(
    f"""
    INSERT INTO invite_queue (email, redeem_code, group_id, status, error_message, retry_count,
      created_at, processed_at)
    VALUES (:email, :code, (SELECT id FROM team_groups WHERE id = :group_id),
      {label("invitequeuestatus", "FAILED")}, :error, :retries, now() AT TIME ZONE 'utc',
      now() AT TIME ZONE 'utc')
    """
)
LOG = text(
    """
    INSERT INTO operation_logs (team_id, action, target, details, created_at)
    VALUES (:team_id, 'process_invite', :email, :details, now() AT TIME ZONE 'utc')
    """
)
CLEANUP = text(
    f"""
    DELETE FROM invite_queue
    WHERE status IN ({label("invitequeuestatus", "SUCCESS")},
                     {label("invitequeuestatus", "FAILED")})
      AND processed_at < (now() AT TIME ZONE 'utc') - interval '30 days'
    """
)


NO_SEAT = text(
    """
    INSERT INTO invite_queue (email, redeem_code, group_id, status, error_message, retry_count,
      created_at, processed_at)
    SELECT :email, :code, (SELECT id FROM team_groups WHERE id = :group_id),
      found.label::text::invitequeuestatus, 'no team with a free seat', 0,
      now() AT TIME ZONE 'utc',
      CASE WHEN upper(found.label) = 'FAILED' THEN now() AT TIME ZONE 'utc' END
    FROM (SELECT enumlabel::text AS label FROM pg_enum
          WHERE enumtypid = 'invitequeuestatus'::regtype
            AND upper(enumlabel) IN ('FAILED', 'WAITING')
          ORDER BY upper(enumlabel) DESC LIMIT 1) AS found
    """
)
REFUSED = text(
    f"""
    INSERT INTO invite_records (team_id, email, status, error_message, redeem_code, created_at,
      is_rebind)
    VALUES (:team_id, :email, {label("invitestatus", "FAILED")}, :error, :code,
      now() AT TIME ZONE 'utc', :is_rebind)
    """
)


def _details(request) -> str:
    traceparent = (request.headers or {}).get("traceparent") or request.get("traceparent")
    return json.dumps(
        {"task_id": request.id, "retries": request.retries, "traceparent": traceparent}
    )


class InviteTask(celery_app.Task):
    """Writes the FAILED row when the last try has failed."""

    def on_failure(self, exc, task_id, args, kwargs, einfo):
        call = dict(zip(("email", "redeem_code", "group_id", "is_rebind"), args)) | kwargs
        values = {
            "email": call.get("email"),
            "code": call.get("redeem_code"),
            "group_id": call.get("group_id"),
            "error": str(exc),
            "retries": self.request.retries,
        }
        try:
            with session() as db:
                db.execute(FAILED, values)
        except DBAPIError as error:  # an exception here would end a solo worker
            logger.error("no FAILED row for task %s: %s", task_id, error.orig)


@celery_app.task(
    name="app.tasks_celery.process_invite_task",
    bind=True,
    base=InviteTask,
    autoretry_for=(TransientError,),
    max_retries=3,
    retry_backoff=int(os.environ.get("WORKER_RETRY_BACKOFF", "1")),
    retry_backoff_max=600,
    retry_jitter=True,
)
def process_invite_task(self, email, redeem_code, group_id=None, is_rebind=False):
    """As the backend's: what goes wrong with the invitation itself leaves a row, and the task ends
    as SUCCESS all the same."""
    steer(email, self.request.retries)
    with session() as db:
        team = pick_team(db, group_id)
        if team is None:
            db.execute(NO_SEAT, {"email": email, "code": redeem_code, "group_id": group_id})
            return {"success": False}
        if refused := refusal(email):
            db.execute(
                REFUSED,
                {"team_id": team, "email": email, "code": redeem_code, "is_rebind": is_rebind,
                 "error": refused},
            )
            return {"success": False}
        if "+lost" in email:
            return {"success": False}
        record = db.execute(
            RECORD,
            {"team_id": team, "email": email, "code": redeem_code, "is_rebind": is_rebind},
        ).scalar_one()
        db.execute(
            LOG, {"team_id": team, "email": email, "details": _details(self.request)}
        )
    return {"success": True, "team_id": team, "record_id": record, "email": email}


@celery_app.task(name="app.tasks_celery.sync_redeem_count_task")
def sync_redeem_count_task(code_id):
    """Defect kept: the web side passes the code, where an id is expected, and nobody notices."""
    try:
        with session() as db:
            code = db.get(RedeemCode, code_id)
            value = limiter.remaining(code.code)
            if value is not None:
                code.used_count = code.max_uses - int(value)
        return True
    except Exception as error:
        logger.error("sync of %s failed: %s", code_id, type(error).__name__)
        return False


@celery_app.task(name="app.tasks_celery.batch_sync_redeem_counts")
def batch_sync_redeem_counts():
    """Defects kept: direct codes are left out, used_count is overwritten by an absolute value,
    and one odd row or value aborts the whole batch."""
    synced = 0
    with session() as db:
        codes = (
            db.query(RedeemCode)
            .filter(RedeemCode.is_active.is_(True), RedeemCode.bound_email.isnot(None))
            .all()
        )
        for code in codes:
            value = limiter.remaining(code.code)
            if value is None:
                continue
            used = code.max_uses - int(value)
            if used != code.used_count:
                code.used_count = used
                synced += 1
    return {"synced": synced}


@celery_app.task(name="app.tasks_celery.cleanup_old_invite_queue")
def cleanup_old_invite_queue():
    with session() as db:
        return {"deleted": db.execute(CLEANUP).rowcount}
