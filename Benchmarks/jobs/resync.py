"""
`force-resync --all --dry-run`: the evidence of every code that is less than exact, gathered from
messages, outbox, queue rows and invite records twice a second apart. Beside it the floor: the same
rows counted by two plain SQL statements and one pass over the broker's lists, once and without a
verdict. The pause of one second between the two looks is part of ours.
"""

import os
import time
from collections.abc import Iterator

import psycopg2
import redis

from Benchmarks.database import Template
from Benchmarks.fleet import declare_invites
from Benchmarks.frame import INVITECTL, Contender, Sample, Series, command

RECORDS = int(os.environ.get("BENCH_RECORDS", "2000000"))

UNCERTAIN = """
UPDATE invitectl.redeem_sync SET state = 'reinitialised', spread_high = 5
WHERE code_id IN (SELECT id FROM redeem_codes ORDER BY id LIMIT {count})
"""
COUNT = """
SELECT r.redeem_code, count(DISTINCT lower(trim(r.email))) FROM {table} r
WHERE r.redeem_code = ANY (SELECT code FROM redeem_codes ORDER BY id LIMIT {count})
GROUP BY 1
"""


def series() -> Iterator[Series]:
    template = Template("bench_resync", "--records", str(RECORDS))
    template.renew()
    env = {"DATABASE_URL": template.url}
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    server.flushall()
    declare_invites()
    with template.cursor() as cursor:
        cursor.execute("SELECT code, max_uses - used_count FROM redeem_codes WHERE max_uses > 0")
        pipeline = server.pipeline(transaction=False)
        for code, room in cursor.fetchall():
            pipeline.setex(f"redeem:{code}:remaining", 86_400, max(0, room))
        pipeline.execute()
    command(INVITECTL, "migrate", "up", env=env)
    command(INVITECTL, "sync-counts", env=env)

    for count in (10, 100, 1000):
        with template.cursor() as cursor:
            cursor.execute("UPDATE invitectl.redeem_sync SET state = 'exact', spread_high = 0")
            cursor.execute(UNCERTAIN.format(count=count))

        def floor() -> Sample:
            began = time.perf_counter()
            connection = psycopg2.connect(template.url)
            with connection.cursor() as cursor:
                for table in ("invite_records", "invite_queue"):
                    cursor.execute(COUNT.format(table=table, count=count))
                    cursor.fetchall()
            connection.close()
            server.lrange("invites", 0, -1)
            return Sample(time.perf_counter() - began)

        yield Series(
            f"{count:,} codes of {RECORDS:,} records", "s",
            [
                Contender("force-resync --dry-run", "ours",
                          lambda: command(INVITECTL, "force-resync", "--all", "--dry-run", "-q",
                                          env=env, allowed=(0, 8))),
                Contender("two SQL statements", "floor", floor),
            ],
            size=count,
        )
