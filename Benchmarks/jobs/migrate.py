"""
`migrate up` from 006 to 008 on 2,000,000 invite records while a writer inserts one row after the
other: beside psql building the same eleven indexes concurrently one by one, and the backend's own
Alembic migration, which blocks writers. Every run starts on a fresh copy of the database. The
stall is the writer's worst insert.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

from Benchmarks.database import Template
from Benchmarks.frame import INVITECTL, PSQL, ROOT, Contender, Derived, Sample, Series, Target, command

RECORDS = int(os.environ.get("BENCH_RECORDS", "2000000"))

# In a process of its own, so that the measuring process costs it nothing.
WRITER = """
import psycopg2, signal, sys, time
stop = []
signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
connection = psycopg2.connect(sys.argv[1])
connection.autocommit = True
cursor = connection.cursor()
took = []
print("ready", flush=True)
while not stop:
    began = time.perf_counter()
    cursor.execute("INSERT INTO invite_records (team_id, email, status, redeem_code, created_at)"
                   " VALUES (1, 'writer@example.com', 'PENDING', 'BENCH', now() AT TIME ZONE 'utc')")
    took.append(time.perf_counter() - began)
    time.sleep(0.002)
took.sort()
print(took[-1] * 1000, took[int(len(took) * 0.99)] * 1000, flush=True)
"""


def statements() -> list[str]:
    text = "".join(
        (ROOT / "Tests" / "Fixtures" / f"indexes-{revision}.sql").read_text()
        for revision in ("007", "008")
    )
    one_line = " ".join(line for line in text.splitlines() if not line.startswith("--"))
    creates = [
        "CREATE INDEX CONCURRENTLY" + part.partition(";")[0]
        for part in one_line.split("CREATE INDEX")[1:]
    ]
    assert len(creates) == 11, creates
    return creates


def series() -> Iterator[Series]:
    template = Template("bench_migrate", "--records", str(RECORDS))
    env = {"DATABASE_URL": template.url}

    def with_writer(*argv: str):
        def measure() -> Sample:
            writer = subprocess.Popen(
                [sys.executable, "-c", WRITER, template.url], stdout=subprocess.PIPE, text=True
            )
            assert writer.stdout.readline() == "ready\n"
            time.sleep(0.2)
            try:
                sample = command(*argv, env=env, cwd=ROOT / "Tests" / "alembic")
            finally:
                writer.terminate()
                answer = writer.stdout.read()
                writer.wait()
            worst, slow = map(float, answer.split())
            sample.also = {"worst": worst, "slow": slow}
            return sample

        return measure

    psql = [PSQL, template.url, "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    for statement in statements():
        psql += ["-c", statement]
    alembic = str(ROOT / ".venv" / "bin" / "alembic")
    build = Series(
        f"migrate up, {RECORDS:,} records",
        "s",
        [
            Contender("invitectl", "ours", with_writer(INVITECTL, "migrate", "up")),
            Contender("psql one by one", "floor", with_writer(*psql)),
            Contender("Alembic", "peer", with_writer(alembic, "upgrade", "head")),
        ],
        [Target("psql one by one", 1.05)],
        runs=3,
        warmups=0,
        prepare=lambda _: template.renew(),
    )
    yield build
    yield Derived(
        build, "worst", "writer's worst insert", "ms",
        [Target("psql one by one", 1), Target("Alembic", 0.05)],
    )
    yield Derived(build, "slow", "writer's 99th percentile", "ms", [])
