"""The worker of 664c7b5 to 65722de (eras E2 and E3): process_invite_task has seven arguments.

    celery -A later.e3 worker -Q invites,sync,celery …
    python -m later.e3 batch          the job of every 300 s, at once and in this process
    python -m later.e3 sync ID        sync_redeem_count_task(ID), likewise

`BACKEND_ERA=E2` (default E3) is the code before 65722de, whose jobs know no unlimited codes.
"""

import os
import sys

from app import limiter
from app.celery_app import celery_app
from app.database import session, text
from app.service import TransientError
from later import invite, jobs, other, rows, seats

app = celery_app
UNLIMITED_IS_KNOWN = os.environ.get("BACKEND_ERA", "E3") != "E2"

app.conf.beat_schedule = app.conf.beat_schedule | {
    "cleanup-expired-users": {
        "task": "app.tasks_celery.cleanup_expired_users", "schedule": 3600.0},
    "retry-failed-invites": {
        "task": "app.tasks_celery.retry_failed_invites", "schedule": 300.0},
    "send-expiration-warnings": {
        "task": "app.tasks_celery.send_expiration_warnings", "schedule": 86400.0},
}

USE_BACK = text(
    "UPDATE redeem_codes SET used_count = used_count - 1 WHERE code = :code AND used_count > 0"
)
REBIND_BACK = text(
    "UPDATE redeem_codes SET rebind_count = rebind_count - 1 WHERE code = :code AND rebind_count > 0"
)


def give_back(call) -> None:
    """A token always, a use, a rebind that counted."""
    code = {"code": call["redeem_code"]}
    with session() as db:
        if not call["is_rebind"]:
            db.execute(USE_BACK, code)
        elif call["consume_rebind_count"]:
            db.execute(REBIND_BACK, code)
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
    old_team_id=None, old_team_chatgpt_user_id=None,
):
    call = {
        "email": email, "redeem_code": redeem_code, "group_id": group_id, "is_rebind": is_rebind,
        "consume_rebind_count": consume_rebind_count, "old_team_id": old_team_id,
        "old_team_chatgpt_user_id": old_team_chatgpt_user_id,
    }
    invite.attempt(self, call, rows.QUEUE, lambda: give_back(call))

    def wait(db):
        """Loses who is to leave which team."""
        db.execute(
            rows.QUEUE,
            {"email": email, "code": redeem_code, "group_id": group_id, "status": "waiting",
             "error": "no team with a free seat", "retries": 0},
        )

    done = invite.swallowing(lambda db: invite.unreserved(db, call, seats.UNTIL_E3, wait))
    return {"success": done}


@celery_app.task(name="app.tasks_celery.retry_failed_invites")
def retry_failed_invites():
    return jobs.drain(seats.UNTIL_E3, lambda row: {"is_rebind": False})


@celery_app.task(name="app.tasks_celery.sync_redeem_count_task")
def sync_redeem_count_task(code_id):
    return jobs.overwrite_count(code_id, UNLIMITED_IS_KNOWN)


@celery_app.task(name="app.tasks_celery.batch_sync_redeem_counts")
def batch_sync_redeem_counts():
    return jobs.overwrite_counts(UNLIMITED_IS_KNOWN)


@celery_app.task(name="app.tasks_celery.cleanup_old_invite_queue")
def cleanup_old_invite_queue():
    return jobs.delete_old_rows()


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
        case ["batch"]:
            print(batch_sync_redeem_counts())
        case ["sync", code]:
            print(sync_redeem_count_task(int(code)))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
