"""The member sync of the API process (E6): counts a use when somebody has joined.

    python -m later.sync [--manual] [EMAIL…]

Everybody who was invited has joined, or only the named ones; who is a member stays one. A team that
is banned or paused is not looked at. `--manual` is what the two endpoints do: nothing is counted.
Prints how many rows were counted, and which teams could not be synced.
"""

import json
import sys

from app.database import session, text
from later import seats

JOIN = text(
    """
    INSERT INTO team_members (team_id, email, name, role, chatgpt_user_id, joined_at, synced_at,
      is_unauthorized)
    SELECT DISTINCT ON (lower(r.email)) r.team_id, r.email, r.email, 'standard-user',
      'user-' || md5(lower(r.email)), now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc', false
    FROM invite_records r
    WHERE r.team_id = :team AND r.status::text = 'success' AND r.accepted_at IS NULL
      AND (CAST(:joined AS text[]) IS NULL OR lower(r.email) = ANY(CAST(:joined AS text[])))
      AND NOT EXISTS (SELECT FROM team_members m
        WHERE m.team_id = r.team_id AND lower(m.email) = lower(r.email))
    """
)
OPEN = text(
    """
    SELECT r.* FROM invite_records r
    WHERE r.team_id = :team AND r.status::text = 'success'
      AND (r.accepted_at IS NULL OR r.consumed_at IS NULL)
      AND EXISTS (SELECT FROM team_members m
        WHERE m.team_id = r.team_id AND lower(m.email) = lower(r.email))
    ORDER BY r.id
    """
)
ACCEPT = text(
    """
    UPDATE invite_records SET accepted_at = coalesce(accepted_at, now() AT TIME ZONE 'utc')
    WHERE id = :id
    """
)
CONSUME = text("UPDATE invite_records SET consumed_at = now() AT TIME ZONE 'utc' WHERE id = :id")
CODE = text("SELECT * FROM redeem_codes WHERE code = :code FOR UPDATE")
COUNT_USE = text(
    """
    UPDATE redeem_codes SET used_count = :used,
      activated_at = coalesce(activated_at, now() AT TIME ZONE 'utc'),
      bound_email = coalesce(bound_email, :email)
    WHERE id = :id
    """
)
COUNT_REBIND = text("UPDATE redeem_codes SET rebind_count = :count WHERE id = :id")


def sync_team(db, team: int, joined: list[str] | None, manual: bool) -> int:
    """Raises TypeError for a code with a NULL where a number is needed: the whole team fails."""
    db.execute(JOIN, {"team": team, "joined": joined})
    counted = 0
    for row in db.execute(OPEN, {"team": team}).all():
        db.execute(ACCEPT, {"id": row.id})
        if manual or row.consumed_at is not None or row.redeem_code is None:
            continue
        code = db.execute(CODE, {"code": row.redeem_code}).one_or_none()
        if code is None:
            continue
        if row.is_rebind:
            if (code.rebind_count or 0) < min(code.rebind_limit or 1, 1):
                db.execute(COUNT_REBIND, {"id": code.id, "count": (code.rebind_count or 0) + 1})
                counted += 1
        elif code.max_uses == 0 or code.used_count < code.max_uses:
            db.execute(
                COUNT_USE,
                {"id": code.id, "used": _one_more(code), "email": row.email.lower()})
            counted += 1
        # Also when the limit was reached: the row is settled.
        db.execute(CONSUME, {"id": row.id})
    return counted


def _one_more(code) -> int:
    return (code.used_count or 0) + 1


def sync_all_teams(joined: list[str] | None = None, manual: bool = False) -> dict:
    with session() as db:
        teams = [team.id for team in seats.candidates(db, None)]
    counted, failed = 0, []
    for team in teams:
        try:
            with session() as db:
                counted += sync_team(db, team, joined, manual)
        except TypeError:
            failed.append(team)
    return {"counted": counted, "failed_teams": failed}


def main() -> int:
    arguments = sys.argv[1:]
    manual = "--manual" in arguments
    joined = [argument.lower() for argument in arguments if argument != "--manual"]
    print(json.dumps(sync_all_teams(joined or None, manual)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
