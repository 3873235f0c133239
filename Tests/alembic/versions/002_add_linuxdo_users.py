"""Accounts of the forum that hands out codes."""

import sqlalchemy as sa
from alembic import op

revision = "002_add_linuxdo_users"
down_revision = "001_initial"


def upgrade():
    op.create_table(
        "linuxdo_users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("linuxdo_id", sa.String(50), nullable=False, unique=True),
        sa.Column("username", sa.String(100), nullable=False),
        sa.Column("name", sa.String(100)),
        sa.Column("email", sa.String(100)),
        sa.Column("trust_level", sa.Integer),
        sa.Column("avatar_url", sa.String(500)),
        sa.Column("created_at", sa.DateTime),
        sa.Column("last_login", sa.DateTime),
    )
    op.add_column(
        "invite_records",
        sa.Column("linuxdo_user_id", sa.Integer, sa.ForeignKey("linuxdo_users.id")),
    )


def downgrade():
    op.drop_column("invite_records", "linuxdo_user_id")
    op.drop_table("linuxdo_users")
