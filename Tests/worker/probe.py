"""A Celery app without a database, for tests of inspection: its tasks only pass the time."""

import json
import os
import signal
import threading
import time

from celery import Celery

# The threads of a test process block signals, and what they start inherits that: the pool's
# processes would not hear the SIGTERM that takes them away.
signal.pthread_sigmask(signal.SIG_SETMASK, [])

settings = json.loads(os.environ.get("PROBE_SETTINGS", "{}"))
# The variable goes before the setting.
if "result_backend" in settings:
    os.environ["CELERY_RESULT_BACKEND"] = settings["result_backend"]
app = Celery(
    "invitehub",
    broker=os.environ["CELERY_BROKER_URL"],
    backend=os.environ["CELERY_RESULT_BACKEND"],
)
app.conf.update(
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_queue_max_priority=10,
    task_default_priority=5,
    task_track_started=True,
    worker_prefetch_multiplier=4,
    worker_send_task_events=True,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "global_keyprefix": os.environ.get("PROBE_KEY_PREFIX", ""),
        **json.loads(os.environ.get("PROBE_OPTIONS", "{}")),
    },
    **settings,
)


def leave_with(parent: int) -> None:
    """A test process that is killed takes its workers with it."""
    while True:
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            os._exit(1)
        time.sleep(1)


if "PROBE_PARENT" in os.environ:
    threading.Thread(
        target=leave_with, args=[int(os.environ["PROBE_PARENT"])], daemon=True
    ).start()


@app.task(name="app.tasks_celery.process_invite_task")
def process_invite_task(email=None, redeem_code=None, group_id=None, is_rebind=False, seconds=0):
    time.sleep(seconds)
    return {"success": True, "email": email, "code": redeem_code}


@app.task(name="probe.sleep")
def sleep(seconds):
    time.sleep(seconds)
    return seconds


@app.task(name="probe.hold")
def hold(path):
    """Works for as long as the file is there: a test ends it when it has seen what it is to see."""
    while os.path.exists(path):
        time.sleep(0.05)


@app.task(name="probe.fail")
def fail(email):
    raise ValueError(f"no seat for {email}")
