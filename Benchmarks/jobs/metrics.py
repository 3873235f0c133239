"""
`metrics-dump` with 2,000,000 invite records, 1,000,000 queue rows, 10,000 members and 100,000
codes with their buckets, and with a hundredth and a tenth of that, at revision 008. What the seat
statement took of it is the server's own count (pg_stat_statements), in a session that is new.
"""

import os
from collections.abc import Iterator

import psycopg2
import redis

from Benchmarks.database import Template
from Benchmarks.frame import (
    INVITECTL, PSQL, Contender, Derived, Sample, Series, Target, command, milliseconds,
)

RECORDS = int(os.environ.get("BENCH_RECORDS", "2000000"))
SEATS = """
    SELECT sum(total_exec_time) / sum(calls) FROM pg_stat_statements
    WHERE query LIKE %s AND query LIKE '%%max_seats%%' AND dbid = (
      SELECT oid FROM pg_database WHERE datname = 'bench_metrics')
"""


def sized(records: int) -> Iterator[Series]:
    members = records // 200
    template = Template(
        "bench_metrics", "--records", str(records), "--queue", str(records // 2),
        "--codes", str(records // 20),
    )
    env = {"DATABASE_URL": template.url}
    template.renew()
    command(INVITECTL, "migrate", "up", env=env)
    with template.cursor() as cursor:
        cursor.execute(
            "DELETE FROM team_members WHERE id NOT IN ("
            "SELECT id FROM team_members ORDER BY md5(id::text) LIMIT %s)",
            [members],
        )
        cursor.execute("VACUUM FULL team_members")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT code, greatest(0, max_uses - used_count) FROM redeem_codes "
            "WHERE is_active AND max_uses > 0"
        )
        pipeline = redis.Redis.from_url(os.environ["REDIS_URL"]).pipeline(transaction=False)
        for code, left in cursor.fetchall():
            pipeline.set(f"redeem:{code}:remaining", left, ex=86400)
        pipeline.execute()
    admin = psycopg2.connect(os.environ["INVITECTL_TEST_POSTGRES"])
    admin.autocommit = True

    def dump(*options: str, table: str = "team_members") -> Sample:
        with admin.cursor() as cursor:
            cursor.execute("SELECT pg_stat_statements_reset()")
            sample = milliseconds(command(INVITECTL, "metrics-dump", *options, env=env))
            cursor.execute(SEATS, [f"%{table}%"])
            sample.also["seats"] = float(cursor.fetchone()[0])
        return sample

    whole = Series(
        f"metrics-dump, {records:,} records",
        "ms",
        [
            Contender("invitectl metrics-dump", "ours", dump),
            Contender(
                "psql count by status", "floor",
                lambda: milliseconds(
                    command(PSQL, template.url, "-X", "-c",
                            "SELECT status, count(*) FROM invite_records GROUP BY status")
                ),
            ),
        ],
        [Target(None, 300)] if records == RECORDS else [],
        runs=9,
        size=records,
    )
    yield whole
    if records != RECORDS:
        return
    alone = Series(
        f"its seats alone, {members:,} members", "ms",
        [Contender("invitectl metrics-dump", "ours", lambda: dump("--collectors", "seats"))],
        [],
        runs=9,
    )
    yield alone
    command(INVITECTL, "migrate", "up", "--optional", "team-seat-stats", env=env)
    kept = Series(
        "its seats alone, from team_seat_stats", "ms",
        [
            Contender(
                "invitectl metrics-dump", "ours",
                lambda: dump("--collectors", "seats", table="team_seat_stats"),
            )
        ],
        [],
        runs=9,
    )
    yield kept
    for source, title, targets in (
        (whole, "the seat statement, beside the other collectors", []),
        (alone, "the seat statement, alone", [Target(None, 10)]),
        (kept, "the seat statement, from team_seat_stats", [Target(None, 10)]),
    ):
        seats = Derived(source, "seats", title, "ms", targets)
        seats.contenders = seats.contenders[:1]
        seats.reason = "16,000 rows to read and to send, on a slow host (log/metrics.md)"
        yield seats


def series() -> Iterator[Series]:
    for records in (RECORDS // 100, RECORDS // 10, RECORDS):
        yield from sized(records)
