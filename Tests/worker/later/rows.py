"""What the flows, the workers and the jobs write."""

from app.database import text

CODE = """
    SELECT *, code_type::text AS kind, now() AT TIME ZONE 'utc' AS now
    FROM redeem_codes WHERE code = :code AND is_active
"""
# Without limit of age; a NULL is_rebind counts neither as a use nor as a rebind.
IN_FLIGHT = text(
    """
    SELECT (SELECT count(*) FROM invite_records
            WHERE redeem_code = :code AND is_rebind = false AND accepted_at IS NULL
              AND status::text IN ('reserved', 'success'))
      + (SELECT count(*) FROM invite_queue
         WHERE redeem_code = :code AND is_rebind = false
           AND status::text IN ('waiting', 'processing', 'pending'))
    """
)
RECORD = text(
    """
    INSERT INTO invite_records (team_id, email, status, error_message, redeem_code, batch_id,
      created_at, is_rebind)
    VALUES (:team, :email, CAST(:status AS invitestatus), :error, :code, :batch,
      now() AT TIME ZONE 'utc', :is_rebind)
    RETURNING id
    """
)
QUEUE = text(
    """
    INSERT INTO invite_queue (email, redeem_code, group_id, status, error_message, retry_count,
      created_at, processed_at)
    VALUES (:email, :code, CAST(:group_id AS integer), CAST(:status AS invitequeuestatus), :error,
      :retries, now() AT TIME ZONE 'utc', NULL)
    RETURNING id
    """
)
# Since 024 these four are columns of a row that waits, and the first two have no default.
QUEUE_REBIND = text(
    """
    INSERT INTO invite_queue (email, redeem_code, group_id, status, error_message, retry_count,
      created_at, processed_at, is_rebind, old_team_id, old_team_chatgpt_user_id,
      consume_immediately)
    VALUES (:email, :code, CAST(:group_id AS integer), CAST(:status AS invitequeuestatus), :error,
      :retries, now() AT TIME ZONE 'utc', NULL, :is_rebind, :old_team_id,
      :old_team_chatgpt_user_id, :consume_immediately)
    RETURNING id
    """
)
POSITION = text(
    """
    SELECT 1 + count(*) FROM invite_queue AS other, (SELECT id, group_id FROM invite_queue
      WHERE id = :id) AS row
    WHERE other.status::text = 'waiting' AND other.id < row.id
      AND other.group_id IS NOT DISTINCT FROM row.group_id
    """
)
LEAVE = text("DELETE FROM team_members WHERE team_id = :team AND chatgpt_user_id = :user")


def find(db, code: str, lock: bool):
    """The active code with its `kind` and the server's `now`; None where there is none."""
    return db.execute(text(CODE + ("FOR UPDATE" if lock else "")), {"code": code}).one_or_none()


def in_flight(db, code: str) -> int:
    return db.execute(IN_FLIGHT, {"code": code}).scalar_one()


def record(db, team: int, email: str, code, status: str, is_rebind, batch=None, error=None) -> int:
    return db.execute(
        RECORD,
        {"team": team, "email": email, "code": code, "status": status, "is_rebind": is_rebind,
         "batch": batch, "error": error},
    ).scalar_one()


def position(db, row_id: int) -> int:
    return db.execute(POSITION, {"id": row_id}).scalar_one()
