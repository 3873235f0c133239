"""What Alembic's autogenerate sees in the database at DATABASE_URL, in all schemas, a line each: all of it, since it
is compared with models that have nothing."""

import os

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine

url = "postgresql+psycopg2://" + os.environ["DATABASE_URL"].partition("://")[2]
engine = create_engine(url)
with engine.connect() as connection:
    context = MigrationContext.configure(connection, opts={"include_schemas": True})
    seen = compare_metadata(context, MetaData())
engine.dispose()
for line in sorted(f"{kind} {getattr(item, 'fullname', None) or item.name}" for kind, item, *_ in seen):
    print(line)
