"""Coupons. The type discounttype is made, and the column does not use it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "017_add_coupons"
down_revision = "016_add_order_email"

DISCOUNT = postgresql.ENUM("fixed", "percentage", name="discounttype")


def upgrade():
    DISCOUNT.create(op.get_bind())
    op.create_table(
        "coupons",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(30), nullable=False),
        sa.Column("discount_type", sa.String(20), nullable=False),
        sa.Column("discount_value", sa.Integer, nullable=False),
        sa.Column("min_amount", sa.Integer, server_default="0"),
        sa.Column("max_uses", sa.Integer, server_default="0"),
        sa.Column("used_count", sa.Integer, server_default="0"),
        sa.Column("valid_from", sa.DateTime),
        sa.Column("valid_until", sa.DateTime),
        sa.Column("is_active", sa.Boolean, server_default=sa.true()),
        sa.Column("created_by", sa.Integer, sa.ForeignKey("users.id")),
        sa.Column("created_at", sa.DateTime),
    )
    op.create_index("ix_coupons_code", "coupons", ["code"], unique=True)
    op.add_column("orders", sa.Column("coupon_code", sa.String(30)))
    op.add_column("orders", sa.Column("discount_amount", sa.Integer, server_default="0"))
    op.add_column("orders", sa.Column("final_amount", sa.Integer))


def downgrade():
    for column in ("final_amount", "discount_amount", "coupon_code"):
        op.drop_column("orders", column)
    op.drop_table("coupons")
    DISCOUNT.drop(op.get_bind())
