"""Three indexes over several columns, built by plain CREATE INDEX: writers wait."""

from alembic import op

revision = "008_add_composite_indexes"
down_revision = "007_add_performance_indexes"

INDEXES = (
    ("ix_invite_records_team_status_created", "invite_records", ["team_id", "status", "created_at"]),
    ("ix_team_members_team_email", "team_members", ["team_id", "email"]),
    ("ix_invite_queue_status_group_created", "invite_queue", ["status", "group_id", "created_at"]),
)


def upgrade():
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade():
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
