"""Users, teams, members, codes, records, logs, settings."""

import sqlalchemy as sa
from alembic import op

revision = "001_initial"
down_revision = None

ROLE = sa.Enum("ADMIN", "OPERATOR", "VIEWER", name="userrole")
STATUS = sa.Enum("PENDING", "SUCCESS", "FAILED", name="invitestatus")
TYPE = sa.Enum("LINUXDO", "DIRECT", name="redeemcodetype")


def _id():
    return sa.Column("id", sa.Integer, primary_key=True)


def _text(name, length, **keywords):
    return sa.Column(name, sa.String(length), **keywords)


def _time(name):
    return sa.Column(name, sa.DateTime)


def _reference(name, target, **keywords):
    return sa.Column(name, sa.Integer, sa.ForeignKey(target), **keywords)


def upgrade():
    op.create_table(
        "users",
        _id(),
        _text("username", 50, nullable=False, unique=True),
        _text("email", 100, nullable=False, unique=True),
        _text("hashed_password", 255, nullable=False),
        sa.Column("role", ROLE),
        sa.Column("is_active", sa.Boolean),
        _time("created_at"),
    )
    op.create_table(
        "teams",
        _id(),
        _text("name", 100, nullable=False),
        sa.Column("description", sa.Text),
        _text("account_id", 100, nullable=False),
        sa.Column("session_token", sa.Text, nullable=False),
        _text("device_id", 100),
        sa.Column("cookie", sa.Text),
        _time("token_expires_at"),
        sa.Column("max_seats", sa.Integer),
        sa.Column("is_active", sa.Boolean),
        _time("created_at"),
        _time("updated_at"),
    )
    op.create_table(
        "team_members",
        _id(),
        _reference("team_id", "teams.id", nullable=False),
        _text("email", 100, nullable=False),
        _text("name", 100),
        _text("role", 50),
        _text("chatgpt_user_id", 100),
        _time("joined_at"),
        _time("synced_at"),
    )
    op.create_table(
        "redeem_codes",
        _id(),
        _text("code", 50, nullable=False, unique=True),
        sa.Column("code_type", TYPE),
        sa.Column("max_uses", sa.Integer),
        sa.Column("used_count", sa.Integer),
        _time("expires_at"),
        sa.Column("is_active", sa.Boolean),
        _text("note", 255),
        _reference("created_by", "users.id"),
        _time("created_at"),
    )
    op.create_table(
        "invite_records",
        _id(),
        _reference("team_id", "teams.id", nullable=False),
        _text("email", 100, nullable=False),
        sa.Column("status", STATUS),
        sa.Column("error_message", sa.Text),
        _reference("invited_by", "users.id"),
        _text("redeem_code", 50),
        _text("batch_id", 50),
        _time("created_at"),
        _time("accepted_at"),
    )
    op.create_table(
        "operation_logs",
        _id(),
        _reference("user_id", "users.id"),
        _reference("team_id", "teams.id"),
        _text("action", 100, nullable=False),
        _text("target", 255),
        sa.Column("details", sa.Text),
        _text("ip_address", 50),
        _time("created_at"),
    )
    op.create_table(
        "system_configs",
        _id(),
        _text("key", 100, nullable=False, unique=True),
        sa.Column("value", sa.Text),
        _text("description", 255),
        _time("updated_at"),
    )


def downgrade():
    for table in (
        "system_configs",
        "operation_logs",
        "invite_records",
        "redeem_codes",
        "team_members",
        "teams",
        "users",
    ):
        op.drop_table(table)
    for enum in (TYPE, STATUS, ROLE):
        enum.drop(op.get_bind())
