"""The worker of 25f6fd2 to before b922536 (eras E4 and E5): process_invite_task has nine arguments,
the last of which is the team whose seat is reserved.

    celery -A later.e5 worker -Q invites,sync,celery …
    python -m later.e5 drain | stale | batch        a job of beat, at once and in this process
"""

import os
import sys

from app import limiter
from app.celery_app import celery_app
from app.database import session, text
from app.service import TransientError
from later import invite, jobs, other, rows, seats

app = celery_app

app.conf.beat_schedule = app.conf.beat_schedule | {
    name: {"task": f"app.tasks_celery.{task}", "schedule": seconds}
    for name, task, seconds in (
        ("cleanup-expired-users", "cleanup_expired_users", 3600.0),
        ("retry-failed-invites", "retry_failed_invites", 300.0),
        ("send-expiration-warnings", "send_expiration_warnings", 86400.0),
        ("detect-orphan-users", "detect_orphan_users", 1800.0),
        ("cleanup-stale-reserved", "cleanup_stale_reserved_records", 900.0),
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
REBIND_BACK = text(
    "UPDATE redeem_codes SET rebind_count = rebind_count - 1 WHERE code = :code AND rebind_count > 0"
)
LIMITED = text("SELECT max_uses > 0 FROM redeem_codes WHERE code = :code")


def give_back(call) -> None:
    """The reserved row; a token where the message says that one was taken, and the code has a limit;
    a use where the code is bound to this email; a rebind that counted."""
    row = {"email": call["email"], "code": call["redeem_code"]}
    with session() as db:
        if call["reserved_team_id"]:
            db.execute(RELEASE, row | {"team": call["reserved_team_id"]})
        if not call["is_rebind"]:
            db.execute(USE_BACK, row)
        elif call["consume_rebind_count"]:
            db.execute(REBIND_BACK, row)
        limited = db.execute(LIMITED, row).scalar()
    if call["used_redis"] and limited:
        limiter.refund(call["redeem_code"])


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
    old_team_id=None, old_team_chatgpt_user_id=None, used_redis=False, reserved_team_id=None,
):
    call = {
        "email": email, "redeem_code": redeem_code, "group_id": group_id, "is_rebind": is_rebind,
        "consume_rebind_count": consume_rebind_count, "old_team_id": old_team_id,
        "old_team_chatgpt_user_id": old_team_chatgpt_user_id, "used_redis": used_redis,
        "reserved_team_id": reserved_team_id,
    }
    invite.attempt(self, call, rows.QUEUE, lambda: give_back(call))

    def wait(db):
        """Loses who is to leave which team."""
        db.execute(
            rows.QUEUE,
            {"email": email, "code": redeem_code, "group_id": group_id, "status": "waiting",
             "error": "no team with a free seat", "retries": 0},
        )

    if reserved_team_id is not None:
        done = invite.swallowing(lambda db: invite.reserved(db, call, overwrites=True))
    else:
        done = invite.swallowing(lambda db: invite.unreserved(db, call, seats.SINCE_E4, wait))
    return {"success": done}


@celery_app.task(name="app.tasks_celery.retry_failed_invites")
def retry_failed_invites():
    return jobs.drain(seats.SINCE_E4, lambda row: {"is_rebind": False})


@celery_app.task(name="app.tasks_celery.sync_redeem_count_task")
def sync_redeem_count_task(code_id):
    return jobs.overwrite_count(code_id, unlimited_is_known=True)


@celery_app.task(name="app.tasks_celery.batch_sync_redeem_counts")
def batch_sync_redeem_counts():
    return jobs.overwrite_counts(unlimited_is_known=True)


@celery_app.task(name="app.tasks_celery.cleanup_old_invite_queue")
def cleanup_old_invite_queue():
    return jobs.delete_old_rows()


@celery_app.task(name="app.tasks_celery.cleanup_stale_reserved_records")
def cleanup_stale_reserved_records():
    return jobs.release_stale()


@celery_app.task(name="app.tasks_celery.cleanup_expired_users")
def cleanup_expired_users():
    return jobs.remove_lapsed()


@celery_app.task(name="app.tasks_celery.send_expiration_warnings")
def send_expiration_warnings():
    """Comes to nothing at every run, in every release that has it."""
    return {"sent": 0}


@celery_app.task(name="app.tasks_celery.detect_orphan_users")
def detect_orphan_users():
    return jobs.count_orphans()


other.register_moves()


def main() -> int:
    match sys.argv[1:]:
        case ["drain"]:
            print(retry_failed_invites())
        case ["stale"]:
            print(cleanup_stale_reserved_records())
        case ["batch"]:
            print(batch_sync_redeem_counts())
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
