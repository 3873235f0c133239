"""
`migrate up` from 006 to 008 on 20,000 to 2,000,000 invite records while a writer inserts one row
after the other: beside psql building the same eleven indexes concurrently one by one, and the backend's own
Alembic migration, which blocks writers; and beside ours with other than the default options. Every
run starts on a fresh copy of the database. The stall is the writer's worst insert.
"""

import os
from collections.abc import Iterator

from Benchmarks import writer
from Benchmarks.database import Template
from Benchmarks.frame import INVITECTL, PSQL, ROOT, Contender, Derived, Sample, Series, Target, command

RECORDS = int(os.environ.get("BENCH_RECORDS", "2000000"))

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


def sized(records: int) -> Iterator[Series]:
    template = Template("bench_migrate", "--records", str(records))
    env = {"DATABASE_URL": template.url}

    def with_writer(*argv: str):
        def measure() -> Sample:
            return writer.beside(
                lambda: command(*argv, env=env, cwd=ROOT / "Tests" / "alembic"),
                template.url, "inserts",
            )

        return measure

    psql = [PSQL, template.url, "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    for statement in statements():
        psql += ["-c", statement]
    alembic = str(ROOT / ".venv" / "bin" / "alembic")
    build = Series(
        f"migrate up, {records:,} records",
        "s",
        [
            Contender("invitectl", "ours", with_writer(INVITECTL, "migrate", "up")),
            Contender("psql one by one", "floor", with_writer(*psql)),
            Contender("Alembic", "peer", with_writer(alembic, "upgrade", "head")),
            *(
                Contender(" ".join(options), "variant",
                          with_writer(INVITECTL, "migrate", "up", *options), most=3)
                for options in (["--jobs", "2"], ["--maintenance-work-mem", "512MB"])
                if records == RECORDS
            ),
        ],
        [Target("psql one by one", 1.05)] if records == RECORDS else [],
        warmups=0,
        prepare=lambda _: template.renew(),
        reason="a look at the whole catalog before each step (log/migrate.md); the runs differ by "
        "more than that",
        size=records,
    )
    yield build
    if records != RECORDS:
        return
    worst = Derived(
        build, "worst", "writer's worst insert", "ms",
        [Target("psql one by one", 2), Target("psql one by one", 1), Target("Alembic", 0.05)],
    )
    worst.reason = "not found: it is one write of some thousands, see p99.9"
    yield worst
    for key in ("p99.9", "p99", "p50"):
        yield Derived(build, key, f"writer's {key}", "ms", [])


def series() -> Iterator[Series]:
    for records in (RECORDS // 100, RECORDS // 10, RECORDS):
        yield from sized(records)
