"""The mailbox in which a team's news of a ban arrive."""

import sqlalchemy as sa
from alembic import op

revision = "023_add_team_mailbox_fields"
down_revision = "022_add_plan_stock_fields"


def upgrade():
    op.add_column("teams", sa.Column("mailbox_id", sa.String(128)))
    op.add_column("teams", sa.Column("mailbox_email", sa.String(255)))
    op.add_column("teams", sa.Column("mailbox_synced_at", sa.DateTime))
    op.create_index("ix_teams_mailbox_id", "teams", ["mailbox_id"])
    op.create_index("ix_teams_mailbox_email", "teams", ["mailbox_email"])


def downgrade():
    for column in ("mailbox_synced_at", "mailbox_email", "mailbox_id"):
        op.drop_column("teams", column)
