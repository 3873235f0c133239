"""
`inspect-workers ping` and the overview with 2, 6 and 20 real Celery workers, beside
`celery inspect ping`, which always waits its whole timeout of one second, and beside a bare
client that publishes one ping and pops the replies (without a process start). Whole processes.
"""

from collections.abc import Iterator

from Benchmarks.fleet import CELERY, WORKER, bare_ping, workers
from Benchmarks.frame import INVITECTL, Contender, Sample, Series, Target, command, milliseconds


def series() -> Iterator[Series]:
    for count in (2, 6, 20):
        with workers(count) as broker:
            celery = [str(CELERY), "-A", "app.tasks_celery", "inspect", "ping"]
            yield Series(
                f"ping, {count} workers",
                "ms",
                [
                    Contender(
                        "invitectl ping", "ours",
                        lambda: milliseconds(command(INVITECTL, "inspect-workers", "ping")),
                    ),
                    Contender(
                        "celery inspect ping", "peer",
                        lambda: milliseconds(command(*celery, cwd=WORKER)),
                    ),
                    Contender(
                        "bare client", "floor",
                        lambda: milliseconds(Sample(bare_ping(broker, count))),
                    ),
                ],
                [Target("celery inspect ping", 1 / 50), *([Target(None, 40)] if count == 2 else [])],
                runs=10,
                reason="the start of a process and the workers' own time on two cores (bare client) "
                "are five sixths of it (log/inspect.md)",
                size=count,
            )
            yield Series(
                f"overview, {count} workers",
                "ms",
                [
                    Contender(
                        "invitectl overview", "ours",
                        lambda: milliseconds(command(INVITECTL, "inspect-workers")),
                    )
                ],
                [Target(None, 120)] if count == 2 else [],
                runs=10,
                size=count,
            )
