"""What is known of a team beside whether it is active."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "014_add_team_status"
down_revision = "013_normalize_enum_casing"

STATUS = postgresql.ENUM("active", "banned", "token_invalid", "paused", name="teamstatus")


def upgrade():
    STATUS.create(op.get_bind())
    existing = postgresql.ENUM(*STATUS.enums, name=STATUS.name, create_type=False)
    op.add_column(
        "teams", sa.Column("status", existing, nullable=False, server_default="active")
    )
    op.add_column("teams", sa.Column("status_message", sa.String(255)))
    op.add_column("teams", sa.Column("status_changed_at", sa.DateTime))
    op.execute("UPDATE teams SET status = 'paused' WHERE is_active = false")
    op.create_index("ix_teams_status", "teams", ["status"])


def downgrade():
    op.drop_index("ix_teams_status", table_name="teams")
    for column in ("status_changed_at", "status_message", "status"):
        op.drop_column("teams", column)
    STATUS.drop(op.get_bind())
