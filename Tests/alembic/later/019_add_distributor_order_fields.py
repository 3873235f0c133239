"""Plans and orders of distributors."""

import sqlalchemy as sa
from alembic import op

revision = "019_add_distributor_order_fields"
down_revision = "018_add_removal_retry_count"


def _number(name, default):
    return sa.Column(name, sa.Integer, server_default=str(default))


def upgrade():
    op.add_column(
        "plans", sa.Column("plan_type", sa.String(30), nullable=False, server_default="public")
    )
    op.add_column("plans", _number("code_count", 1))
    op.add_column("plans", _number("code_max_uses", 1))
    op.add_column(
        "orders",
        sa.Column("order_type", sa.String(30), nullable=False, server_default="public_plan"),
    )
    op.add_column("orders", sa.Column("buyer_user_id", sa.Integer))
    op.create_foreign_key(
        "fk_orders_buyer_user_id_users", "orders", "users", ["buyer_user_id"], ["id"]
    )
    op.add_column("orders", _number("quantity", 1))
    op.add_column("orders", _number("delivered_count", 0))
    op.add_column("orders", sa.Column("delivered_at", sa.DateTime))
    op.create_index("ix_plans_plan_type", "plans", ["plan_type"])
    op.create_index("ix_orders_order_type", "orders", ["order_type"])
    op.create_index("ix_orders_buyer_user_id", "orders", ["buyer_user_id"])


def downgrade():
    for column in ("delivered_at", "delivered_count", "quantity", "buyer_user_id", "order_type"):
        op.drop_column("orders", column)
    for column in ("code_max_uses", "code_count", "plan_type"):
        op.drop_column("plans", column)
