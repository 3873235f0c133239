"""Publishes calls of process_invite_task as this version of Celery writes them.

Its argument is a JSON list; each element has `email` and `code`, and may have `form` (a name of
FORMS), `task` (another name), `positional`, `priority`, `queue`, `options`
(broker_transport_options), and `more` (arguments by name).
"""

import json
import os
import sys

from celery import Celery, chain, signature

TASK = "app.tasks_celery.process_invite_task"
FORMS = {
    "plain": {},
    "zlib": {"compression": "zlib"},
    "gzip": {"compression": "gzip"},
    "bzip2": {"compression": "bzip2"},
    "lzma": {"compression": "lzma"},
    "protocol1": {"protocol": 1},
    "protocol1-zlib": {"protocol": 1, "compression": "zlib"},
    "pickle": {"serializer": "pickle"},
    "pickle-protocol1": {"serializer": "pickle", "protocol": 1},
    "chain": {},
    "callback": {},
    "starmap": {},
}


def send(call):
    form = dict(FORMS[call.get("form", "plain")])
    app = Celery("invitehub", broker=os.environ["CELERY_BROKER_URL"])
    app.conf.update(
        task_protocol=form.pop("protocol", 2),
        broker_transport_options=call.get("options", {}),
        task_queue_max_priority=10,
        accept_content=["json", "pickle"],
    )
    named = {"email": call["email"], "redeem_code": call["code"]} | call.get("more", {})
    args, kwargs = ((), named)
    if call.get("positional"):
        args, kwargs = ((call["email"], call["code"], None, call.get("is_rebind", False)), {})
    form["queue"] = call.get("queue", "invites")
    form["priority"] = call.get("priority", 5)
    name = call.get("task", TASK)
    invite = signature(name, args=args, kwargs=kwargs, app=app, immutable=True)
    before = signature("probe.sleep", args=(0,), app=app, immutable=True)
    if call.get("form") == "chain":
        chain(before, invite, app=app).apply_async(**form)
    elif call.get("form") == "callback":
        before.apply_async(link=invite, **form)
    elif call.get("form") == "starmap":
        each = {"task": signature(name, app=app), "it": [[call["email"], call["code"]]]}
        app.send_task("celery.starmap", kwargs=each, **form)
    else:
        app.send_task(name, args=args, kwargs=kwargs, **form)


for call in json.loads(sys.argv[1]):
    send(call)
