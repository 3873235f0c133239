"""Users that wait for approval, and the codes mailed to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "012_distributor_signup_flow"
down_revision = "011_add_distributor_role"

APPROVAL = postgresql.ENUM("pending", "approved", "rejected", name="userapprovalstatus")
PURPOSE = postgresql.ENUM("distributor_signup", name="verificationpurpose")


def _existing(enum):
    return postgresql.ENUM(*enum.enums, name=enum.name, create_type=False)


def upgrade():
    APPROVAL.create(op.get_bind())
    PURPOSE.create(op.get_bind())
    op.add_column(
        "users",
        sa.Column(
            "approval_status", _existing(APPROVAL), nullable=False, server_default="approved"
        ),
    )
    op.alter_column("users", "approval_status", server_default=None)
    op.add_column("users", sa.Column("rejection_reason", sa.String(255)))
    op.create_table(
        "verification_codes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(100), nullable=False),
        sa.Column("code_hash", sa.String(255), nullable=False),
        sa.Column("purpose", _existing(PURPOSE), nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("attempt_count", sa.Integer, nullable=False, server_default="0"),
        sa.Column("created_at", sa.DateTime),
    )
    for column in ("email", "purpose", "expires_at"):
        op.create_index(f"ix_verification_codes_{column}", "verification_codes", [column])
    op.execute(
        """
        WITH made AS (
          INSERT INTO team_groups (name, description, created_at)
          VALUES ('distributors', 'teams of distributors', now() AT TIME ZONE 'utc')
          RETURNING id
        )
        INSERT INTO system_configs (key, value, updated_at)
        SELECT 'distributor_default_group_id', id::text, now() AT TIME ZONE 'utc' FROM made
        """
    )


def downgrade():
    op.execute("DELETE FROM system_configs WHERE key = 'distributor_default_group_id'")
    op.execute("DELETE FROM team_groups WHERE name = 'distributors'")
    op.drop_table("verification_codes")
    op.drop_column("users", "rejection_reason")
    op.drop_column("users", "approval_status")
    PURPOSE.drop(op.get_bind())
    APPROVAL.drop(op.get_bind())
