"""Celery workers for a job."""

import json
import os
import signal
import subprocess
import time
from contextlib import contextmanager

import redis

from Benchmarks.frame import ROOT

WORKER = ROOT / "Tests" / "worker"
CELERY = ROOT / ".venv" / "bin" / "celery"


def declare_invites() -> None:
    """Leaves in the broker what its first worker does, without which nothing is queued there."""
    broker = redis.Redis.from_url(os.environ["REDIS_URL"].replace("/0", "/1"))
    broker.sadd("_kombu.binding.invites", "invites\x06\x16\x06\x16invites")


@contextmanager
def workers(count: int, pool: str = "solo"):
    """Ready workers b1…, which a warm shutdown ends."""
    broker = redis.Redis.from_url(os.environ["REDIS_URL"].replace("/0", "/1"))
    running = [
        subprocess.Popen(
            [CELERY, "-A", "app.tasks_celery", "worker", "-n", f"b{index}@bench", "--pool", pool,
             "--concurrency", "2", "-Q", "invites,sync,celery", "--loglevel", "error",
             "--without-mingle"],
            cwd=WORKER, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for index in range(1, count + 1)
    ]
    try:
        deadline = time.monotonic() + 120
        while broker.scard("_kombu.binding.celery.pidbox") < count:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{count} Celery workers were not ready within 120 s")
            time.sleep(0.2)
        time.sleep(1)
        yield broker
    finally:
        for worker in running:
            worker.send_signal(signal.SIGTERM)
        for worker in running:
            try:
                worker.wait(15)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()


def bare_ping(broker: redis.Redis, count: int) -> float:
    """Seconds from PUBLISH to the last of the replies, by a client that does nothing else."""
    import base64
    import uuid

    ticket, reply = str(uuid.uuid4()), str(uuid.uuid4())
    queue = f"{reply}.reply.celery.pidbox"
    member = f"{reply}\x06\x16\x06\x16{queue}"
    body = {
        "method": "ping", "arguments": {}, "destination": None, "pattern": None, "matcher": None,
        "ticket": ticket, "reply_to": {"exchange": "reply.celery.pidbox", "routing_key": reply},
    }
    envelope = {
        "body": base64.b64encode(json.dumps(body).encode()).decode(),
        "content-encoding": "utf-8", "content-type": "application/json",
        "headers": {"clock": 1, "expires": time.time() + 10},
        "properties": {
            "delivery_mode": 2, "delivery_info": {"exchange": "celery.pidbox", "routing_key": ""},
            "priority": 0, "body_encoding": "base64", "delivery_tag": str(uuid.uuid4()),
        },
    }
    broker.sadd("_kombu.binding.reply.celery.pidbox", member)
    began = time.perf_counter()
    broker.publish("/1.celery.pidbox", json.dumps(envelope))
    for _ in range(count):
        if broker.brpop(queue, timeout=10) is None:
            raise RuntimeError("a worker did not answer the bare ping")
    took = time.perf_counter() - began
    broker.srem("_kombu.binding.reply.celery.pidbox", member)
    broker.delete(queue)
    return took
