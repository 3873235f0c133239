"""Redemptions of a backend that counts at the request, in processes of which many are killed, with a truth
of their own.

Usage: audit_actors.py STATE SEED COUNT

DATABASE_URL, REDIS_URL and INVITECTL_BROKER_URL name the servers. STATE is a JSON file with the truth, kept
from one call to the next. Each of COUNT redemptions is a process that makes its steps one by one and tells
each over a pipe when it is done; before the step that is drawn for it, it is killed by SIGKILL. Steps of the
web process: a token is taken (flow direct) or used_count is raised (flow redeem); the message is queued. Of
the worker: the message is moved to `unacked`; a row of invite_records or of invite_queue is written; the
message is acknowledged. Between calls, messages are purged and records deleted, as the seed has it.

Prints one JSON object: `kills`; and by code what an audit has to come to, reckoned from what was told alone:
`uses`; `tokens`, how many of them took one; `people`, the uses that people's traces tell of; `explainable`,
the uses of which anything at all is left; `by`, the uses by the trace that says most.
"""

import base64
import json
import os
import random
import signal
import sys
import uuid

import psycopg2
import redis

TASK = "app.tasks_celery.process_invite_task"
QUEUE = "invites\x06\x163"
TAKE = """
local value = tonumber(redis.call('GET', KEYS[1]) or '0')
if value > 0 then return redis.call('DECR', KEYS[1]) end
return -1
"""
# What says most of what became of a use comes first.
KINDS = ("record", "row", "taken", "queued")


def database():
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    return connection


def broker():
    return redis.Redis.from_url(os.environ["INVITECTL_BROKER_URL"])


def envelope(use):
    body = [[], {"email": use["email"], "redeem_code": use["code"], "group_id": None, "is_rebind": False},
            {"callbacks": None, "errbacks": None, "chain": None, "chord": None}]
    return {
        "body": base64.b64encode(json.dumps(body).encode()).decode(),
        "content-encoding": "utf-8", "content-type": "application/json",
        "headers": {"lang": "py", "task": TASK, "id": use["task"], "shadow": None, "eta": None,
                    "expires": None, "group": None, "group_index": None, "retries": 0,
                    "timelimit": [None, None], "root_id": use["task"], "parent_id": None,
                    "argsrepr": "", "kwargsrepr": "", "origin": "audit"},
        "properties": {"correlation_id": use["task"], "reply_to": "", "delivery_mode": 2,
                       "delivery_info": {"exchange": "", "routing_key": "invites"}, "priority": 5,
                       "body_encoding": "base64", "delivery_tag": use["tag"]},
    }


def count(use):
    if use["flow"] == "direct":
        server = redis.Redis.from_url(os.environ["REDIS_URL"])
        assert server.eval(TAKE, 1, f"redeem:{use['code']}:remaining") >= 0, "no token is left"
    else:
        with database().cursor() as cursor:
            cursor.execute(
                "UPDATE redeem_codes SET used_count = used_count + 1 WHERE code = %s", (use["code"],))
            assert cursor.rowcount == 1


def queue(use):
    broker().lpush(QUEUE, json.dumps(envelope(use)))


def take(use):
    message = envelope(use)
    pipe = broker().pipeline()
    pipe.lrem(QUEUE, 0, json.dumps(message))
    pipe.zadd("unacked_index", {use["tag"]: 1})
    pipe.hset("unacked", use["tag"], json.dumps([message, "", "invites"]))
    assert pipe.execute()[0] == 1, "the message was not there"


def write(use):
    with database().cursor() as cursor:
        if use["ends"] == "record":
            cursor.execute(
                "INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)"
                " SELECT min(id), %s, 'SUCCESS', %s, now() AT TIME ZONE 'utc', false FROM teams",
                (use["email"], use["code"]))
        else:
            cursor.execute(
                "INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)"
                " VALUES (%s, %s, 'FAILED', 0, now() AT TIME ZONE 'utc')", (use["email"], use["code"]))
        assert cursor.rowcount == 1


