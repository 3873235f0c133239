"""
What shows an operator the own database, at 2,000,000 invite records, 1,000,000 codes with their
buckets and 100,000 queue rows at revision 008: `migrate prove`, `force-resync audit`, `sync-counts
history`, `forecast` and `simulate`, each with its peak memory. The ledger has the lines of a first
pass, of one in which all codes had changed, and of three in which one had been used and its people
invited. A code of which a use is left over has the broker looked at twice, 1.1 s apart. What looks
at one code or at the catalog is to end within 300 ms, what looks at every row within a minute, all
in 64 MB.
"""

import json
import os
import subprocess
from collections.abc import Iterator

import redis

from Benchmarks.database import Template
from Benchmarks.fleet import declare_invites
from Benchmarks.frame import (
    INVITECTL, Contender, Derived, Sample, Series, Target, command, milliseconds,
)

RECORDS = int(os.environ.get("BENCH_RECORDS", "2000000"))
CODES = RECORDS // 2
SOON, LONG, MEMORY = 300, 60_000, 64

# A token of each code that has one left; of what is not there nothing is made.
CHANGE = """
for i = ARGV[1], ARGV[2] do
  local key = 'redeem:' .. string.format('V%09X', i) .. ':remaining'
  if (tonumber(redis.call('GET', key)) or 0) > 0 then redis.call('DECR', key) end
end
"""
CODE = """
SELECT code FROM redeem_codes WHERE is_active AND max_uses - used_count >= 10
AND (expires_at IS NULL OR expires_at > now() AT TIME ZONE 'utc') ORDER BY id LIMIT 1
"""
# What the worker leaves of a use.
INVITE = """
INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
SELECT min(id), %s, 'SUCCESS', %s, now() AT TIME ZONE 'utc', false FROM teams
"""
# One more than what there is tells of.
UNEXPLAINED = """
UPDATE redeem_codes SET used_count = used_count + 1 WHERE id = (
  SELECT id FROM redeem_codes WHERE is_active AND max_uses - used_count >= 5 ORDER BY id DESC LIMIT 1
) RETURNING code
"""
NOW = """SELECT to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""


class Memory(Derived):
    """The peak memory of runs that a series has made already."""

    def __init__(self, source: Series):
        super().__init__(source, "", f"{source.title}: peak memory", "MB", [Target(None, MEMORY)])

    def run(self) -> None:
        for mine, theirs in zip(self.contenders, self.source.contenders):
            mine.samples = [Sample(s.rss or 0, s.rss) for s in theirs.samples]


def fill(template: Template, server: redis.Redis) -> None:
    """A bucket for each code with a limit, as the web processes make them at their start."""
    with template.cursor() as cursor:
        cursor.execute("SELECT code, max_uses - used_count FROM redeem_codes WHERE max_uses > 0")
        while rows := cursor.fetchmany(50_000):
            pipeline = server.pipeline(transaction=False)
            for code, left in rows:
                pipeline.setex(f"redeem:{code}:remaining", 86_400, max(0, left))
            pipeline.execute()


def check_verdicts(env: dict[str, str]) -> None:
    """On the volume fixture each of the eleven has a witness, or is called covered or unused."""
    done = subprocess.run(
        [INVITECTL, "migrate", "prove", "--measure", "-o", "json"],
        env=os.environ | env, cwd="/", capture_output=True, text=True, check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"migrate prove: exit {done.returncode}\n{done.stderr}")
    told = {one["name"]: one["verdict"] for one in json.loads(done.stdout)["indexes"]}
    if len(told) != 11 or set(told.values()) - {"proven", "covered", "unused"}:
        raise RuntimeError(f"migrate prove says {told}")
    for one in json.loads(done.stdout)["indexes"]:
        if one["verdict"] == "proven" and "with" in one:
            if one["without"].get("milliseconds") is None and "limit_milliseconds" not in one:
                raise RuntimeError(f"migrate prove did not measure {one['name']}")


def series() -> Iterator[Series]:
    template = Template(
        "bench_proofs", "--records", str(RECORDS), "--codes", str(CODES),
        "--queue", str(RECORDS // 20),
    )
    template.renew()
    env = {"DATABASE_URL": template.url}
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    server.flushall()
    declare_invites()
    command(INVITECTL, "migrate", "up", env=env)
    fill(template, server)

    def sync() -> str:
        """Returns when it was over."""
        command(INVITECTL, "sync-counts", env=env)
        with template.cursor() as cursor:
            cursor.execute(NOW)
            return cursor.fetchone()[0]

    first = sync()
    for start in range(1, CODES + 1, 100_000):
        server.eval(CHANGE, 0, start, min(CODES, start + 99_999))
    last = sync()
    with template.cursor() as cursor:
        cursor.execute(CODE)
        code = cursor.fetchone()[0]
    for person in range(3):
        server.decr(f"redeem:{code}:remaining")
        with template.cursor() as cursor:
            cursor.execute(INVITE, (f"proof{person}@example.com", code))
        last = sync()
    with template.cursor() as cursor:
        cursor.execute(UNEXPLAINED)
        unexplained = cursor.fetchone()[0]
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM invitectl.redeem_sync_ledger")
        lines = cursor.fetchone()[0]

    check_verdicts(env)
    history = ["sync-counts", "history"]
    campaign = ["--redeem", "10000", "--in", "1h", "--workers", "4"]
    for title, argv, limit in (
        ("migrate prove", ["migrate", "prove"], SOON),
        ("migrate prove --measure", ["migrate", "prove", "--measure"], None),
        ("force-resync audit CODE", ["force-resync", "audit", code], SOON),
        (
            "force-resync audit CODE, a use unexplained",
            ["force-resync", "audit", unexplained],
            SOON,
        ),
        ("force-resync audit --all", ["force-resync", "audit", "--all"], LONG),
        ("sync-counts history CODE", [*history, code], SOON),
        ("sync-counts history CODE --at", [*history, code, "--at", first], SOON),
        ("sync-counts history CODE --diff", [*history, code, "--diff", first, last], SOON),
        ("sync-counts history CODE --verify", [*history, code, "--verify"], SOON),
        (f"sync-counts history --verify, {lines:,} lines", [*history, "--verify"], LONG),
        ("forecast", ["forecast"], SOON),
        (
            "simulate, 10,000 redemptions",
            ["simulate", *campaign, "--concurrency", "2", "--runtime", "2s"],
            SOON,
        ),
    ):
        one = Series(
            title,
            "ms",
            [
                Contender(
                    f"invitectl {argv[0]}", "ours",
                    lambda argv=argv: milliseconds(command(INVITECTL, *argv, env=env)),
                )
            ],
            [Target(None, limit)] if limit else [],
            runs=9 if limit == SOON else 3,
        )
        yield one
        yield Memory(one)
