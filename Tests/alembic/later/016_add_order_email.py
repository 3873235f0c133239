"""Orders belong to an email."""

import sqlalchemy as sa
from alembic import op

revision = "016_add_order_email"
down_revision = "015_add_plans_and_orders"


def upgrade():
    op.add_column("orders", sa.Column("email", sa.String(100)))
    op.execute("UPDATE orders SET email = 'unknown@example.com' WHERE email IS NULL")
    op.alter_column("orders", "email", nullable=False)
    op.create_index("ix_orders_email", "orders", ["email"])


def downgrade():
    op.drop_index("ix_orders_email", table_name="orders")
    op.drop_column("orders", "email")
