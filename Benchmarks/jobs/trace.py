"""
`trace` of one email beside 2,000,000 invite records, with 0 to 100,000 messages in the queue, none of which is of
that email, so that all are looked through. The floors: redis-cli that reads the broker's list in pages of 1000 over
one connection, and psql that looks the email up in the four tables by their indexes, both as whole processes, one
after the other; and the pass over the list by a bare client that decodes nothing, without its start.
"""

import base64
import json
import os
import subprocess
import time
import uuid
from collections.abc import Iterator

import redis

from Benchmarks.database import Template
from Benchmarks.fleet import declare_invites
from Benchmarks.frame import (
    INVITECTL, PSQL, Contender, Sample, Series, Target, command, milliseconds,
)

RECORDS = int(os.environ.get("BENCH_RECORDS", "2000000"))
LIST = "invites\x06\x163"
LOOK_UP = """
SELECT * FROM redeem_codes WHERE bound_email = :'email';
SELECT * FROM invite_records WHERE email = :'email' ORDER BY id DESC LIMIT 51;
SELECT * FROM invite_queue WHERE email = :'email' ORDER BY id DESC LIMIT 51;
SELECT * FROM team_members WHERE email = :'email' ORDER BY id DESC LIMIT 51;
"""


def message(email: str) -> bytes:
    """As the backend's Celery publishes it."""
    task = str(uuid.uuid4())
    kwargs = {"email": email, "redeem_code": "BENCH1", "group_id": None, "is_rebind": False}
    body = [[], kwargs, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}]
    headers = {
        "lang": "py", "task": "app.tasks_celery.process_invite_task", "id": task, "shadow": None,
        "eta": None, "expires": None, "group": None, "group_index": None, "retries": 0,
        "timelimit": [None, None], "root_id": task, "parent_id": None, "argsrepr": "()",
        "kwargsrepr": repr(kwargs), "origin": "gen1@bench", "ignore_result": False,
        "replaced_task_nesting": 0, "stamped_headers": None, "stamps": {},
    }
    properties = {
        "correlation_id": task, "reply_to": str(uuid.uuid4()), "delivery_mode": 2,
        "delivery_info": {"exchange": "", "routing_key": "invites"}, "priority": 5,
        "body_encoding": "base64", "delivery_tag": str(uuid.uuid4()),
    }
    return json.dumps({
        "body": base64.b64encode(json.dumps(body).encode()).decode(), "content-encoding": "utf-8",
        "content-type": "application/json", "headers": headers, "properties": properties,
    }).encode()


def series() -> Iterator[Series]:
    template = Template("bench_trace", "--records", str(RECORDS))
    template.renew()
    env = {"DATABASE_URL": template.url}
    with template.cursor() as cursor:
        cursor.execute("SELECT email FROM invite_records ORDER BY id DESC LIMIT 1")
        email = cursor.fetchone()[0]
    command(INVITECTL, "migrate", "up", env=env)
    env_broker = os.environ["REDIS_URL"].replace("/0", "/1")
    broker = redis.Redis.from_url(env_broker)
    broker.flushall()
    declare_invites()

    def ours() -> Sample:
        return milliseconds(command(INVITECTL, "trace", email, env=env, allowed=(0, 3, 5)))

    def plain() -> Sample:
        pages = "".join(
            f'LRANGE "invites\\x06\\x163" {first} {first + 999}\n'
            for first in range(0, broker.llen(LIST) + 1, 1000)
        )
        start = time.perf_counter()
        subprocess.run(
            ["redis-cli", "-u", env_broker], input=pages, text=True, check=True,
            stdout=subprocess.DEVNULL,
        )
        subprocess.run(
            [PSQL, "-qAtX", "-v", f"email={email}", template.url], input=LOOK_UP, text=True,
            check=True, stdout=subprocess.DEVNULL,
        )
        return milliseconds(Sample(time.perf_counter() - start))

    def floor() -> Sample:
        start = time.perf_counter()
        for first in range(0, broker.llen(LIST), 1000):
            broker.lrange(LIST, first, first + 999)
        return milliseconds(Sample(time.perf_counter() - start))

    filled = 0
    for count in (0, 10_000, 100_000):
        while filled < count:
            with broker.pipeline(transaction=False) as pipeline:
                for number in range(filled, filled + 1000):
                    pipeline.lpush(LIST, message(f"other{number}@example.com"))
                pipeline.execute()
            filled += 1000
        yield Series(
            f"trace of an email, {count:,} messages",
            "ms",
            [
                Contender("invitectl trace", "ours", ours),
                Contender("redis-cli and psql", "floor", plain),
                Contender("bare client", "floor", floor),
            ],
            [Target(None, 100), Target("redis-cli and psql", 1)],
            runs=10,
            reason="each message is read: 118 MB have to come over, which takes a bare client as long "
            "(docs/decisions/0101, 0132)",
            size=count,
        )
