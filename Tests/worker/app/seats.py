"""Which team an invite goes to."""

from app.database import label, text

# max_seats − members − distinct emails of the last day's successful invites that are no members
# yet. The row lock makes two workers take turns at the same team's last seat.
PICK = text(
    f"""
    SELECT t.id FROM teams AS t
    WHERE t.is_active AND (CAST(:group_id AS integer) IS NULL OR t.group_id = :group_id)
      AND t.max_seats
        - (SELECT count(*) FROM team_members AS m WHERE m.team_id = t.id)
        - (SELECT count(DISTINCT r.email) FROM invite_records AS r
           WHERE r.team_id = t.id AND r.status = {label("invitestatus", "SUCCESS")}
             AND r.created_at > (now() AT TIME ZONE 'utc') - interval '24 hours'
             AND NOT EXISTS (SELECT FROM team_members AS m
                             WHERE m.team_id = t.id AND m.email = r.email)) > 0
    ORDER BY t.id LIMIT 1
    """
)
LOCK = text("SELECT id FROM teams WHERE id = :id FOR NO KEY UPDATE")


def pick_team(session, group_id: int | None) -> int | None:
    """The id of the first team with a free seat, locked; None when there is none."""
    while True:
        team = session.execute(PICK, {"group_id": group_id}).scalar()
        if team is None:
            return None
        session.execute(LOCK, {"id": team})
        # Whoever held the lock may have taken the seat meanwhile.
        if session.execute(PICK, {"group_id": group_id}).scalar() == team:
            return team
