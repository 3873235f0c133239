"""Stands for web processes in a rush, for the picture of a fleet at work (scripts/pictures): invites come faster than
workers take them, then slower. Each takes a little time and leaves no row, so that no seat is ever the last one; some
fail, and after some a count is synced. The job that beat starts comes at once, the rush when a line is written to
its input. Ends by itself, should nobody end it.

    python traffic.py RUSH SECONDS PACE     invites a second for so many seconds, and from then on
"""

import sys
import time

from app.tasks_celery import batch_sync_redeem_counts, process_invite_task, sync_redeem_count_task

# What a service takes for an invite. Of so many invites one fails, and after one of so many a count is synced.
EMAIL, FAILING = "user{}+slow0.4+lost@example.com", "user{}+slow0.4+fail@example.com"
FAILURES, SYNCS = 23, 5
# Of the job that beat starts, at the beginning.
JOBS = 3
LONGEST, STEP = 300, 0.05


def due(seconds: float, rush: float, lasts: float, pace: float) -> int:
    """How many invites have come by then."""
    return int(rush * min(seconds, lasts) + pace * max(0, seconds - lasts))


def main(rush: float, lasts: float, pace: float) -> None:
    for _ in range(JOBS):
        batch_sync_redeem_counts.apply_async()
    sys.stdin.readline()
    begin, sent = time.monotonic(), 0
    while (now := time.monotonic() - begin) < LONGEST:
        for number in range(sent + 1, due(now, rush, lasts, pace) + 1):
            email = (EMAIL if number % FAILURES else FAILING).format(number)
            process_invite_task.apply_async(kwargs={"email": email, "redeem_code": "DIRECT10"}, priority=5)
            if number % SYNCS == 0:
                sync_redeem_count_task.apply_async((1,), priority=5)
            sent = number
        # The rate is what is shown: so many a second, by the clock.
        time.sleep(STEP)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
