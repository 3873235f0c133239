"""Who went from which team to which, and why."""

import sqlalchemy as sa
from alembic import op

revision = "010_create_rebind_history"
down_revision = "009_add_rebind_fields"


def upgrade():
    op.create_table(
        "rebind_history",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("redeem_code", sa.String(50), nullable=False),
        sa.Column("email", sa.String(100), nullable=False),
        sa.Column("from_team_id", sa.Integer, sa.ForeignKey("teams.id", ondelete="SET NULL")),
        sa.Column("to_team_id", sa.Integer, sa.ForeignKey("teams.id", ondelete="SET NULL")),
        sa.Column("reason", sa.String(50), nullable=False),
        sa.Column("notes", sa.Text),
        sa.Column(
            "created_at", sa.DateTime, nullable=False, server_default=sa.text("CURRENT_TIMESTAMP")
        ),
    )
    for column in ("redeem_code", "email", "created_at"):
        op.create_index(f"ix_rebind_history_{column}", "rebind_history", [column])


def downgrade():
    op.drop_table("rebind_history")
