"""The web backend's token bucket: one decimal string a code, taken by a script."""

from functools import lru_cache

import redis

from app import config

LIFETIME = 86400

TAKE = """
local remaining = tonumber(redis.call('GET', KEYS[1]) or '0')
if remaining > 0 then
  return redis.call('DECR', KEYS[1])
end
return -1
"""


@lru_cache(maxsize=None)
def connection() -> redis.Redis:
    return redis.Redis.from_url(config.bucket_url(), decode_responses=True)


@lru_cache(maxsize=None)
def _take():
    return connection().register_script(TAKE)


def key(code: str) -> str:
    return f"redeem:{code}:remaining"


def remaining(code: str) -> str | None:
    return connection().get(key(code))


def take(code: str) -> int:
    """What is left after the take, or -1 when nothing was."""
    return int(_take()(keys=[key(code)]))


def refund(code: str, count: int = 1) -> int:
    """Defect kept: on a missing key this makes one that never expires."""
    return int(connection().incrby(key(code), count))


def initialise(code: str, max_uses: int, used_count: int) -> None:
    """Defect kept: overwrites whatever is there."""
    connection().setex(key(code), LIFETIME, max(0, max_uses - (used_count or 0)))
