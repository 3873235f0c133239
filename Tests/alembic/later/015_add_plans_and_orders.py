"""A shop: what is sold, and to whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "015_add_plans_and_orders"
down_revision = "014_add_team_status"

STATUS = postgresql.ENUM("pending", "paid", "expired", "refunded", name="orderstatus")


def upgrade():
    STATUS.create(op.get_bind())
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("description", sa.Text),
        sa.Column("price", sa.Integer, nullable=False),
        sa.Column("original_price", sa.Integer),
        sa.Column("validity_days", sa.Integer, nullable=False, server_default="30"),
        sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("sort_order", sa.Integer, server_default="0"),
        sa.Column("created_at", sa.DateTime),
        sa.Column("updated_at", sa.DateTime),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("order_no", sa.String(50), nullable=False),
        sa.Column("plan_id", sa.Integer, sa.ForeignKey("plans.id"), nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column(
            "status",
            postgresql.ENUM(*STATUS.enums, name=STATUS.name, create_type=False),
            nullable=False,
            server_default="pending",
        ),
        sa.Column("redeem_code", sa.String(50)),
        sa.Column("trade_no", sa.String(100)),
        sa.Column("pay_type", sa.String(20)),
        sa.Column("created_at", sa.DateTime),
        sa.Column("paid_at", sa.DateTime),
        sa.Column("expire_at", sa.DateTime),
    )
    op.create_index("ix_orders_order_no", "orders", ["order_no"], unique=True)
    for column in ("status", "created_at"):
        op.create_index(f"ix_orders_{column}", "orders", [column])
    op.create_index("ix_plans_is_active", "plans", ["is_active"])


def downgrade():
    op.drop_table("orders")
    op.drop_table("plans")
    STATUS.drop(op.get_bind())
