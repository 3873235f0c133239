"""How many of a plan there are to sell; NULL for any number."""

import sqlalchemy as sa
from alembic import op

revision = "022_add_plan_stock_fields"
down_revision = "021_expand_ip_address_length"


def upgrade():
    op.add_column("plans", sa.Column("stock", sa.Integer))
    op.add_column("plans", sa.Column("sold_count", sa.Integer, server_default="0"))


def downgrade():
    op.drop_column("plans", "sold_count")
    op.drop_column("plans", "stock")
