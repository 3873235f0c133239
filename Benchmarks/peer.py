"""The backend's work in Python, and bare floors: python -m Benchmarks.peer WORK [COUNT]

A process of its own, with Tests/worker on PYTHONPATH. Prints the seconds of the work alone,
without the interpreter's start, and the peak memory in MB.
"""

import resource
import sys
import time

from app import limiter
from app.database import session, text
from app.tasks_celery import batch_sync_redeem_counts, process_invite_task


def take(count: int) -> None:
    for _ in range(count):
        limiter.take("BENCH0")


def publish_one(index: int, code: str) -> None:
    process_invite_task.apply_async(
        kwargs={
            "email": f"bulk{index}@example.com",
            "redeem_code": code,
            "group_id": None,
            "is_rebind": False,
        },
        priority=5,
    )


def publish(count: int) -> None:
    """Celery's own publishing over kombu, and no more."""
    for index in range(count):
        publish_one(index, f"BENCH{index % 1000}")


def redeem(count: int) -> None:
    """Take and publish, as the web process does after its checks."""
    for index in range(count):
        code = f"BENCH{index % 1000}"
        if limiter.take(code) < 0:
            raise SystemExit(f"no token left in {code}")
        publish_one(index, code)


def _codes(db) -> list:
    return db.connection().exec_driver_sql(
        "SELECT id, code, max_uses, used_count FROM redeem_codes WHERE is_active"
    ).fetchall()


def _read(rows: list) -> list:
    values: list = []
    for start in range(0, len(rows), 1000):
        values += limiter.connection().mget(
            [f"redeem:{row[1]}:remaining" for row in rows[start : start + 1000]]
        )
    return values


def mget(began) -> None:
    with session() as db:
        rows = _codes(db)
    began()
    _read(rows)


def floor(began) -> None:
    with session() as db:
        db.execute(text("SELECT 1"))
        began()
        rows = _codes(db)
        changed = [
            (row[0], row[2] - int(value))
            for row, value in zip(rows, _read(rows))
            if value is not None and row[2] - int(value) != row[3]
        ]
        if changed:
            db.connection().exec_driver_sql(
                "UPDATE redeem_codes AS c SET used_count = v.used FROM "
                "unnest(%s::int[], %s::int[]) AS v (id, used) WHERE c.id = v.id",
                ([one for one, _ in changed], [used for _, used in changed]),
            )


def sync(began) -> None:
    batch_sync_redeem_counts()


if __name__ == "__main__":
    limiter.connection().ping()
    start = [time.perf_counter()]

    def began() -> None:
        start[0] = time.perf_counter()

    name, counts = sys.argv[1], [int(argument) for argument in sys.argv[2:]]
    if counts:
        {"take": take, "publish": publish, "redeem": redeem}[name](*counts)
    else:
        {"mget": mget, "floor": floor, "sync": sync}[name](began)
    took = time.perf_counter() - start[0]
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
