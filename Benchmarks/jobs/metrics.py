"""
`metrics-dump` with 2,000,000 invite records, 1,000,000 queue rows and 100,000 codes with their
buckets, at revision 008.
"""

import os
from collections.abc import Iterator

import redis

from Benchmarks.database import Template
from Benchmarks.frame import INVITECTL, PSQL, Contender, Sample, Series, Target, command

RECORDS = int(os.environ.get("BENCH_RECORDS", "2000000"))


def milliseconds(sample: Sample) -> Sample:
    sample.value *= 1000
    return sample


def series() -> Iterator[Series]:
    template = Template(
        "bench_metrics", "--records", str(RECORDS), "--queue", str(RECORDS // 2),
        "--codes", str(RECORDS // 20),
    )
    env = {"DATABASE_URL": template.url}
    template.renew()
    command(INVITECTL, "migrate", "up", env=env)
    with template.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT code, greatest(0, max_uses - used_count) FROM redeem_codes "
            "WHERE is_active AND max_uses > 0"
        )
        pipeline = redis.Redis.from_url(os.environ["REDIS_URL"]).pipeline(transaction=False)
        for code, left in cursor.fetchall():
            pipeline.setex(f"redeem:{code}:remaining", 86400, left)
        pipeline.execute()
    yield Series(
        f"metrics-dump, {RECORDS:,} records",
        "ms",
        [
            Contender(
                "invitectl metrics-dump", "ours",
                lambda: milliseconds(command(INVITECTL, "metrics-dump", env=env)),
            ),
            Contender(
                "psql count by status", "floor",
                lambda: milliseconds(
                    command(PSQL, template.url, "-X", "-c",
                            "SELECT status, count(*) FROM invite_records GROUP BY status")
                ),
            ),
        ],
        [Target(None, 300)],
        runs=7,
    )
