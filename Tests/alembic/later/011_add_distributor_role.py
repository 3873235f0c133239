"""One more role: a label in lower case beside the others in upper case."""

from alembic import op

revision = "011_add_distributor_role"
down_revision = "010_create_rebind_history"


def upgrade():
    op.execute("ALTER TYPE userrole ADD VALUE IF NOT EXISTS 'distributor'")


def downgrade():
    pass  # PostgreSQL takes no label away
