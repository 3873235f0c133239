"""How often the removal of a lapsed user was tried."""

import sqlalchemy as sa
from alembic import op

revision = "018_add_removal_retry_count"
down_revision = "017_add_coupons"


def upgrade():
    op.add_column("redeem_codes", sa.Column("removal_retry_count", sa.Integer, server_default="0"))


def downgrade():
    op.drop_column("redeem_codes", "removal_retry_count")
