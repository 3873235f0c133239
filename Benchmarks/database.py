"""Databases that a run uses up: filled once, copied file by file before each run."""

import os
import subprocess
from contextlib import contextmanager

import psycopg2

from Benchmarks.frame import sandbox


class Template:
    """A filled database and its working copy, always under the same name."""

    def __init__(self, name: str, *fixture: str):
        self.name, self.copy = f"{name}_template", name
        sandbox("fixture", "--database", self.name, *fixture)
        base = os.environ["DATABASE_URL"].rpartition("/")[0]
        self.url = f"{base}/{self.copy}"
        self.admin_url = os.environ["INVITECTL_TEST_POSTGRES"].replace(
            "/postgres?", f"/{self.copy}?"
        )

    def renew(self) -> None:
        psql = ["psql", os.environ["INVITECTL_TEST_POSTGRES"], "-X", "-q"]
        for statement in (
            f'DROP DATABASE IF EXISTS "{self.copy}" WITH (FORCE)',
            f'CREATE DATABASE "{self.copy}" TEMPLATE "{self.name}" OWNER invitehub '
            "STRATEGY file_copy",
        ):
            subprocess.run(
                [*psql, "-c", statement], check=True, env=os.environ | {"PGOPTIONS": QUIET}
            )

    @contextmanager
    def cursor(self):
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()


QUIET = "-c client_min_messages=warning"
