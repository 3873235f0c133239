"""
`sync-counts --follow` with 1,000,000 codes and 100 takes a second, for ten minutes: how long each take waits until
it is in `used_count`, and what the three processes use of a core. Beside it the same takes with nobody following
(idle), with a pass of cron every two minutes beside the follower, and with those passes alone, five minutes each. Then a minute each of 10 to
10,000 takes a second, with 1,000,000 and with 100,000 codes: what a change costs, and what codes do at which nothing happens.
Taken are tokens of random codes, by the backend's script; a take's wait is from its answer to the beginning of the transaction
that counted it, by the ledger. The pass over all codes at the follower's start is not in these figures.
"""

import os
import random
import resource
import subprocess
import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator

import psycopg2
import redis

from Benchmarks.database import Template
from Benchmarks.fleet import WORKER
from Benchmarks.frame import INVITECTL, Contender, Sample, Series, Target, command, progress
from Benchmarks.jobs.sync import CODE_ROWS, FILL, USES

# The first one is judged, and has the long runs.
SIZES = [int(size) for size in os.environ.get("BENCH_FOLLOW_CODES", "1000000,100000").split(",")]
SECONDS = float(os.environ.get("BENCH_FOLLOW_SECONDS", "600"))
# Of what stands beside it: two passes of cron, and what is used of a core, are seen in less.
BESIDE_SECONDS = float(os.environ.get("BENCH_FOLLOW_BESIDE_SECONDS", "300"))
RATE = int(os.environ.get("BENCH_FOLLOW_RATE", "100"))
RATES = [int(rate) for rate in os.environ.get("BENCH_FOLLOW_RATES", "10,100,1000,10000").split(",")]
RATE_SECONDS = float(os.environ.get("BENCH_FOLLOW_RATE_SECONDS", "60"))
PASS_EVERY = float(os.environ.get("BENCH_FOLLOW_PASS_EVERY", "120"))
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


def take_script() -> str:
    sys.path.insert(0, str(WORKER))
    from app.limiter import TAKE

    return TAKE


