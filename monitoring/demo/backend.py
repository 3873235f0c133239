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

CODES = ["DIRECTFOREVER", "DIRECT10", "DIRECTHALF", "DIRECTBETA", "DIRECTEXPIRED"]


def redeem(number: int) -> None:
    begin = time.perf_counter()
    try:
        flows.direct(random.choice(CODES), f"demo{number}@example.com")
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
    for count in itertools.count():
        redeem(count)
        time.sleep(0.25)
