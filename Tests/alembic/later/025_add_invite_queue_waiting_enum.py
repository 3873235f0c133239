"""The label that the code has written for five weeks."""

from alembic import op

revision = "025_add_invite_queue_waiting_enum"
down_revision = "024_add_invite_consumed_and_queue_rebind"


def upgrade():
    op.execute("ALTER TYPE invitequeuestatus ADD VALUE IF NOT EXISTS 'waiting'")


def downgrade():
    pass  # PostgreSQL takes no label away
