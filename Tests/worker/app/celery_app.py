"""The Celery application with the backend's settings."""

import os

from celery import Celery

from app import config

celery_app = Celery("invitehub", broker=config.broker_url(), backend=config.result_url())
celery_app.conf.update(
    task_serializer="json",
    result_serializer="json",
    accept_content=["json"],
    timezone="UTC",
    enable_utc=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=300,
    task_soft_time_limit=240,
    result_expires=3600,
    worker_prefetch_multiplier=4,
    worker_concurrency=int(os.environ.get("CELERY_CONCURRENCY", "2")),
    task_default_queue="celery",
    task_queue_max_priority=10,
    task_default_priority=5,
    task_routes={
        "app.tasks_celery.process_invite_task": {"queue": "invites"},
        "app.tasks_celery.sync_redeem_count_task": {"queue": "sync"},
    },
    worker_send_task_events=True,
    task_send_sent_event=True,
    broker_connection_retry_on_startup=True,
    beat_schedule={
        "sync-redeem-counts": {
            "task": "app.tasks_celery.batch_sync_redeem_counts",
            "schedule": 300.0,
        },
        "cleanup-old-invite-queue": {
            "task": "app.tasks_celery.cleanup_old_invite_queue",
            "schedule": 3600.0,
        },
    },
)
