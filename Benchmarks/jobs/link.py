"""
The same work beside the servers and over links of 1 ms round trip to both of them, as between two machines
of a data centre: `redeem --batch` of 100,000 lines of 1,000 codes, and `sync-counts` over 100,000 codes that
have all changed; beside them, over the same links, the peer's loop that takes and publishes line by line (2,000 lines),
and one pass of MGET and one UPDATE. The links are threads of this process that pass bytes on half a millisecond late; what they
cost in processor time, on the same cores, is seen in the rows of a link without delay.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import redis

from Benchmarks import link
from Benchmarks.database import Template
from Benchmarks.fleet import declare_invites
from Benchmarks.frame import INVITECTL, Contender, Series, Target, command, rate
from Benchmarks.jobs.redeem import CODE_ROWS as BULK_ROWS
from Benchmarks.jobs.redeem import CODES, LINES, PYTHON_LINES, lines, python_loop
from Benchmarks.jobs.sync import CHANGE, FILL, USES, databases, python

SIZE = 100_000
PLACES = ("REDIS_URL", "CELERY_BROKER_URL", "CELERY_RESULT_BACKEND")


def servers(database: str) -> dict[str, str]:
    return {"DATABASE_URL": database} | {name: os.environ[name] for name in PLACES if name in os.environ}


def bulk(server: redis.Redis, folder: Path) -> Iterator[Series]:
    template = Template("bench_link_redeem")
    template.renew()
    with template.cursor() as cursor:
        cursor.execute(BULK_ROWS)
    here = servers(template.url)
    command(INVITECTL, "migrate", "up", env=here)

    def fresh(_: Contender) -> None:
        server.flushall()
        declare_invites()
        for code in range(CODES):
            server.setex(f"redeem:BENCH{code}:remaining", 86400, 100_000_000)

    batch = str(lines(folder / "bulk.csv", LINES))

    def run(env: dict[str, str]):
        return rate(LINES, command(INVITECTL, "redeem", "--new-queue", "--batch", batch, env=env))

    with link.over(here, 0.001) as away, link.over(here, 0) as near:
        yield Series(
            f"redeem --batch, {LINES:,} lines", "/s",
            [
                Contender("over 1 ms", "ours", lambda: run(away)),
                Contender("over a link without delay", "peer", lambda: run(near)),
                Contender("loopback", "floor", lambda: run(here)),
                Contender(
                    "redis-py + Celery over 1 ms", "peer",
                    lambda: python_loop("redeem", PYTHON_LINES, away)),
            ],
            [Target("loopback", 0.8, at_least=True)], runs=3, prepare=fresh,
        )


def sync(server: redis.Redis) -> Iterator[Series]:
    server.flushall()
    server.eval(FILL, 0, 0, SIZE - 1, USES)
    # What the naive UPDATE writes would be increments to be synced in a database of both.
    places = {
        role: servers(url) for role, url in databases("bench_link_sync", ("ours", "naive"), SIZE).items()
    }
    here = places["ours"]
    command(INVITECTL, "sync-counts", env=here)  # first contact

    def change(_: Contender) -> None:
        server.eval(CHANGE, 0, 0, SIZE - 1, 1)

    with (
        link.over(here, 0.001) as away, link.over(here, 0) as near,
        link.over(places["naive"], 0.001) as naive,
    ):
        yield Series(
            f"sync-counts, {SIZE:,} codes, all changed", "s",
            [
                Contender("over 1 ms", "ours", lambda: command(INVITECTL, "sync-counts", env=away)),
                Contender(
                    "over a link without delay", "peer", lambda: command(INVITECTL, "sync-counts", env=near)),
                Contender("loopback", "floor", lambda: command(INVITECTL, "sync-counts", env=here)),
                Contender("MGET + UPDATE over 1 ms", "peer", python("floor", naive)),
            ],
            [Target("loopback", 1.5)], runs=3, prepare=change,
        )
    server.flushall()


def series() -> Iterator[Series]:
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    with tempfile.TemporaryDirectory() as folder:
        yield from bulk(server, Path(folder))
    yield from sync(server)
