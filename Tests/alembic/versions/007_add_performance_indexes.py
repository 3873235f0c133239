"""Eight single-column indexes, built by plain CREATE INDEX: writers wait."""

from alembic import op

revision = "007_add_performance_indexes"
down_revision = "006_add_commercial_fields"

INDEXES = (
    ("ix_team_members_team_id", "team_members", ["team_id"]),
    ("ix_team_members_email", "team_members", ["email"]),
    ("ix_invite_records_team_id", "invite_records", ["team_id"]),
    ("ix_invite_records_email", "invite_records", ["email"]),
    ("ix_invite_records_status", "invite_records", ["status"]),
    ("ix_invite_records_created_at", "invite_records", ["created_at"]),
    ("ix_invite_queue_status", "invite_queue", ["status"]),
    ("ix_redeem_codes_bound_email", "redeem_codes", ["bound_email"]),
)


def upgrade():
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade():
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
