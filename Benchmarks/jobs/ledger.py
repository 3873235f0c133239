"""
What the chain of the ledger costs `sync-counts`: passes over 100,000 codes of which all have
changed, each of which writes a line with its hash for every code, beside a ledger that grows. Below
it what the server needs for the hashes alone: as many over the same fields, by one SELECT; `÷ ours`
is their part of a pass. What lines and rows are wider by is not in it: INVITECTL_BEFORE names a
build from before lines were chained (version 6 of schema invitectl), which then makes the same
passes, on a database and buckets of its own.
"""

import os
from collections.abc import Iterator

import redis

from Benchmarks.database import Template
from Benchmarks.frame import INVITECTL, PSQL, Contender, Derived, Sample, Series, Target, command
from Benchmarks.jobs.sync import CHANGE, CODE_ROWS, FILL, USES

CODES = int(os.environ.get("BENCH_LEDGER_CODES", "100000"))
BEFORE = os.environ.get("INVITECTL_BEFORE")
CHUNK = 100_000

# The lines of the last pass, so that those before it cost the SELECT nothing.
COPY = """
DROP TABLE IF EXISTS bench_lines;
CREATE UNLOGGED TABLE bench_lines AS SELECT * FROM invitectl.redeem_sync_ledger
WHERE run_id = (SELECT max(run_id) FROM invitectl.redeem_sync_ledger);
ANALYZE bench_lines
"""
# As Sources/InviteStorage/Queries/LedgerChain.swift has it.
HASHES = """
SELECT count(sha256(coalesce(hash, ''::bytea) || convert_to(concat_ws('|', code_id, line,
  (extract(epoch FROM at) * 1000000)::bigint, run_id, why, delta, used_before, used_after,
  coalesce(max_uses::text, '-'), coalesce(bucket_before::text, '-'), pushed, state, spread_low,
  spread_high, coalesce(detail::text, '-')), 'SQL_ASCII')))
FROM bench_lines
"""
LINES = "SELECT count(*) FROM invitectl.redeem_sync_ledger"


class Site:
    """A database and a Redis database with the same codes, for one build."""

    def __init__(self, name: str, program: str, number: int):
        self.program = program
        self.template = Template(name)
        self.template.renew()
        with self.template.cursor() as cursor:
            for statement in CODE_ROWS.format(uses=USES, size=CODES).split(";"):
                cursor.execute(statement)
        url = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{number}"
        self.env = {"DATABASE_URL": self.template.url, "REDIS_URL": url}
        self.server = redis.Redis.from_url(url)
        for start in range(0, CODES, CHUNK):
            self.server.eval(FILL, 0, start, min(CODES, start + CHUNK) - 1, USES)
        command(program, "migrate", "up", env=self.env)
        # The first contact.
        self.sync()

    def change(self) -> None:
        for start in range(0, CODES, CHUNK):
            self.server.eval(CHANGE, 0, start, min(CODES, start + CHUNK) - 1, 1)

    def sync(self) -> Sample:
        return for_each(command(self.program, "sync-counts", env=self.env))

    def lines(self) -> int:
        with self.template.cursor() as cursor:
            cursor.execute(LINES)
            return cursor.fetchone()[0]

    def copy(self) -> None:
        with self.template.cursor() as cursor:
            for statement in COPY.split(";"):
                cursor.execute(statement)


def for_each(sample: Sample) -> Sample:
    """With what it is for each of the codes, in microseconds."""
    sample.also["line"] = sample.value / CODES * 1e6
    return sample


def series() -> Iterator[Series]:
    redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
    ours = Site("bench_ledger", INVITECTL, 0)
    before = Site("bench_ledger_before", BEFORE, 3) if BEFORE else None
    sites = [site for site in (ours, before) if site]

    def prepare(contender: Contender) -> None:
        if contender.role == "floor":
            ours.copy()
        elif contender.role == "peer" and before:
            before.change()
        else:
            ours.change()

    def hashes() -> Sample:
        return for_each(command(PSQL, ours.template.url, "-X", "-c", HASHES))

    for passes in (0, 8, 16):
        for site in sites:
            for _ in range(passes):
                site.change()
                site.sync()
        lines = ours.lines()
        contenders = [
            Contender("invitectl sync-counts", "ours", ours.sync),
            Contender("its hashes alone", "floor", hashes),
        ]
        if before:
            contenders.append(Contender("before lines were chained", "peer", before.sync))
        one = Series(
            f"{CODES:,} codes, all changed, beside {lines:,} lines", "s", contenders,
            [Target("before lines were chained", 1.2)] if before else [],
            prepare=prepare,
            size=max(1, lines),
        )
        yield one
        yield Derived(one, "line", f"for each line, beside {lines:,} lines", "µs", [])
