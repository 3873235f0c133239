"""Makes an empty database what the backend is at a revision.

    DATABASE_URL=… python generation.py 23 migrated|create_all

`migrated` runs the chain to its end: from 006 on with the invite_queue that the create_all of that
time made, as on a live system that was upgraded step by step. `create_all` is what the models of
the revision make, without alembic_version.
"""

import os
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from models import Models


def engine():
    return sa.create_engine("postgresql+psycopg2://" + os.environ["DATABASE_URL"].partition("://")[2])


def migrate(revision: int) -> None:
    config = Config(Path(__file__).with_name("later.ini"))
    known = ScriptDirectory.from_config(config).walk_revisions()
    target = next(script.revision for script in known if int(script.revision[:3]) == revision)
    command.upgrade(config, "006_add_commercial_fields")
    before = Models(6).metadata
    before.create_all(engine(), tables=[before.tables["invite_queue"]])
    command.upgrade(config, target)


def create_all(revision: int) -> None:
    Models(revision).metadata.create_all(engine())


if __name__ == "__main__":
    revision, made = int(sys.argv[1]), sys.argv[2]
    {"migrated": migrate, "create_all": create_all}[made](revision)