def take(server: redis.Redis, codes: int, rate: int, takes: dict[str, deque], until: float) -> int:
    """Tokens of random codes at an even pace, each with the moment of its answer. How many there were."""
    if not rate:
        time.sleep(max(0.0, until - time.time()))
        return 0
    script = server.register_script(take_script())
    # One by one a Python client does not come to thousands: a hundred times a second, as many as there have to be.
    batch = max(1, rate // 100)
    began, count = time.time(), 0
    while time.time() < until:
        chosen = [f"SYNC{random.randrange(codes)}" for _ in range(batch)]
        if batch == 1:
            script(keys=[f"redeem:{chosen[0]}:remaining"])
        else:
            with server.pipeline(transaction=False) as pipe:
                for code in chosen:
                    script(keys=[f"redeem:{code}:remaining"], client=pipe)
                pipe.execute()
        answered = time.time()
        for code in chosen:
            takes[code].append(answered)
        count += batch
        pause = began + count / rate - time.time()
        if pause > 0:
            # The load is so many a second, and no more.
            time.sleep(pause)
    return count


class Passes(threading.Thread):
    """Runs of sync-counts as cron starts them, until a time."""

    def __init__(self, env: dict[str, str], began: float, until: float):
        super().__init__(daemon=True)
        self.env, self.began, self.until = env, began, until
        self.error: RuntimeError | None = None

    def run(self) -> None:
        due = self.began + PASS_EVERY
        while due < self.until:
            # A timer's pause.
            time.sleep(max(0.0, due - time.time()))
            try:
                command(INVITECTL, "sync-counts", "-q", env=self.env)
            except RuntimeError as error:
                self.error = error
                return
            due += PASS_EVERY


class Follower:
    """A follower that has gone through all codes once."""

    def __init__(self, env: dict[str, str]):
        # What it says is read, in whatever language the terminal is.
        self.process = subprocess.Popen(
            [INVITECTL, "sync-counts", "--follow"], env=os.environ | env | {"LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/")
        self.said: list[str] = []
        while not (line := self.process.stderr.readline()).startswith("following"):
            if not line:
                raise RuntimeError(f"the follower ended: {''.join(self.said)}")
            self.said.append(line)
        # What it says later must not stop it.
        threading.Thread(target=lambda: self.said.extend(self.process.stderr), daemon=True).start()

    def stop(self) -> float:
        """Seconds from SIGTERM to its end."""
        began = time.time()
        self.process.terminate()
        try:
            code = self.process.wait(timeout=60)
        except subprocess.TimeoutExpired as error:
            self.process.kill()
            raise RuntimeError("the follower did not end within a minute") from error
        took = time.time() - began
        if code != 0:
            raise RuntimeError(f"the follower ended with {code}: {''.join(self.said)}")
        return took


def waits(url: str, since: float, takes: dict[str, deque]) -> list[float]:
    """How long each take waited until it was counted. What was not, or what nobody took, is an error."""
    connection = psycopg2.connect(url)
    found: list[float] = []
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.code, extract(epoch FROM l.at), l.delta FROM invitectl.redeem_sync_ledger l"
            " JOIN redeem_codes c ON c.id = l.code_id WHERE l.at >= to_timestamp(%s) AND l.delta > 0"
            " ORDER BY l.at, l.id", (since,))
        for code, at, delta in cursor:
            if delta > len(takes[code]):
                raise RuntimeError(f"{code}: {delta} takes were counted of {len(takes[code])}")
            for _ in range(delta):
                found.append(max(0.0, float(at) - takes[code].popleft()))
    connection.close()
    if left := sum(map(len, takes.values())):
        raise RuntimeError(f"{left} takes were not counted")
    return sorted(found)


def measured(
    url: str, codes: int, rate: int, seconds: float, follows: bool = True, passes: bool = False
) -> dict[str, float]:
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    pids = {"redis": server.info("server")["process_id"], "postgres": postmaster(url)}
    env = {"DATABASE_URL": url}
    follower = Follower(env) if follows else None
    if follower:
        pids["invitectl"] = follower.process.pid
    takes: dict[str, deque] = defaultdict(deque)
    more = ("" if follows else ", nobody follows") + (", passes of cron" if passes else "")
    progress(f"follow: {codes:,} codes, {rate:,} takes/s{more}")
    before = {name: used(pid, name == "postgres") for name, pid in pids.items()}
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.time()
    cron = Passes(env, began, began + seconds) if passes else None
    try:
        if cron:
            cron.start()
        count = take(server, codes, rate, takes, began + seconds)
        if cron:
            cron.join()
            if cron.error:
                raise cron.error
        took = time.time() - began
        numbers = {
            name: 100 * (used(pid, name == "postgres") - before[name]) / took
            for name, pid in pids.items()}
        numbers["rate"] = count / seconds
        if cron:
            now = resource.getrusage(resource.RUSAGE_CHILDREN)
            numbers["invitectl"] = numbers.get("invitectl", 0) + 100 * (
                now.ru_utime + now.ru_stime - ended.ru_utime - ended.ru_stime) / took
    except BaseException:
        if follower:
            follower.process.kill()
            follower.process.wait()
        raise
    if follower:
        numbers["end"] = follower.stop()
    else:
        command(INVITECTL, "sync-counts", env=env)
    # Those of the run above waited for nobody.
    if follows or passes:
        found = waits(url, began, takes)
        if found:
            for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1)):
                numbers[name] = found[min(len(found) - 1, int(len(found) * share))]
    return numbers


def filled(codes: int) -> str:
    """The URL of a database with so many codes, all of them synced."""
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    server.flushall()
    chunk = 100_000
    for start in range(0, codes, chunk):
        server.eval(FILL, 0, start, min(codes, start + chunk) - 1, USES)
    template = Template("bench_follow")
    template.renew()
    with template.cursor() as cursor:
        for statement in CODE_ROWS.format(uses=USES, size=codes).split(";"):
            cursor.execute(statement)
    env = {"DATABASE_URL": template.url}
    command(INVITECTL, "migrate", "up", env=env)
    command(INVITECTL, "sync-counts", env=env)  # first contact
    return template.url


def constant(value: float) -> Callable[[], Sample]:
    return lambda: Sample(value)


def once(title: str, unit: str, contenders: list[tuple[str, str, float]], targets: list[Target],
         size: float | None = None) -> Series:
    return Series(
        title, unit, [Contender(name, role, constant(value)) for name, role, value in contenders], targets,
        runs=1, warmups=0, size=size)


