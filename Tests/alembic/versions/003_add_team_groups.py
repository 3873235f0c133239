"""Groups of teams, and codes for one group only."""

import sqlalchemy as sa
from alembic import op

revision = "003_add_team_groups"
down_revision = "002_add_linuxdo_users"


def upgrade():
    op.create_table(
        "team_groups",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("description", sa.String(255)),
        sa.Column("color", sa.String(20)),
        sa.Column("created_at", sa.DateTime),
    )
    for table in ("teams", "redeem_codes"):
        op.add_column(table, sa.Column("group_id", sa.Integer, sa.ForeignKey("team_groups.id")))


def downgrade():
    for table in ("redeem_codes", "teams"):
        op.drop_column(table, "group_id")
    op.drop_table("team_groups")
