"""
Redemptions a second. `redeem --batch` of 100,000 lines, of one code (as redis-benchmark has one key)
and in turns of 1,000 codes: each line validated against the database, its token taken and its
Celery message queued in one step, so that its figure is that of a take and of a message, too. Beside it
a redis-py + Celery loop that takes and publishes without any check (2,000 lines), the same loop that
only takes, Celery publishing over kombu without even taking (2,000 messages), and redis-benchmark
running the bare take by EVALSHA at pipeline 64 on one connection. Then the peak memory of a batch of
10,000 to 1,000,000 lines, and one redemption by hand, whole processes.
"""

import csv
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import redis

from Benchmarks.database import Template
from Benchmarks.fleet import WORKER, declare_invites
from Benchmarks.frame import (
    INVITECTL, ROOT, Contender, Sample, Series, Target, command, milliseconds, rate,
)

LINES = int(os.environ.get("BENCH_LINES", "100000"))
PYTHON_LINES = 2000
MEMORY_LINES = [10_000, 100_000, 1_000_000]
CODES = 1000
CODE_ROWS = f"""
INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
SELECT 'BENCH' || i, (enum_range(NULL::redeemcodetype))[2], 1000000, 0, true,
  now() AT TIME ZONE 'utc' FROM generate_series(0, {CODES - 1}) AS i
"""


def lines(path: Path, count: int, codes: int = CODES) -> Path:
    with path.open("w") as file:
        file.write("code,email\n")
        for index in range(count):
            file.write(f"BENCH{index % codes},bulk{index}@example.com\n")
    return path


def python_loop(work: str, count: int, env: dict[str, str]) -> Sample:
    done = subprocess.run(
        [sys.executable, "-m", "Benchmarks.peer", work, str(count)],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | env | {"PYTHONPATH": str(WORKER)},
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return rate(count, Sample(*map(float, done.stdout.split())))


def peak(*argv: str, env: dict[str, str]) -> Sample:
    rss = command(*argv, env=env).rss
    assert rss is not None
    return Sample(rss)


def redis_benchmark(port: int, script: str, count: int) -> Sample:
    done = subprocess.run(
        ["redis-benchmark", "-p", str(port), "-c", "1", "-P", "64", "-n", str(count), "--csv",
         "EVALSHA", script, "1", "redeem:BENCH0:remaining"],
        capture_output=True, text=True, check=True,
    )
    return Sample(float(list(csv.reader(io.StringIO(done.stdout)))[-1][1]))


def series() -> Iterator[Series]:
    template = Template("bench_redeem")
    template.renew()
    with template.cursor() as cursor:
        cursor.execute(CODE_ROWS)
    env = {"DATABASE_URL": template.url}
    # The tables of ours, where redemptions leave their trace.
    command(INVITECTL, "migrate", "up", env=env)
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    port = urlsplit(os.environ["REDIS_URL"]).port
    sys.path.insert(0, str(WORKER))
    from app.limiter import TAKE

    script = server.script_load(TAKE)

    def fresh(_: Contender) -> None:
        server.flushall()
        declare_invites()
        server.script_load(TAKE)
        for code in range(CODES):
            server.setex(f"redeem:BENCH{code}:remaining", 86400, 100_000_000)

    with tempfile.TemporaryDirectory() as folder:
        for codes in (1, CODES):
            batch = str(lines(Path(folder) / f"of-{codes}.csv", LINES, codes))
            yield Series(
                f"redeem, {LINES:,} lines, {codes:,} code{'s' if codes > 1 else ''}",
                "/s",
                [
                    Contender(
                        "invitectl --batch", "ours",
                        lambda batch=batch: rate(
                            LINES, command(
                                INVITECTL, "redeem", "--new-queue", "--batch", batch, env=env)
                        ),
                    ),
                    Contender(
                        "redis-py + Celery", "peer",
                        lambda: python_loop("redeem", PYTHON_LINES, env),
                    ),
                    Contender(
                        "take by redis-py", "peer",
                        lambda: python_loop("take", PYTHON_LINES, env),
                    ),
                    Contender(
                        "publish by kombu", "peer",
                        lambda: python_loop("publish", PYTHON_LINES, env),
                    ),
                    Contender(
                        "redis-benchmark EVALSHA", "floor",
                        lambda: redis_benchmark(port, script, 5 * LINES),
                    ),
                ],
                [
                    Target("redis-benchmark EVALSHA", 0.5, at_least=True),
                    Target("redis-benchmark EVALSHA", 0.6, at_least=True),
                    Target("redis-py + Celery", 10, at_least=True),
                    Target("publish by kombu", 50, at_least=True),
                ],
                prepare=fresh,
                reason="half of the script's time is Redis passing 1.1 kB messages through Lua",
            )
        for count in MEMORY_LINES:
            many = str(lines(Path(folder) / f"{count}.csv", count))
            yield Series(
                f"redeem, peak memory of {count:,} lines",
                "MB",
                [
                    Contender(
                        "invitectl --batch", "ours",
                        lambda many=many: peak(
                            INVITECTL, "redeem", "--new-queue", "--batch", many, env=env),
                    )
                ],
                [Target(None, 64)],
                runs=1,
                warmups=0,
                prepare=fresh,
                size=count,
            )
        yield Series(
            "redeem, one by hand",
            "ms",
            [
                Contender(
                    "invitectl redeem", "ours",
                    lambda: milliseconds(
                        command(
                            INVITECTL, "redeem", "--new-queue", "BENCH0", "hand@example.com", env=env)
                    ),
                ),
                Contender(
                    "redis-py + Celery", "peer",
                    lambda: milliseconds(
                        command(
                            sys.executable, "-m", "Benchmarks.peer", "redeem", "1", cwd=ROOT,
                            env=env | {"PYTHONPATH": str(WORKER)},
                        )
                    ),
                ),
                Contender(
                    "redis-cli EVALSHA", "floor",
                    lambda: milliseconds(
                        command("redis-cli", "-p", str(port), "EVALSHA", script, "1",
                                "redeem:BENCH0:remaining")
                    ),
                ),
            ],
            [],
            runs=10,
            prepare=fresh,
        )
        server.flushall()
