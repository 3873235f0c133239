"""Every label in lower case: types made anew, rows converted. What depends on such a column, a view
for one, makes it fail."""

import sqlalchemy as sa
from alembic import op

revision = "013_normalize_enum_casing"
down_revision = "012_distributor_signup_flow"

TYPES = (
    ("userrole", "users", "role", ("admin", "operator", "viewer", "distributor")),
    ("invitestatus", "invite_records", "status", ("pending", "success", "failed")),
    ("redeemcodetype", "redeem_codes", "code_type", ("linuxdo", "direct")),
    ("invitequeuestatus", "invite_queue", "status", ("pending", "processing", "success", "failed")),
)


def upgrade():
    there = sa.inspect(op.get_bind())
    for name, table, column, labels in TYPES:
        if not there.has_table(table):
            continue
        listed = ", ".join(f"'{label}'" for label in labels)
        op.execute(f"ALTER TYPE {name} RENAME TO {name}_old")
        op.execute(f"CREATE TYPE {name} AS ENUM ({listed})")
        op.execute(
            f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {name}"
            f" USING lower({column}::text)::{name}"
        )
        op.execute(f"DROP TYPE {name}_old")


def downgrade():
    pass  # as the backend's: nothing goes back to upper case
