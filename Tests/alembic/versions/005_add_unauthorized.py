"""Members that came in without an invite of ours."""

import sqlalchemy as sa
from alembic import op

revision = "005_add_unauthorized"
down_revision = "004_add_alert_threshold"


def upgrade():
    op.add_column(
        "team_members", sa.Column("is_unauthorized", sa.Boolean, server_default=sa.false())
    )


def downgrade():
    op.drop_column("team_members", "is_unauthorized")
