"""Mails to many, and what became of each."""

import sqlalchemy as sa
from alembic import op

revision = "026_add_bulk_email_jobs_logs"
down_revision = "025_add_invite_queue_waiting_enum"


def _count(name):
    return sa.Column(name, sa.Integer, server_default="0")


def upgrade():
    op.create_table(
        "bulk_email_jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("job_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id")),
        sa.Column("target", sa.String(50), nullable=False),
        sa.Column("days", sa.Integer),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("status", sa.String(20), server_default="pending"),
        _count("total"),
        _count("sent"),
        _count("failed"),
        _count("fail_rate_limit"),
        _count("fail_reject"),
        _count("fail_invalid"),
        _count("fail_other"),
        sa.Column("last_error", sa.Text),
        sa.Column("created_at", sa.DateTime),
        sa.Column("started_at", sa.DateTime),
        sa.Column("finished_at", sa.DateTime),
    )
    op.create_index("ix_bulk_email_jobs_job_id", "bulk_email_jobs", ["job_id"], unique=True)
    op.create_index("ix_bulk_email_jobs_user_id", "bulk_email_jobs", ["user_id"])
    op.create_table(
        "bulk_email_logs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("job_id", sa.String(64), nullable=False),
        sa.Column("email", sa.String(100), nullable=False),
        sa.Column("status", sa.String(20)),
        sa.Column("reason_type", sa.String(30)),
        sa.Column("reason", sa.Text),
        sa.Column("created_at", sa.DateTime),
    )
    for column in ("job_id", "email"):
        op.create_index(f"ix_bulk_email_logs_{column}", "bulk_email_logs", [column])


def downgrade():
    op.drop_table("bulk_email_logs")
    op.drop_table("bulk_email_jobs")
