"""Unmodified-backend actors under load, with an oracle of their own.

Usage: redeem_load.py SECONDS SEED RESTARTS JOB
  RESTARTS  seconds between re-initialisations of all codes, 0 for none
  JOB       1: the backend's own absolute job runs every second (the negative control)

DATABASE_URL and REDIS_URL name the servers. Prints one JSON object: for each code how often it was
truly used, and the most increments of it within any 3 seconds. The counters in the servers are
never asked for it.
"""

import json
import os
import random
import sys
import threading
import time

import psycopg2
import redis

TAKE = """
local value = tonumber(redis.call('GET', KEYS[1]) or '0')
if value > 0 then return redis.call('DECR', KEYS[1]) end
return -1
"""

seconds, seed, restarts, job = float(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
end = time.monotonic() + seconds
server = redis.Redis.from_url(os.environ["REDIS_URL"])
take_script = server.register_script(TAKE)


def connect():
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    return connection


with connect().cursor() as cursor:
    cursor.execute("SELECT code FROM redeem_codes WHERE max_uses > 0 ORDER BY id")
    codes = [row[0] for row in cursor.fetchall()]
guard = threading.Lock()
uses = dict.fromkeys(codes, 0)
increments = {code: [] for code in codes}
failures = []


def key(code):
    return f"redeem:{code}:remaining"


def taker(rng):
    while time.monotonic() < end:
        code = rng.choice(codes)
        if int(take_script(keys=[key(code)])) >= 0:
            with guard:
                uses[code] += 1
            if rng.random() < 0.1:
                server.incrby(key(code), 1)
                with guard:
                    uses[code] -= 1
        time.sleep(0.001)


def incrementer(rng):
    with connect().cursor() as cursor:
        while time.monotonic() < end:
            code = rng.choice(codes)
            cursor.execute(
                "UPDATE redeem_codes SET used_count = used_count + 1"
                " WHERE code = %s AND used_count < max_uses", (code,))
            if cursor.rowcount:
                with guard:
                    uses[code] += 1
                    increments[code].append(time.monotonic())
            time.sleep(0.01)


def restarter(_):
    with connect().cursor() as cursor:
        while time.monotonic() + restarts < end:
            time.sleep(restarts)
            cursor.execute("SELECT code, max_uses, used_count FROM redeem_codes WHERE max_uses > 0")
            for code, most, used in cursor.fetchall():
                server.setex(key(code), 86400, max(0, most - used))


def absolute_job(_):
    with connect().cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT id, code, max_uses FROM redeem_codes WHERE max_uses > 0")
            for number, code, most in cursor.fetchall():
                value = server.get(key(code))
                if value is not None:
                    cursor.execute(
                        "UPDATE redeem_codes SET used_count = %s WHERE id = %s",
                        (most - int(value), number))
            time.sleep(1)


def guarded(actor, rng):
    try:
        actor(rng)
    except Exception as error:  # an actor that dies must fail the test, not thin out the load
        failures.append(repr(error))


actors = [taker, taker, taker, incrementer]
actors += [restarter] if restarts else []
actors += [absolute_job] if job == "1" else []
threads = [
    threading.Thread(target=guarded, args=(actor, random.Random(seed + number)))
    for number, actor in enumerate(actors)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
if failures:
    sys.exit("; ".join(failures))


def burst(times):
    return max((sum(t <= u < t + 3 for u in times) for t in times), default=0)


print(json.dumps({
    code: {"uses": uses[code], "burst": burst(increments[code])} for code in codes
}))
