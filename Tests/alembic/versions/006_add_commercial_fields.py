"""Codes that bind to an email for a number of days, and rebinding."""

import sqlalchemy as sa
from alembic import op

revision = "006_add_commercial_fields"
down_revision = "005_add_unauthorized"


def upgrade():
    op.add_column("redeem_codes", sa.Column("validity_days", sa.Integer, server_default="30"))
    op.add_column("redeem_codes", sa.Column("activated_at", sa.DateTime))
    op.add_column("redeem_codes", sa.Column("bound_email", sa.String(100)))
    op.add_column(
        "invite_records", sa.Column("is_rebind", sa.Boolean, server_default=sa.false())
    )


def downgrade():
    op.drop_column("invite_records", "is_rebind")
    for column in ("bound_email", "activated_at", "validity_days"):
        op.drop_column("redeem_codes", column)
