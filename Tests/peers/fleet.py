"""Workers that answer remote control as Celery's do, without running anything.

    fleet.py BROKER-URL COUNT [EVENTS-A-SECOND [NAME]]

Where fifty real workers would want fifty processes: for looking at the watch, and for benches of
its size. Each has a subscription and a binding of its own, answers `ping`, `stats`, `active`,
`reserved`, `scheduled`, `active_queues` and `report` with what the captures of
Tests/InviteOpsTests/Captures hold, beats every 2 s and sends events of the tasks it says it runs.
Their names begin with NAME, `worker` by default. Prints `ready` when all listen. Its bindings go when
it is terminated.
"""

import base64
import json
import os
import random
import selectors
import signal
import sys
import time
import uuid
from pathlib import Path

import redis

CAPTURES = Path(__file__).resolve().parent.parent / "InviteOpsTests" / "Captures"
SEPARATOR = "\x06\x16"
NAME = sys.argv[4] if len(sys.argv) > 4 else "worker"
TASKS = ["app.tasks_celery.process_invite_task", "app.tasks_celery.sync_redeem_count_task"]


def captured(method: str):
    """What the first worker of the capture answered."""
    reply = json.loads((CAPTURES / f"control_{method}.json").read_text())["replies"][0]
    return next(iter(reply["body_decoded"].values()))


def envelope(body, headers, exchange, key) -> str:
    return json.dumps(
        {
            "body": base64.b64encode(json.dumps(body).encode()).decode(),
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": headers,
            "properties": {
                "delivery_mode": 1,
                "delivery_info": {"exchange": exchange, "routing_key": key},
                "priority": 0,
                "body_encoding": "base64",
                "delivery_tag": str(uuid.uuid4()),
            },
        }
    )


class Worker:
    def __init__(self, number: int):
        self.name = f"{NAME}{number:02}@invites-{number % 5}"
        self.pid = 20_000 + number * 10
        self.began = time.time() - 3600 * number
        self.done = {task: 1000 * number for task in TASKS}
        self.failed = number % 7 == 0
        self.running = [self.request(index) for index in range(number % 3)]
        self.waiting = [self.request(index, running=False) for index in range(number % 5)]
        self.stats, self.queues, self.report = STATS, QUEUES, REPORT

    def request(self, index: int, running: bool = True) -> dict:
        return {
            "id": str(uuid.uuid4()), "name": TASKS[index % 2], "type": TASKS[index % 2],
            "args": [], "kwargs": {"email": f"someone{index}@example.com"},
            "hostname": self.name, "time_start": time.time() - 3 if running else None,
            "acknowledged": False, "worker_pid": self.pid + index if running else None,
            "delivery_info": {"exchange": "", "routing_key": "invites", "priority": 5,
                              "redelivered": False},
        }

    def answer(self, method: str):
        match method:
            case "ping":
                return {"ok": "pong"}
            case "stats":
                pool = self.stats["pool"] | {"processes": [self.pid + 1, self.pid + 2]}
                return self.stats | {
                    "pid": self.pid, "total": self.done, "pool": pool,
                    "uptime": int(time.time() - self.began),
                }
            case "active":
                return self.running
            case "reserved":
                return self.waiting
            case "scheduled":
                return []
            case "active_queues":
                return self.queues
            case "report":
                return self.report
        return {"error": f"KeyError('{method}')"}

    def heartbeat(self) -> dict:
        return {
            "type": "worker-heartbeat", "hostname": self.name, "utcoffset": 0.0, "pid": self.pid,
            "clock": 1, "freq": 2.0, "active": len(self.running), "timestamp": time.time(),
            "processed": sum(self.done.values()), "loadavg": [0.42, 0.3, 0.2],
            "sw_ident": "py-celery", "sw_ver": "5.7.0", "sw_sys": "Linux",
        }

    def task_events(self) -> list[dict]:
        task = random.choice(TASKS)
        self.done[task] += 1
        common = {"uuid": str(uuid.uuid4()), "hostname": self.name, "utcoffset": 0.0,
                  "pid": self.pid, "clock": 1, "timestamp": time.time()}
        ends = (
            {"type": "task-failed", "exception": "ValueError('full')", "traceback": ""}
            if self.failed
            else {"type": "task-succeeded", "runtime": random.uniform(0.1, 2), "result": "{}"}
        )
        return [
            common | {"type": "task-received", "name": task, "args": "()", "kwargs": "{}",
                      "retries": 0, "eta": None, "expires": None},
            common | {"type": "task-started"},
            common | ends,
        ]


STATS, QUEUES, REPORT = captured("stats"), captured("active_queues"), captured("report")


def main() -> None:
    url, count = sys.argv[1], int(sys.argv[2])
    pace = float(sys.argv[3]) if len(sys.argv) > 3 else 0
    client = redis.Redis.from_url(url)
    database = client.connection_pool.connection_kwargs.get("db", 0)
    channel = f"/{database}.celery.pidbox"
    fleet = [Worker(number) for number in range(1, count + 1)]
    selector = selectors.DefaultSelector()
    for worker in fleet:
        listener = redis.Redis.from_url(url).pubsub(ignore_subscribe_messages=True)
        listener.psubscribe(channel)
        queue = f"{worker.name}.celery.pidbox"
        client.sadd("_kombu.binding.celery.pidbox", SEPARATOR.join(["", "", queue]))
        listener.get_message(timeout=5)
        selector.register(listener.connection._sock, selectors.EVENT_READ, (worker, listener))
    for queue in ("invites", "sync", "celery"):
        client.sadd(f"_kombu.binding.{queue}", SEPARATOR.join([queue, "", queue]))

    def answer(worker: Worker, data: bytes) -> None:
        request = json.loads(base64.b64decode(json.loads(data)["body"]))
        wanted, to = request.get("destination"), request.get("reply_to")
        if (wanted and worker.name not in wanted) or not to:
            return
        exchange, key = to["exchange"], to["routing_key"]
        for member in client.smembers(f"_kombu.binding.{exchange}"):
            bound = member.decode().split(SEPARATOR)
            if bound[0] == key:
                reply = {worker.name: worker.answer(request["method"])}
                headers = {"ticket": request.get("ticket"), "clock": 1}
                client.lpush(bound[2], envelope(reply, headers, exchange, key))

    def leave(*_) -> None:
        for worker in fleet:
            queue = f"{worker.name}.celery.pidbox"
            client.srem("_kombu.binding.celery.pidbox", SEPARATOR.join(["", "", queue]))
        os._exit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    print("ready", flush=True)
    beat = sent = time.monotonic()
    while True:
        for key, _ in selector.select(0.1):
            worker, listener = key.data
            while message := listener.get_message():
                if message["type"] == "pmessage":
                    answer(worker, message["data"])
        now = time.monotonic()
        if now - beat >= 2:
            beat = now
            for worker in fleet:
                event = worker.heartbeat()
                body = envelope(event, {"hostname": worker.name}, "celeryev", "worker.heartbeat")
                client.publish(f"/{database}.celeryev/worker.heartbeat", body)
        while pace and sent + 1 / pace <= now:
            sent += 1 / pace
            worker = random.choice(fleet)
            body = envelope(worker.task_events(), {"hostname": worker.name}, "celeryev", "task.multi")
            client.publish(f"/{database}.celeryev/task.multi", body)


if __name__ == "__main__":
    main()
