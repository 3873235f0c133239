"""
`cleanup-queue` deleting the finished rows older than 30 days out of 10,500 to 1,050,000, of which 20
in 21 go, beside one DELETE in psql; the backend's own task is that DELETE too. Every run starts on a
fresh copy.
"""

import json
import os
import tempfile
from collections.abc import Iterator

from Benchmarks.database import Template
from Benchmarks.frame import INVITECTL, PSQL, Contender, Derived, Sample, Series, Target, command

ROWS = int(os.environ.get("BENCH_QUEUE", "1050000"))
# All but one in 21 rows go.
AGE = """
UPDATE invite_queue SET status = CASE WHEN id % 21 = 0 THEN 'PENDING' ELSE 'SUCCESS' END
    ::invitequeuestatus,
  processed_at = CASE WHEN id % 21 <> 0 THEN now() AT TIME ZONE 'utc' - interval '31 days' END;
"""
DELETE = """DELETE FROM invite_queue WHERE status IN ('SUCCESS', 'FAILED')
  AND processed_at < now() AT TIME ZONE 'utc' - interval '30 days'"""


def sized(rows: int) -> Iterator[Series]:
    template = Template(
        "bench_cleanup", "--records", "1000", "--codes", "1000", "--queue", str(rows)
    )
    admin = template.admin_url.replace("/bench_cleanup?", "/bench_cleanup_template?")
    command(PSQL, admin, "-X", "-q", "-c", AGE, "-c", "VACUUM FULL ANALYZE invite_queue")
    command(
        INVITECTL, "migrate", "up",
        env={"DATABASE_URL": template.url.replace("/bench_cleanup", "/bench_cleanup_template")},
    )
    env = {"DATABASE_URL": template.url}

    def ours() -> Sample:
        with tempfile.TemporaryFile() as output:
            sample = command(
                INVITECTL, "cleanup-queue", "--yes", "-o", "json", env=env, stdout=output
            )
            output.seek(0)
            table = json.load(output)["tables"][0]
        if table["deleted"] != rows - rows // 21:
            raise RuntimeError(f"cleanup-queue deleted {table['deleted']} rows")
        sample.also = {"longest": table["longest_batch_seconds"] * 1000, "rss": sample.rss}
        return sample

    def floor() -> Sample:
        sample = command(PSQL, template.url, "-X", "-q", "-c", DELETE)
        sample.also = {"longest": sample.value * 1000, "rss": sample.rss}
        return sample

    whole = Series(
        f"cleanup, {rows:,} rows",
        "s",
        [
            Contender("invitectl cleanup-queue", "ours", ours),
            Contender("one DELETE", "floor", floor),
        ],
        [Target("one DELETE", 1.15)] if rows == ROWS else [],
        warmups=0,
        prepare=lambda _: template.renew(),
        size=rows,
    )
    yield whole
    if rows != ROWS:
        return
    yield Derived(whole, "longest", "longest transaction", "ms", [Target(None, 50)])
    yield Derived(whole, "rss", "peak memory", "MB", [Target(None, 32)])


def series() -> Iterator[Series]:
    for rows in (ROWS // 100, ROWS // 10, ROWS):
        yield from sized(rows)
