"""The redemption flows of E6, judged by the reference web path (Tests/worker/later/web.py).

    DATABASE_URL=… python e6_oracle.py [--mixed SEED COUNT] [FLOW…] [NAME-PART…]

The database is one at 026 of its own. With --mixed so many random mixtures of situations follow
those of the list. Writes JSON: `rows`, a statement that tells one line a row of
what a redemption may change, and `cases`; each has the `name`, `flow`, `code` and `email` of the
request, the `sql` that makes the situation, and what came of it: the HTTP `status`, the `outcome`
(`INVITE_QUEUED`, `WAITING_FOR_SEAT`, the refusal's name, or `FAILS` for a 500), the `position` of a
row that waits, the `message` to the worker with all its arguments, or null, and the `rows`
afterwards.
"""

import argparse
import json
import os
import random
import sys
from pathlib import Path

import psycopg2

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "worker"))

from e6_situations import EMAIL, Situation, mixed, situations, sql  # noqa: E402
from later import web  # noqa: E402

# Ids are left out, since a row that is written and taken back leaves a gap; so are texts.
ROWS = """
SELECT line FROM (
  SELECT format('code %s used=%s bound=%s activated=%s rebinds=%s', code, used_count, bound_email,
    activated_at IS NOT NULL, rebind_count) AS line
  FROM redeem_codes
  UNION ALL
  SELECT format('record %s %s %s %s rebind=%s %s accepted=%s consumed=%s', t.name, r.email, r.status,
    r.redeem_code, r.is_rebind,
    CASE WHEN r.created_at > (now() AT TIME ZONE 'utc') - interval '5 minutes' THEN 'new'
      WHEN r.created_at IS NOT NULL THEN 'old' END,
    r.accepted_at IS NOT NULL, r.consumed_at IS NOT NULL)
  FROM invite_records r JOIN teams t ON t.id = r.team_id
  UNION ALL
  SELECT format('queue %s %s %s %s retries=%s rebind=%s old=%s/%s at once=%s %s processed=%s',
    q.email, q.redeem_code, g.name, q.status, q.retry_count, q.is_rebind, t.name,
    q.old_team_chatgpt_user_id, q.consume_immediately,
    CASE WHEN q.created_at > (now() AT TIME ZONE 'utc') - interval '5 minutes' THEN 'new'
      ELSE 'old' END, q.processed_at IS NOT NULL)
  FROM invite_queue q LEFT JOIN team_groups g ON g.id = q.group_id
    LEFT JOIN teams t ON t.id = q.old_team_id
  UNION ALL
  SELECT format('history %s %s from=%s to=%s %s', h.redeem_code, h.email, t.name, h.to_team_id,
    h.reason)
  FROM rebind_history h LEFT JOIN teams t ON t.id = h.from_team_id
) AS lines ORDER BY line COLLATE "C"
"""


def judge(cursor, flow: str, made: Situation) -> dict:
    script = sql(flow, made)
    cursor.execute(script)
    request = {
        "code": made.typed_code if made.typed_code is not None else "CODE",
        "email": made.typed_email if made.typed_email is not None else EMAIL,
    }
    sent = []
    answer = web.answer(flow, request["code"], request["email"], send=sent.append)
    cursor.execute(ROWS)
    return request | {
        "name": made.name,
        "flow": flow,
        "sql": script,
        "status": answer["status"],
        "outcome": answer.get("state") or answer["error"],
        "position": answer.get("body", {}).get("queue_position"),
        "message": sent[0] if sent else None,
        "rows": [line for (line,) in cursor.fetchall()],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mixed", type=int, nargs=2, metavar=("SEED", "COUNT"), default=(0, 0))
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    flows = [word for word in options.words if word in web.FLOWS] or list(web.FLOWS)
    parts = [word for word in options.words if word not in web.FLOWS]
    seed, count = options.mixed
    all_of_them = situations() + mixed(random.Random(seed), count)
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    cursor = connection.cursor()
    cases = [
        judge(cursor, flow, made)
        for flow in flows
        for made in all_of_them
        if all(part in made.name for part in parts)
    ]
    json.dump({"rows": ROWS, "cases": cases}, sys.stdout)


main()
