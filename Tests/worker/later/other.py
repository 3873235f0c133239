"""Tasks beside redemption: a worker registers them, and their rows are all they leave here."""

from app.celery_app import celery_app
from app.database import session, text

MOVE = text(
    """
    WITH moved AS (
      UPDATE team_members SET team_id = :destination
      WHERE team_id = ANY(:sources) AND email = ANY(:emails)
      RETURNING email
    )
    INSERT INTO rebind_history (redeem_code, email, to_team_id, reason, created_at)
    SELECT '', email, :destination, 'admin_migration', now() AT TIME ZONE 'utc' FROM moved
    """
)
JOB = text(
    """
    INSERT INTO bulk_email_jobs (job_id, target, subject, content, status, total, sent, failed,
      created_at, started_at)
    VALUES (:job_id, :target, :subject, :content, 'sending', :total, 0, 0, now() AT TIME ZONE 'utc',
      now() AT TIME ZONE 'utc')
    """
)
MAIL = text(
    """
    INSERT INTO bulk_email_logs (job_id, email, status, created_at)
    VALUES (:job_id, :email, 'sent', now() AT TIME ZONE 'utc')
    """
)
FINISH = text(
    """
    UPDATE bulk_email_jobs SET status = 'finished', finished_at = now() AT TIME ZONE 'utc',
      sent = (SELECT count(*) FROM bulk_email_logs l WHERE l.job_id = :job_id)
    WHERE job_id = :job_id
    """
)


def register_moves() -> None:
    """Since 606d8b4."""

    @celery_app.task(name="app.tasks_celery.execute_migration_task")
    def execute_migration_task(task_id, source_team_ids, destination_team_id, emails, operator):
        """Members change teams: no invite, no use."""
        values = {"sources": source_team_ids, "destination": destination_team_id, "emails": emails}
        with session() as db:
            return {"moved": db.execute(MOVE, values).rowcount}


def register_mails() -> None:
    """Since 2b8a9bc."""

    @celery_app.task(name="app.tasks_celery.send_bulk_email_chunk")
    def send_bulk_email_chunk(job_id, emails):
        with session() as db:
            for email in emails:
                db.execute(MAIL, {"job_id": job_id, "email": email})

    @celery_app.task(name="app.tasks_celery.finish_bulk_email_job")
    def finish_bulk_email_job(job_id):
        with session() as db:
            db.execute(FINISH, {"job_id": job_id})

    @celery_app.task(name="app.tasks_celery.send_bulk_email_task")
    def send_bulk_email_task(payload):
        emails = payload.get("emails", [])
        with session() as db:
            db.execute(JOB, payload | {"total": len(emails)})
        send_bulk_email_chunk(payload["job_id"], emails)
        finish_bulk_email_job(payload["job_id"])
