"""The number of free seats below which a group raises an alarm."""

import sqlalchemy as sa
from alembic import op

revision = "004_add_alert_threshold"
down_revision = "003_add_team_groups"


def upgrade():
    op.add_column("team_groups", sa.Column("alert_threshold", sa.Integer, server_default="5"))


def downgrade():
    op.drop_column("team_groups", "alert_threshold")
