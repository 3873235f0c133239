"""A backend's writes while something else works: python -m Benchmarks.writer URL inserts|increments [CODES]

In a process of its own, so that the measuring process costs it nothing. Says `ready`, writes one
row after the other until SIGTERM, and prints its latencies in milliseconds as JSON, from an
HdrHistogram (1 µs to 10 minutes, 3 digits): a stall is one long write, and no write is left out.
"""

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import psycopg2
from hdrh.histogram import HdrHistogram

from Benchmarks.frame import ROOT, Sample

INSERT = (
    "INSERT INTO invite_records (team_id, email, status, redeem_code, created_at)"
    " VALUES (1, 'writer@example.com', 'PENDING', 'BENCH', now() AT TIME ZONE 'utc')"
)
INCREMENT = "UPDATE redeem_codes SET used_count = used_count + 1 WHERE code = %s"


def beside(work: Callable[[], Sample], *argv: str) -> Sample:
    """Measures `work` while a writer runs; its latencies go into the sample."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "Benchmarks.writer", *argv], cwd=ROOT, stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout.readline() == "ready\n"
    # Nothing says when the writer's caches are warm; its cold first writes come before the work.
    time.sleep(0.2)
    try:
        sample = work()
    finally:
        writer.terminate()
        answer = writer.stdout.read()
        writer.wait()
    sample.also = json.loads(answer)
    return sample


def main() -> None:
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
    connection = psycopg2.connect(sys.argv[1])
    connection.autocommit = True
    cursor = connection.cursor()
    histogram = HdrHistogram(1, 600_000_000, 3)
    random.seed(7)
    print("ready", flush=True)
    while not stop:
        began = time.perf_counter()
        if sys.argv[2] == "inserts":
            cursor.execute(INSERT)
        else:
            cursor.execute(INCREMENT, (f"SYNC{random.randrange(int(sys.argv[3]))}",))
        histogram.record_value(max(1, round((time.perf_counter() - began) * 1e6)))
        # The pace of a busy backend, 400 writes a second: without it the writer is a load test.
        time.sleep(0.002)
    at = histogram.get_value_at_percentile
    print(json.dumps({
        "p50": at(50) / 1000, "p99": at(99) / 1000, "p99.9": at(99.9) / 1000,
        "worst": histogram.get_max_value() / 1000,
    }), flush=True)


if __name__ == "__main__":
    main()
