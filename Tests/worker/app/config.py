"""Where the servers are, by the backend's own variables."""

import os
from urllib.parse import urlsplit, urlunsplit


def database_url() -> str:
    url = os.environ.get("DATABASE_URL", "postgresql://localhost/invitehub")
    return f"postgresql+psycopg2://{url.partition('://')[2]}"


def bucket_url() -> str:
    return os.environ.get("REDIS_URL", "redis://localhost:6379/0")


def _sibling(variable: str, default: str) -> str:
    """The Redis of the buckets with another database, or host, port and that database."""
    if "REDIS_URL" in os.environ:
        return urlunsplit(urlsplit(bucket_url())._replace(path=f"/{default}"))
    host = os.environ.get("REDIS_HOST", "localhost")
    port = os.environ.get("REDIS_PORT", "6379")
    return f"redis://{host}:{port}/{os.environ.get(variable, default)}"


def broker_url() -> str:
    return os.environ.get("CELERY_BROKER_URL") or _sibling("REDIS_BROKER_DB", "1")


def result_url() -> str:
    return os.environ.get("CELERY_RESULT_BACKEND") or _sibling("REDIS_BACKEND_DB", "2")
