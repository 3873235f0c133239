"""When a use was counted, and rebinds that wait. Its own id is the first that does not fit into 32
characters, so the column is widened before Alembic writes it."""

import sqlalchemy as sa
from alembic import op

revision = "024_add_invite_consumed_and_queue_rebind"
down_revision = "023_add_team_mailbox_fields"


def upgrade():
    op.alter_column("alembic_version", "version_num", type_=sa.String(64))
    op.add_column("invite_records", sa.Column("consumed_at", sa.DateTime))
    for name, default in (("is_rebind", sa.false()), ("consume_immediately", sa.true())):
        op.add_column(
            "invite_queue", sa.Column(name, sa.Boolean, nullable=False, server_default=default)
        )
        op.alter_column("invite_queue", name, server_default=None)
    op.add_column("invite_queue", sa.Column("old_team_id", sa.Integer))
    op.add_column("invite_queue", sa.Column("old_team_chatgpt_user_id", sa.String(100)))


def downgrade():
    for column in (
        "old_team_chatgpt_user_id",
        "old_team_id",
        "consume_immediately",
        "is_rebind",
    ):
        op.drop_column("invite_queue", column)
    op.drop_column("invite_records", "consumed_at")
