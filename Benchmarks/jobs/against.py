"""
An older build beside this one, in turns on the same servers: `redeem --batch` of 100,000 lines of 1,000 codes, `sync-counts` over
100,000 codes that have all changed, `inspect-workers ping` with two workers, and `metrics-dump` with 200,000 records. Each build
has databases that it has migrated itself, and buckets of its own. This one is to be within 3 % of the older
(make bench ONLY=against OLD=…/invitectl).
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import redis

from Benchmarks.database import Template
from Benchmarks.fleet import declare_invites, workers
from Benchmarks.frame import INVITECTL, Contender, Sample, Series, Target, command, milliseconds, rate
from Benchmarks.jobs.redeem import CODE_ROWS as BULK_ROWS
from Benchmarks.jobs.redeem import CODES, lines
from Benchmarks.jobs.sync import CHANGE, CODE_ROWS, FILL, USES

OLD = os.environ.get("BENCH_OLD", "")
# Medians of fewer runs are further apart than 3 %, of one and the same build.
RUNS = int(os.environ.get("BENCH_AGAINST_RUNS", "15"))
LINES = int(os.environ.get("BENCH_LINES", "100000"))
SIZE = int(os.environ.get("BENCH_AGAINST_CODES", "100000"))
RECORDS = int(os.environ.get("BENCH_AGAINST_RECORDS", "200000"))
# Each build has buckets in a database of Redis of its own: it keeps its marks there, too.
PLACES = {"now": 0, "before": 8}
WITHIN = 0.03


def binary(build: str) -> str:
    return INVITECTL if build == "now" else OLD


def said(build: str, *words: str) -> str:
    done = subprocess.run([binary(build), *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{binary(build)} {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def buckets(build: str) -> str:
    return f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{PLACES[build]}"


def made(name: str, rows: str, *fixture: str) -> dict[str, dict[str, str]]:
    """For each build the environment in which it works on a database of its own."""
    template = Template(name, *fixture)
    found = {}
    for build in PLACES:
        template.copy = f"{name}_{build}"
        template.url = template.url.rpartition("/")[0] + f"/{template.copy}"
        template.renew()
        with template.cursor() as cursor:
            for statement in filter(str.strip, rows.split(";")):
                cursor.execute(statement)
        found[build] = {
            "DATABASE_URL": template.url, "REDIS_URL": buckets(build),
            # Where the rule finds it beside database 0.
            "CELERY_BROKER_URL": f"{os.environ['REDIS_URL'].rpartition('/')[0]}/1",
        }
        command(binary(build), "migrate", "up", env=found[build])
    return found


def pair(title: str, unit: str, measure: Callable[[str], Sample], at_least: bool = False, **more) -> Series:
    versions = {build: said(build, "--version").splitlines()[0] for build in PLACES}
    before = f"before, {versions['before']}"
    return Series(
        title, unit,
        [
            Contender(f"now, {versions['now']}", "ours", lambda: measure("now")),
            Contender(before, "floor", lambda: measure("before")),
        ],
        [Target(before, 1 - WITHIN if at_least else 1 + WITHIN, at_least=at_least)], runs=RUNS, **more,
    )


def bulk(server: redis.Redis, folder: Path) -> Iterator[Series]:
    places = made("bench_against_redeem", BULK_ROWS)
    batch = str(lines(folder / "bulk.csv", LINES))
    # Not each build that there was has it.
    more = {build: ["--new-queue"] if "--new-queue" in said(build, "redeem", "--help") else []
            for build in PLACES}

    def fresh(_: Contender) -> None:
        server.flushall()
        declare_invites()
        for build in PLACES:
            pipeline = redis.Redis.from_url(buckets(build)).pipeline(transaction=False)
            for code in range(CODES):
                pipeline.setex(f"redeem:BENCH{code}:remaining", 86400, 100_000_000)
            pipeline.execute()

    yield pair(
        f"redeem --batch, {LINES:,} lines", "/s",
        lambda build: rate(
            LINES,
            command(binary(build), "redeem", *more[build], "--batch", batch, env=places[build])),
        at_least=True, prepare=fresh)


def sync(server: redis.Redis) -> Iterator[Series]:
    server.flushall()
    servers = {build: redis.Redis.from_url(buckets(build)) for build in PLACES}
    places = made("bench_against_sync", CODE_ROWS.format(uses=USES, size=SIZE))
    for build in PLACES:
        servers[build].eval(FILL, 0, 0, SIZE - 1, USES)
        command(binary(build), "sync-counts", env=places[build])  # first contact

    def change(contender: Contender) -> None:
        build = "now" if contender.role == "ours" else "before"
        servers[build].eval(CHANGE, 0, 0, SIZE - 1, 1)

    yield pair(
        f"sync-counts, {SIZE:,} codes, all changed", "s",
        lambda build: command(binary(build), "sync-counts", env=places[build]), prepare=change)
    server.flushall()


def ping() -> Iterator[Series]:
    with workers(2):
        series = pair(
            "inspect-workers ping, 2 workers", "ms",
            lambda build: milliseconds(command(binary(build), "inspect-workers", "ping")))
        series.runs = 4 * RUNS
        yield series


def dump(server: redis.Redis) -> Iterator[Series]:
    server.flushall()
    places = made("bench_against_metrics", "VACUUM ANALYZE", "--records", str(RECORDS))
    series = pair(
        f"metrics-dump, {RECORDS:,} records", "ms",
        lambda build: milliseconds(command(binary(build), "metrics-dump", env=places[build])))
    series.runs = 2 * RUNS
    yield series


def series() -> Iterator[Series]:
    if not os.access(OLD, os.X_OK):
        raise RuntimeError("which older build: make bench ONLY=against OLD=…/invitectl")
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    with tempfile.TemporaryDirectory() as folder:
        yield from bulk(server, Path(folder))
    yield from sync(server)
    yield from ping()
    yield from dump(server)
