"""How often a code was rebound, and where it is between bound and removed."""

import sqlalchemy as sa
from alembic import op

revision = "009_add_rebind_fields"
down_revision = "008_add_composite_indexes"


def upgrade():
    op.add_column("redeem_codes", sa.Column("rebind_count", sa.Integer, server_default="0"))
    op.add_column("redeem_codes", sa.Column("rebind_limit", sa.Integer, server_default="3"))
    op.add_column("redeem_codes", sa.Column("status", sa.String(20), server_default="bound"))
    op.add_column("redeem_codes", sa.Column("removed_at", sa.DateTime))
    op.create_index("ix_redeem_codes_status", "redeem_codes", ["status"])


def downgrade():
    op.drop_index("ix_redeem_codes_status", table_name="redeem_codes")
    for column in ("removed_at", "status", "rebind_limit", "rebind_count"):
        op.drop_column("redeem_codes", column)