def acknowledge(use):
    pipe = broker().pipeline()
    pipe.hdel("unacked", use["tag"])
    pipe.zrem("unacked_index", use["tag"])
    assert pipe.execute()[0] == 1


STEPS = (count, queue, take, write, acknowledge)


def redeem(use, last):
    """In a process of its own. Returns how many steps it told of, and whether it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            for number, step in enumerate(STEPS):
                if number == last:
                    os.kill(os.getpid(), signal.SIGKILL)
                step(use)
                os.write(writing, b".")
        except BaseException as error:
            os.write(2, f"{use}: {error!r}\n".encode())
            os._exit(1)
        os._exit(0)
    os.close(writing)
    told = 0
    while part := os.read(reading, 64):
        told += len(part)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0, "an actor failed by itself"
    return told, os.WIFSIGNALED(status)


def left(use):
    """The traces of a use, by what was told and lost."""
    steps, traces = use["steps"], []
    if steps == 2:
        traces.append("queued")
    if steps in (3, 4):
        traces.append("taken")
    if steps >= 4:
        traces.append(use["ends"])
    return [trace for trace in traces if trace not in use["lost"]]


def lose(uses, rng):
    """Purges and deletions, each of one use."""
    for use in uses:
        if rng.random() > 0.08:
            continue
        traces = left(use)
        if "queued" in traces:
            assert broker().lrem(QUEUE, 0, json.dumps(envelope(use))) == 1
            use["lost"].append("queued")
        elif traces == ["record"] and use["alone"]:
            with database().cursor() as cursor:
                cursor.execute(
                    "DELETE FROM invite_records WHERE email = %s AND redeem_code = %s",
                    (use["email"], use["code"]))
                assert cursor.rowcount == 1
            use["lost"].append("record")


def verdict(uses):
    """What is left of each person: as many uses as of the most frequent of what one use leaves once."""
    made = [use for use in uses if use["steps"] > 0]
    people = {}
    for use in made:
        people.setdefault(use["email"], []).append(left(use))
    by = dict.fromkeys(KINDS, 0)
    for traces in people.values():
        records, rows, taken, queued = (sum(kind in one for one in traces) for kind in KINDS)
        # Records first; what rows, and then tasks, there are beyond them.
        by["record"] += records
        by["row"] += max(0, rows - records)
        # A message that a worker has taken may have come to a row; one that waits has not.
        ended = max(records, rows)
        by["taken"] += max(0, taken - ended)
        by["queued"] += max(0, taken + queued - ended) - max(0, taken - ended)
    return {
        "uses": len(made),
        "tokens": sum(use["flow"] == "direct" for use in made),
        "people": sum(by.values()),
        "explainable": sum(bool(left(use)) or use["flow"] == "direct" for use in made),
        "by": by,
    }


def main():
    path, seed, count_ = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(seed)
    uses = []
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            uses = json.load(file)
    with database().cursor() as cursor:
        cursor.execute("SELECT code FROM redeem_codes WHERE max_uses > 0 ORDER BY id")
        codes = [row[0] for row in cursor.fetchall()]
    kills = 0
    for _ in range(count_):
        code = rng.choice(codes)
        before = [use for use in uses if use["code"] == code and use["steps"] > 0]
        # Some people come again.
        again = rng.choice(before) if before and rng.random() < 0.15 else None
        use = {"code": code, "flow": rng.choice(["direct", "direct", "redeem"]),
               "email": again["email"] if again else f"u{len(uses)}-{seed}@example.com",
               "task": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
               "tag": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
               "ends": "record" if rng.random() < 0.8 else "row", "lost": [], "alone": again is None}
        if again:
            for other in before:
                if other["email"] == use["email"]:
                    other["alone"] = False
        # Most are killed; the fifth step is the last one.
        use["steps"], killed = redeem(use, rng.choice([0, 1, 2, 3, 4, 4, 5, 5, 5]))
        kills += killed
        uses.append(use)
    lose(uses, rng)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(uses, file)
    print(json.dumps({
        "kills": kills,
        "codes": {code: verdict([use for use in uses if use["code"] == code]) for code in codes},
    }))


if __name__ == "__main__":
    main()
