"""
Stands for a web process in the monitoring demo: redeems codes by the peer's direct flow, which
puts real messages into the broker, and serves the metrics that the backend's report names.
Run in Tests/worker, with the sandbox's environment: python backend.py PORT
"""

import itertools
import random
import sys
import time

from app import flows
from app.database import session, text
from prometheus_client import Counter, Histogram, start_http_server

REQUESTS = Counter("redeem_requests", "Redemptions.", ["status", "code_type"])
ERRORS = Counter("errors", "Refusals and errors.", ["error_type", "endpoint"])
DURATION = Histogram("redeem_duration_seconds", "Duration of a redemption.", ["code_type"])
QUERY = Histogram("database_query_duration_seconds", "Duration of a query.", ["query_type"])

# Every fifth redemption is of one of these, the first of which is refused at once and the others after some.
FEW = ["DIRECTEXPIRED", "DIRECTFOREVER", "DIRECT10", "DIRECTHALF", "DIRECTBETA"]
# Those of the fixture that have most left, of no group, so that any team will do: enough for an hour.
MANY = """
SELECT code FROM redeem_codes
WHERE is_active AND upper(code_type::text) = 'DIRECT' AND bound_email IS NULL AND group_id IS NULL
  AND used_count < max_uses
  AND (expires_at IS NULL OR expires_at > now() AT TIME ZONE 'utc' + interval '1 day')
ORDER BY max_uses - used_count DESC, id LIMIT 400
"""


def codes() -> list[str]:
    with session() as db:
        return list(db.execute(text(MANY)).scalars())


def redeem(number: int, many: list[str]) -> None:
    begin = time.perf_counter()
    try:
        code = FEW[number // 5 % len(FEW)] if number % 5 == 0 else random.choice(many)
        flows.direct(code, f"demo{number}@example.com")
        REQUESTS.labels("success", "direct").inc()
    except flows.Refused as refusal:
        ERRORS.labels(str(refusal).lower(), "direct_redeem").inc()
    DURATION.labels("direct").observe(time.perf_counter() - begin)
    with QUERY.labels("select").time(), session() as db:
        db.execute(text("SELECT count(*) FROM teams"))


if __name__ == "__main__":
    REQUESTS.labels("success", "direct")
    start_http_server(int(sys.argv[1]), addr="127.0.0.1")
    flows.start()
    known = codes()
    for count in itertools.count():
        redeem(count, known)
        time.sleep(0.25)
