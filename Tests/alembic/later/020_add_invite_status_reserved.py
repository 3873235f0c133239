"""A seat that is held for somebody until the worker has invited them."""

from alembic import op

revision = "020_add_invite_status_reserved"
down_revision = "019_add_distributor_order_fields"


def upgrade():
    op.execute("ALTER TYPE invitestatus ADD VALUE IF NOT EXISTS 'reserved'")


def downgrade():
    pass  # PostgreSQL takes no label away
