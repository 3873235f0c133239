"""
What the row feed costs a backend: `used_count` of one code after the other raised by one, each in a transaction of its
own as the backend does it, without the triggers of `migrate up --optional row-feed` and with them, by one client and by
four at once, and one UPDATE of all codes. NOTIFY takes a lock of the whole server at COMMIT, which is what more
clients show. A session listens all the while and reads what it is told, as `sync-counts --follow` does.
"""

import os
import random
import select
import threading
import time
from collections.abc import Callable, Iterator

import psycopg2

from Benchmarks.database import Template
from Benchmarks.frame import INVITECTL, Contender, Sample, Series, Target, command
from Benchmarks.jobs.sync import CODE_ROWS, USES

CODES = int(os.environ.get("BENCH_ROWFEED_CODES", "100000"))
UPDATES = int(os.environ.get("BENCH_ROWFEED_UPDATES", "5000"))
ONE = "UPDATE redeem_codes SET used_count = used_count + 1 WHERE code = %s"
ALL = "UPDATE redeem_codes SET used_count = used_count + 1"


class Listener:
    """A session that listens and takes what it is told until it is closed."""

    def __init__(self, url: str):
        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True
        with self.connection.cursor() as cursor:
            cursor.execute("LISTEN invitectl_rows")
        self.ended = False
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self) -> None:
        while not self.ended:
            if select.select([self.connection], [], [], 0.2)[0]:
                self.connection.poll()
                self.connection.notifies.clear()

    def close(self) -> None:
        self.ended = True
        self.thread.join()
        self.connection.close()


def updates(url: str, count: int, clients: int) -> float:
    """Microseconds of an update with its commit, as one client sees it."""
    connections = [psycopg2.connect(url) for _ in range(clients)]
    failures: list[Exception] = []

    def run(connection) -> None:
        try:
            with connection.cursor() as cursor:
                for _ in range(count):
                    cursor.execute(ONE, (f"SYNC{random.randrange(CODES)}",))
                    connection.commit()
        except psycopg2.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(connection,)) for connection in connections]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    for connection in connections:
        connection.close()
    if failures:
        raise RuntimeError(f"an update failed: {failures[0]}")
    return took / count * 1e6


def whole(url: str) -> float:
    """Seconds of one statement that changes every row."""
    connection = psycopg2.connect(url)
    try:
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(ALL)
        connection.commit()
        return time.perf_counter() - began
    finally:
        connection.close()


def series() -> Iterator[Series]:
    template = Template("bench_rowfeed")
    template.renew()
    with template.cursor() as cursor:
        for statement in CODE_ROWS.format(uses=USES, size=CODES).split(";"):
            cursor.execute(statement)
    env = {"DATABASE_URL": template.url}
    command(INVITECTL, "migrate", "up", env=env)

    def measured(has_feed: bool, measure: Callable[[], float]) -> Callable[[], Sample]:
        def run() -> Sample:
            if has_feed:
                command(INVITECTL, "migrate", "up", "--optional", "row-feed", env=env)
            else:
                command(INVITECTL, "migrate", "down", "--optional", "row-feed", env=env)
            with template.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE) redeem_codes")
            listener = Listener(template.url)
            try:
                return Sample(measure())
            finally:
                listener.close()

        return run

    def row(title: str, unit: str, measure: Callable[[], float], ratio: float | None) -> Series:
        return Series(
            title,
            unit,
            [
                Contender("with the row feed", "ours", measured(True, measure)),
                Contender("without", "floor", measured(False, measure)),
            ],
            [Target("without", ratio)] if ratio else [],
        )

    what = f"an update of used_count and its commit, {CODES:,} codes"
    yield row(f"{what}, one client", "µs", lambda: updates(template.url, UPDATES, 1), 1.25)
    yield row(f"{what}, four clients", "µs", lambda: updates(template.url, UPDATES // 4, 4), None)
    yield row(f"one UPDATE of all {CODES:,} codes", "s", lambda: whole(template.url), 1.25)
