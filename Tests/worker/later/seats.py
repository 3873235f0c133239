"""Seats since teams have a status: who holds one, and which team is next."""

from app.database import text

CANDIDATES = """
    SELECT id, name, max_seats, group_id FROM teams
    WHERE is_active AND status::text = 'active'
      AND (coalesce(CAST(:group_id AS integer), 0) = 0 OR group_id = :group_id)
    ORDER BY id
"""
MEMBERS = text("SELECT count(*) FROM team_members WHERE team_id = :team")
PENDING = text(
    """
    SELECT count(DISTINCT lower(email)) FROM invite_records
    WHERE team_id = :team AND status::text = ANY(:holding)
      AND created_at >= (now() AT TIME ZONE 'utc') - interval '24 hours'
      AND lower(email) NOT IN (SELECT lower(email) FROM team_members WHERE team_id = :team)
    """
)
HEALTHY = text(
    "SELECT is_active AND status::text = 'active' FROM teams WHERE id = :team FOR UPDATE"
)

# Since 25f6fd2 a reserved seat is taken; before it there is no such row.
UNTIL_E3 = ["success"]
SINCE_E4 = ["success", "reserved"]


def candidates(db, group_id, lock: bool = False):
    """Active teams by ascending id, which is also the order in which they are locked."""
    return db.execute(
        text(CANDIDATES + ("FOR UPDATE" if lock else "")), {"group_id": group_id}
    ).all()


def available(db, team, holding) -> int:
    """Raises TypeError where max_seats is NULL, as the backend does."""
    members = db.execute(MEMBERS, {"team": team.id}).scalar_one()
    pending = db.execute(PENDING, {"team": team.id, "holding": holding}).scalar_one()
    return max(0, team.max_seats - members - pending)


def first_free(db, group_id, holding, lock: bool = False):
    """The team with the lowest id that has a free seat; None when there is none."""
    found = [
        team
        for team in candidates(db, group_id, lock)
        if available(db, team, holding) > 0
    ]
    return found[0] if found else None


def healthy(db, team_id: int) -> bool:
    """Locks the team's row; false when it is gone."""
    return bool(db.execute(HEALTHY, {"team": team_id}).scalar())