def long_runs(url: str, codes: int) -> Iterator[Series]:
    results = {
        "idle": measured(url, codes, RATE, BESIDE_SECONDS, follows=False),
        "follower": measured(url, codes, RATE, SECONDS),
        "beside passes": measured(url, codes, RATE, BESIDE_SECONDS, passes=True),
        "passes": measured(url, codes, RATE, BESIDE_SECONDS, follows=False, passes=True),
    }
    for name, found in results.items():
        # What comes late by a tenth is another load.
        if found["rate"] < 0.9 * RATE:
            raise RuntimeError(f"{name}: this machine gave {found['rate']:,.0f} of {RATE:,} takes/s")
    roles = [
        ("invitectl sync-counts --follow", "ours", "follower"),
        ("beside passes of cron", "peer", "beside passes"),
        ("passes of cron alone", "peer", "passes"),
        ("nobody syncs", "floor", "idle"),
    ]

    def row(title: str, unit: str, key: str, targets: list[Target]) -> Series:
        return once(
            f"{codes:,} codes, {RATE:,} takes/s: {title}", unit,
            [(name, role, results[run][key]) for name, role, run in roles if key in results[run]], targets)

    yield row("a take's wait, p99", "s", "p99", [Target(None, 1.5)])
    yield row("a take's wait, p50", "s", "p50", [])
    yield row("a take's wait, worst", "s", "max", [])
    yield row("SIGTERM to the end", "s", "end", [Target(None, 1)])
    yield row("invitectl, of a core", "%", "invitectl", [Target(None, 2)])
    yield row("Redis, of a core", "%", "redis", [])
    yield row("PostgreSQL, of a core", "%", "postgres", [])


def line(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Least squares of cost = a + b · rate by errors in percent, so that 10 changes a second count as 10,000 do."""
    weights = [1 / max(cost, 1e-9) ** 2 for _, cost in points]
    total = sum(weights)
    mean_x = sum(w * x for w, (x, _) in zip(weights, points)) / total
    mean_y = sum(w * y for w, (_, y) in zip(weights, points)) / total
    slope = sum(w * (x - mean_x) * (y - mean_y) for w, (x, y) in zip(weights, points)) / sum(
        w * (x - mean_x) ** 2 for w, (x, _) in zip(weights, points))
    return mean_y - slope * mean_x, slope


def by_rate(results: dict[int, dict[int, dict[str, float]]]) -> Iterator[Series]:
    """`results` by codes, then by rate; rate 0 is a follower with nothing to do."""
    names = {codes: f"{codes:,} codes" for codes in results}
    roles = {codes: "peer" if index else "ours" for index, codes in enumerate(results)}
    others = [names[codes] for codes in list(results)[1:]]

    def row(title: str, unit: str, value: Callable[[int], float], targets: list[Target],
            size: float | None = None) -> Series:
        return once(
            title, unit, [(names[codes], roles[codes], value(codes)) for codes in results], targets, size)

    for rate in [0] + RATES:
        what = f"{rate:,} changes/s"
        for title, key in (("invitectl", "invitectl"), ("Redis", "redis"), ("PostgreSQL", "postgres")):
            is_judged = key == "invitectl" and rate > 0
            yield row(
                f"{what}: {title}, of a core", "%", lambda codes: results[codes][rate][key],
                [Target(other, 1.3) for other in others] if is_judged else [],
                size=rate if is_judged else None)
        if rate:
            # A client in Python beside all three processes on two cores does not always come to thousands.
            yield row(f"{what}: takes that there were", "/s", lambda codes: results[codes][rate]["rate"], [])
            yield row(f"{what}: a take's wait, p99", "s", lambda codes: results[codes][rate]["p99"], [])
    if len(RATES) < 2:
        return
    fits = {
        codes: line([(found[rate]["rate"], found[rate]["invitectl"]) for rate in RATES])
        for codes, found in results.items()}
    span = f"{min(RATES):,} to {max(RATES):,} changes/s, a line through them"
    yield row(f"{span}: invitectl, a change", "µs", lambda codes: fits[codes][1] * 1e4, [])
    yield row(f"{span}: invitectl without any, of a core", "%", lambda codes: fits[codes][0], [])


def series() -> Iterator[Series]:
    results: dict[int, dict[int, dict[str, float]]] = {}
    for codes in SIZES:
        url = filled(codes)
        if codes == SIZES[0]:
            yield from long_runs(url, codes)
        results[codes] = {rate: measured(url, codes, rate, RATE_SECONDS) for rate in [0] + RATES}
    yield from by_rate(results)
    redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
