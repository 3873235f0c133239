"""
`sync-counts` over 1,000 to 1,000,000 codes of which 0 %, 1 % or all have changed since the last
run. Beside it the naive floor in a bare Python client — one pass of MGET over all buckets and one
UPDATE from unnest, without protocol, ledger or care for crashes — the MGET pass alone, and the
backend's own job (up to 100,000 codes; there it runs once). Theirs is without process start.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import redis

from Benchmarks import writer
from Benchmarks.database import Template
from Benchmarks.fleet import WORKER
from Benchmarks.frame import INVITECTL, ROOT, Contender, Derived, Sample, Series, Target, command

SIZES = [int(size) for size in os.environ.get("BENCH_CODES", "1000,10000,100000,1000000").split(",")]
USES = 1_000_000

# Bound codes: the backend's job passes over the others.
CODE_ROWS = """
TRUNCATE redeem_codes;
INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at,
  activated_at, validity_days, bound_email)
SELECT 'SYNC' || i, (enum_range(NULL::redeemcodetype))[1], {uses}, 0, true,
  now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc', 365, 'user' || i || '@example.com'
FROM generate_series(0, {size} - 1) AS i;
VACUUM ANALYZE redeem_codes
"""
# In the server: a million commands from here would take longer than what is measured.
FILL = """
for i = ARGV[1], ARGV[2] do
  redis.call('SETEX', 'redeem:SYNC' .. string.format('%d', i) .. ':remaining', 86400, ARGV[3])
end
"""
CHANGE = """
for i = ARGV[1], ARGV[2], ARGV[3] do
  redis.call('DECR', 'redeem:SYNC' .. string.format('%d', i) .. ':remaining')
end
"""


def python(work: str, env: dict[str, str]) -> Callable[[], Sample]:
    def measure() -> Sample:
        done = subprocess.run(
            [sys.executable, "-m", "Benchmarks.peer", work],
            cwd=ROOT, capture_output=True, text=True, check=False,
            env=os.environ | env | {"PYTHONPATH": str(WORKER)},
        )
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return Sample(*map(float, done.stdout.split()))

    return measure


def databases(name: str, roles: tuple[str, ...], size: int) -> dict[str, str]:
    """For each role the URL of a database with so many codes, and the same indexes: each is work of every UPDATE."""
    template = Template(name)
    urls = {}
    for role in roles:
        template.copy = f"{name}_{role}"
        template.url = template.url.rpartition("/")[0] + f"/{template.copy}"
        template.renew()
        with template.cursor() as cursor:
            for statement in CODE_ROWS.format(uses=USES, size=size).split(";"):
                cursor.execute(statement)
        urls[role] = template.url
        command(INVITECTL, "migrate", "up", env={"DATABASE_URL": template.url})
    return urls


def sized(size: int) -> Iterator[Series]:
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    server.flushall()
    chunk = 100_000
    for start in range(0, size, chunk):
        server.eval(FILL, 0, start, min(size, start + chunk) - 1, USES)
    urls = {
        role: {"DATABASE_URL": url}
        for role, url in databases("bench_sync", ("ours", "floor", "peer"), size).items()
    }
    command(INVITECTL, "sync-counts", env=urls["ours"])  # first contact

    # The step between changed codes; 0 changes none.
    for percent, step in ((0, 0), (1, 100), (100, 1)):

        def change(_: Contender) -> None:
            for start in range(0, size if step else 0, chunk):
                server.eval(CHANGE, 0, start, min(size, start + chunk) - 1, step)

        contenders = [
            Contender("invitectl sync-counts", "ours",
                      lambda: command(INVITECTL, "sync-counts", env=urls["ours"])),
            Contender("MGET + UPDATE", "floor", python("floor", urls["floor"])),
            Contender("MGET", "floor", python("mget", urls["floor"])),
        ]
        if size <= 100_000:
            contenders.append(
                Contender("backend's job", "peer", python("sync", urls["peer"]),
                          most=1 if size == 100_000 else None)
            )
        targets = []
        if size == 100_000 and percent == 100:
            targets = [Target("MGET + UPDATE", 1.2)]
        if size == 1_000_000 and percent == 0:
            targets = [Target("MGET", 1.3)]
        yield Series(
            f"{size:,} codes, {percent} % changed", "s", contenders, targets,
            runs=3 if size > 10_000 else 5, prepare=change,
            reason="the floor writes one row a code, the guarantee needs three (log/sync.md)",
            # One line a percentage in the plot would need more names: all changed is the costly one.
            size=size if percent == 100 else None,
        )
    if size != 100_000:
        return
    live = Series(
        f"{size:,} codes, 100 % changed, beside a writer", "s",
        [
            Contender(name, role, lambda role=role, work=work: writer.beside(
                work, urls[role]["DATABASE_URL"], "increments", str(size)))
            for name, role, work in (
                ("invitectl sync-counts", "ours",
                 lambda: command(INVITECTL, "sync-counts", env=urls["ours"])),
                ("MGET + UPDATE", "floor", python("floor", urls["floor"])),
            )
        ],
        runs=3, prepare=change,
    )
    yield live
    yield Derived(live, "worst", "the writer's worst increment", "ms", [Target(None, 50)])
    for key in ("p99.9", "p99", "p50"):
        yield Derived(live, key, f"the writer's {key}", "ms", [])


def series() -> Iterator[Series]:
    for size in SIZES:
        yield from sized(size)
