"""Runs the chain on DATABASE_URL, in any of the forms the backend accepts."""

import os

from alembic import context
from sqlalchemy import create_engine, pool

url = "postgresql+psycopg2://" + os.environ["DATABASE_URL"].partition("://")[2]
engine = create_engine(url, poolclass=pool.NullPool)
with engine.connect() as connection:
    # Where a live system may keep its record: Alembic's own two options.
    context.configure(
        connection=connection,
        target_metadata=None,
        version_table=os.environ.get("VERSION_TABLE", "alembic_version"),
        version_table_schema=os.environ.get("VERSION_TABLE_SCHEMA"),
    )
    with context.begin_transaction():
        context.run_migrations()
