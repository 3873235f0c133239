"""The worker of b922536 to f50f965 (era E6): ten arguments, reserved seats, uses counted on join.

    celery -A later.e6 worker -Q invites,sync,celery …
    python -m later.e6 drain | stale | batch | lapsed   a job of beat, at once and in this process

`REDEEM_REDIS_LIMITER_ENABLED=true` makes `batch` what it was before: it overwrites used_count.
"""

import os
import sys

from app.celery_app import celery_app
from app.database import session, text
from app.service import TransientError
from later import invite, jobs, other, rows, seats

app = celery_app
LIMITER_ENABLED = os.environ.get("REDEEM_REDIS_LIMITER_ENABLED", "false").lower() == "true"

app.conf.beat_schedule = app.conf.beat_schedule | {
    name: {"task": f"app.tasks_celery.{task}", "schedule": seconds}
    for name, task, seconds in (
        ("cleanup-expired-users", "cleanup_expired_users", 3600.0),
        ("retry-failed-invites", "retry_failed_invites", 300.0),
        ("send-expiration-warnings", "send_expiration_warnings", 86400.0),
        ("detect-orphan-users", "detect_orphan_users", 1800.0),
        ("cleanup-stale-reserved", "cleanup_stale_reserved_records", 900.0),
        ("cleanup-expired-orders", "cleanup_expired_orders", 300.0),
    )
}

RELEASE = text(
    """
    DELETE FROM invite_records WHERE email = :email AND redeem_code = :code AND team_id = :team
      AND status::text = 'reserved'
    """
)
USE_BACK = text(
    """
    UPDATE redeem_codes SET used_count = used_count - 1
    WHERE code = :code AND bound_email = :email AND used_count > 0
    """
)
ORDERS = text(
    """
    WITH gone AS (
      UPDATE orders SET status = 'expired'
      WHERE status::text = 'pending' AND pay_type = 'linuxdo'
        AND expire_at < now() AT TIME ZONE 'utc'
      RETURNING plan_id
    ), sold AS (SELECT plan_id, count(*) AS count FROM gone GROUP BY plan_id)
    UPDATE plans SET sold_count = sold_count - sold.count FROM sold WHERE plans.id = sold.plan_id
    """
)


def give_back(call) -> None:
    """The reserved row; a use only where the message said that it was counted at once, which the
    web path never says."""
    row = {"email": call["email"], "code": call["redeem_code"]}
    with session() as db:
        if call["reserved_team_id"]:
            db.execute(RELEASE, row | {"team": call["reserved_team_id"]})
        if call["consume_immediately"] and not call["is_rebind"]:
            db.execute(USE_BACK, row)


@celery_app.task(
    name="app.tasks_celery.process_invite_task",
    bind=True,
    autoretry_for=(TransientError,),
    max_retries=3,
    retry_backoff=int(os.environ.get("WORKER_RETRY_BACKOFF", "1")),
    retry_backoff_max=600,
    retry_jitter=True,
)
def process_invite_task(
    self, email, redeem_code, group_id=None, is_rebind=False, consume_rebind_count=False,
    old_team_id=None, old_team_chatgpt_user_id=None, used_redis=False, consume_immediately=True,
    reserved_team_id=None,
):
    call = {
        "email": email, "redeem_code": redeem_code, "group_id": group_id, "is_rebind": is_rebind,
        "old_team_id": old_team_id, "old_team_chatgpt_user_id": old_team_chatgpt_user_id,
        "consume_immediately": consume_immediately, "reserved_team_id": reserved_team_id,
    }
    invite.attempt(self, call, rows.QUEUE_REBIND, lambda: give_back(call))

    def wait(db):
        db.execute(
            rows.QUEUE_REBIND,
            {"email": email, "code": redeem_code, "group_id": group_id, "status": "waiting",
             "error": "no team with a free seat", "retries": 0, "is_rebind": is_rebind,
             "old_team_id": old_team_id, "old_team_chatgpt_user_id": old_team_chatgpt_user_id,
             "consume_immediately": consume_immediately},
        )

    if reserved_team_id is not None:
        done = invite.swallowing(lambda db: invite.reserved(db, call))
    else:
        done = invite.swallowing(lambda db: invite.unreserved(db, call, seats.SINCE_E4, wait))
    return {"success": done}


@celery_app.task(name="app.tasks_celery.retry_failed_invites")
def retry_failed_invites():
    """What waited keeps its kind and its old team, and has no seat reserved."""
    return jobs.drain(
        seats.SINCE_E4,
        lambda row: {
            "is_rebind": row.is_rebind, "old_team_id": row.old_team_id,
            "old_team_chatgpt_user_id": row.old_team_chatgpt_user_id,
            "consume_immediately": row.consume_immediately,
        },
    )


@celery_app.task(name="app.tasks_celery.sync_redeem_count_task")
def sync_redeem_count_task(code_id):
    """Nobody sends it any more."""
    return LIMITER_ENABLED and jobs.overwrite_count(code_id, unlimited_is_known=True)


@celery_app.task(name="app.tasks_celery.batch_sync_redeem_counts")
def batch_sync_redeem_counts():
    return jobs.overwrite_counts(unlimited_is_known=True) if LIMITER_ENABLED else {"synced": 0}


@celery_app.task(name="app.tasks_celery.cleanup_old_invite_queue")
def cleanup_old_invite_queue():
    return jobs.delete_old_rows()


@celery_app.task(name="app.tasks_celery.cleanup_stale_reserved_records")
def cleanup_stale_reserved_records():
    return jobs.release_stale()


@celery_app.task(name="app.tasks_celery.cleanup_expired_users")
def cleanup_expired_users():
    return jobs.remove_lapsed()


@celery_app.task(name="app.tasks_celery.cleanup_expired_orders")
def cleanup_expired_orders():
    with session() as db:
        return {"plans": db.execute(ORDERS).rowcount}


@celery_app.task(name="app.tasks_celery.send_expiration_warnings")
def send_expiration_warnings():
    """Comes to nothing at every run, in every release that has it."""
    return {"sent": 0}


@celery_app.task(name="app.tasks_celery.detect_orphan_users")
def detect_orphan_users():
    return jobs.count_orphans()


other.register_moves()
other.register_mails()


def main() -> int:
    match sys.argv[1:]:
        case ["drain"]:
            print(retry_failed_invites())
        case ["stale"]:
            print(cleanup_stale_reserved_records())
        case ["batch"]:
            print(batch_sync_redeem_counts())
        case ["lapsed"]:
            print(cleanup_expired_users())
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
