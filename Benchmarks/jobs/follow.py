"""
`sync-counts --follow` with 1,000,000 codes and 100 takes a second, for ten minutes: how long each take waits until
it is in `used_count`, and what the three processes use of a core. Beside it the same takes with nobody following
(idle), and with a pass of cron every two minutes beside the follower. Taken are tokens of random codes; a take's wait
is from its answer to the transaction that counted it, by the ledger.
"""

import os
import random
import subprocess
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator

import psycopg2
import redis

from Benchmarks.database import Template
from Benchmarks.frame import INVITECTL, Contender, Sample, Series, Target, command, progress
from Benchmarks.jobs.sync import CODE_ROWS, FILL, USES

CODES = int(os.environ.get("BENCH_FOLLOW_CODES", "1000000"))
SECONDS = float(os.environ.get("BENCH_FOLLOW_SECONDS", "600"))
RATE = float(os.environ.get("BENCH_FOLLOW_RATE", "100"))
PASS_EVERY = 120
TICK = os.sysconf("SC_CLK_TCK")


def used(pid: int, children: bool = False) -> float:
    """Seconds of processor time of a process, or with those of its children, gone ones too."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    total = sum(map(int, fields[11:15] if children else fields[11:13]))
    if children:
        for child in children_of(pid):
            try:
                total += used(child) * TICK
            except OSError:
                pass
    return total / TICK


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
        return [int(word) for word in file.read().split()]


def postmaster(url: str) -> int:
    connection = psycopg2.connect(url)
    try:
        with open(f"/proc/{connection.info.backend_pid}/stat", encoding="utf-8") as file:
            return int(file.read().rpartition(")")[2].split()[1])
    finally:
        connection.close()


def take(server: redis.Redis, takes: dict[str, deque], until: float) -> None:
    """Tokens of random codes at an even pace, each with the moment of its answer."""
    began, count = time.time(), 0
    while time.time() < until:
        code = f"SYNC{random.randrange(CODES)}"
        server.decr(f"redeem:{code}:remaining")
        takes[code].append(time.time())
        count += 1
        pause = began + count / RATE - time.time()
        if pause > 0:
            # The load is so many a second, and no more.
            time.sleep(pause)


def waits(url: str, since: float, takes: dict[str, deque]) -> list[float]:
    """How long each take waited until it was counted. What was not is an error."""
    connection = psycopg2.connect(url)
    found: list[float] = []
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.code, extract(epoch FROM l.at), l.delta FROM invitectl.redeem_sync_ledger l"
            " JOIN redeem_codes c ON c.id = l.code_id WHERE l.at >= to_timestamp(%s) AND l.delta > 0"
            " ORDER BY l.at", (since,))
        for code, at, delta in cursor:
            for _ in range(delta):
                found.append(max(0.0, float(at) - takes[code].popleft()))
    connection.close()
    if left := sum(map(len, takes.values())):
        raise RuntimeError(f"{left} takes were not counted")
    return sorted(found)


def measured(url: str, follows: bool, passes: bool) -> dict[str, float]:
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    pids = {"redis": server.info("server")["process_id"], "postgres": postmaster(url)}
    env = {"DATABASE_URL": url}
    follower = None
    if follows:
        follower = subprocess.Popen(
            [INVITECTL, "sync-counts", "--follow"], env=os.environ | env, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/")
        while not (line := follower.stderr.readline()).startswith("following"):
            if not line:
                raise RuntimeError("the follower ended")
        pids["invitectl"] = follower.pid
    takes: dict[str, deque] = defaultdict(deque)
    before = {name: used(pid, name == "postgres") for name, pid in pids.items()}
    began = time.time()
    try:
        while (now := time.time()) < began + SECONDS:
            take(server, takes, min(began + SECONDS, now + PASS_EVERY))
            progress(f"follow: {time.time() - began:.0f} of {SECONDS:.0f} s")
            if passes:
                command(INVITECTL, "sync-counts", "-q", env=env)
        took = time.time() - began
        numbers = {
            name: 100 * (used(pid, name == "postgres") - before[name]) / took
            for name, pid in pids.items()}
    finally:
        if follower:
            follower.terminate()
            stopped = time.time()
            follower.wait()
            end = time.time() - stopped
    if follows:
        found = waits(url, began, takes)
        for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1)):
            numbers[name] = found[min(len(found) - 1, int(len(found) * share))]
        numbers["end"] = end
    else:
        command(INVITECTL, "sync-counts", env=env)
    return numbers


def series() -> Iterator[Series]:
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    server.flushall()
    chunk = 100_000
    for start in range(0, CODES, chunk):
        server.eval(FILL, 0, start, min(CODES, start + chunk) - 1, USES)
    template = Template("bench_follow")
    template.renew()
    with template.cursor() as cursor:
        for statement in CODE_ROWS.format(uses=USES, size=CODES).split(";"):
            cursor.execute(statement)
    env = {"DATABASE_URL": template.url}
    command(INVITECTL, "migrate", "up", env=env)
    command(INVITECTL, "sync-counts", env=env)  # first contact
    results = {
        "idle": measured(template.url, False, False),
        "follower": measured(template.url, True, False),
        "beside passes": measured(template.url, True, True),
    }
    what = f"{CODES:,} codes, {RATE:g} takes/s"

    def number(role: str, key: str) -> Callable[[], Sample]:
        return lambda: Sample(results[role][key])

    def row(title: str, unit: str, key: str, targets: list[Target]) -> Series:
        contenders = [Contender("invitectl sync-counts --follow", "ours", number("follower", key))]
        for name, role in (("beside passes of cron", "beside passes"), ("nobody follows", "idle")):
            if key in results[role]:
                contenders.append(Contender(name, "peer", number(role, key)))
        return Series(f"{what}: {title}", unit, contenders, targets, runs=1, warmups=0)

    yield row("a take's wait, p99", "s", "p99", [Target(None, 1.5)])
    yield row("a take's wait, p50", "s", "p50", [])
    yield row("a take's wait, worst", "s", "max", [])
    yield row("SIGTERM to the end", "s", "end", [Target(None, 1)])
    yield row("invitectl, of a core", "%", "invitectl", [Target(None, 2)])
    yield row("Redis, of a core", "%", "redis", [])
    yield row("PostgreSQL, of a core", "%", "postgres", [])
