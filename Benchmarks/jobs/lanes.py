"""
`sync-counts --jobs` over 10,000 to 1,000,000 codes of which all have changed since the last run: one, two and four lanes
on the same database in turns, beside the naive floor — one pass of MGET over all buckets and one UPDATE from unnest, without
protocol, ledger or care for crashes, and without process start. At 100,000 codes the same beside a writer that increments
codes: how long its increments take.
"""

import os
from collections.abc import Iterator

import psycopg2
import redis

from Benchmarks import writer
from Benchmarks.frame import INVITECTL, Contender, Derived, Sample, Series, Target, command
from Benchmarks.jobs.sync import CHANGE, FILL, USES, databases, python

SIZES = [int(size) for size in os.environ.get("BENCH_LANE_CODES", "10000,100000,1000000").split(",")]
# The first one is judged.
LANES = [int(count) for count in os.environ.get("BENCH_LANES", "2,1,4").split(",")]
RUNS = int(os.environ.get("BENCH_LANE_RUNS", "5"))
CHUNK = 100_000


def lanes_of_last_run(url: str) -> int:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce((detail->>'lanes')::int, 1) FROM invitectl.run_log"
                " WHERE command = 'sync-counts' ORDER BY id DESC LIMIT 1")
            return cursor.fetchone()[0]
    finally:
        connection.close()


def sized(size: int) -> Iterator[Series]:
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    server.flushall()
    for start in range(0, size, CHUNK):
        server.eval(FILL, 0, start, min(size, start + CHUNK) - 1, USES)
    urls = {
        role: {"DATABASE_URL": url}
        for role, url in databases("bench_lanes", ("ours", "floor"), size).items()
    }
    command(INVITECTL, "sync-counts", env=urls["ours"])  # first contact

    def change(_: Contender) -> None:
        for start in range(0, size, CHUNK):
            server.eval(CHANGE, 0, start, min(size, start + CHUNK) - 1, 1)

    def ours(lanes: int) -> Sample:
        sample = command(INVITECTL, "sync-counts", "--jobs", str(lanes), env=urls["ours"])
        # A lane that could not be had is left out with a warning: that would be another measurement.
        if (had := lanes_of_last_run(urls["ours"]["DATABASE_URL"])) < lanes and size >= CHUNK:
            raise RuntimeError(f"of {lanes} lanes {had} looked at codes")
        return sample

    floor = python("floor", urls["floor"])
    contenders = [
        Contender(f"sync-counts --jobs {lanes}", "ours" if lanes == LANES[0] else "peer",
                  lambda lanes=lanes: ours(lanes))
        for lanes in LANES
    ] + [Contender("MGET + UPDATE", "floor", floor)]
    yield Series(
        f"{size:,} codes, all changed", "s", contenders,
        [Target("MGET + UPDATE", 1.0)] if size == 100_000 else [],
        runs=min(3, RUNS) if size > 100_000 else RUNS, prepare=change, size=size,
    )
    if size != 100_000:
        return
    live = Series(
        f"{size:,} codes, all changed, beside a writer", "s",
        [
            Contender(one.name, one.role, lambda work=one.measure: writer.beside(
                work, urls["floor" if work is floor else "ours"]["DATABASE_URL"], "increments",
                str(size)))
            for one in contenders
        ],
        runs=RUNS, prepare=change,
    )
    yield live
    yield Derived(live, "worst", "the writer's worst increment", "ms", [Target(None, 50)])
    for key in ("p99.9", "p99", "p50"):
        yield Derived(live, key, f"the writer's {key}", "ms", [])


def series() -> Iterator[Series]:
    for size in SIZES:
        yield from sized(size)
