"""Room for a list of addresses of proxies."""

import sqlalchemy as sa
from alembic import op

revision = "021_expand_ip_address_length"
down_revision = "020_add_invite_status_reserved"


def upgrade():
    op.alter_column("operation_logs", "ip_address", type_=sa.String(255))


def downgrade():
    op.alter_column("operation_logs", "ip_address", type_=sa.String(50))
