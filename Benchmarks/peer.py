"""The backend's work in Python, as a process of its own: python -m Benchmarks.peer WORK ARG…

Runs with Tests/worker on PYTHONPATH. Each prints the seconds of the work alone, without the
interpreter's start.
"""

import sys
import time

from app import limiter
from app.tasks_celery import batch_sync_redeem_counts, process_invite_task


def take(count: int) -> None:
    for _ in range(count):
        limiter.take("BENCH0")


def redeem(count: int) -> None:
    """Take and publish, as the web process does after its checks."""
    for index in range(count):
        code = f"BENCH{index % 1000}"
        if limiter.take(code) < 0:
            raise SystemExit(f"no token left in {code}")
        process_invite_task.apply_async(
            kwargs={
                "email": f"bulk{index}@example.com",
                "redeem_code": code,
                "group_id": None,
                "is_rebind": False,
            },
            priority=5,
        )


def sync() -> None:
    batch_sync_redeem_counts()


WORK = {"take": take, "redeem": redeem, "sync": sync}

if __name__ == "__main__":
    limiter.connection().ping()
    work, arguments = WORK[sys.argv[1]], [int(argument) for argument in sys.argv[2:]]
    began = time.perf_counter()
    work(*arguments)
    print(time.perf_counter() - began)
