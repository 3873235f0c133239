"""The batch function of the later workers: one invitation, without and with a reserved seat."""

from datetime import datetime

from celery.utils.log import get_task_logger

from app.database import session, text
from app.service import InviteError, TransientError, refusal, steer
from later import rows, seats

logger = get_task_logger(__name__)

# Since f50f965 also of the same is_rebind; NULL never matches. Before, it is overwritten.
SUCCEED_ANY = text(
    """
    UPDATE invite_records SET status = 'success', batch_id = :batch, is_rebind = :is_rebind
    WHERE id = (SELECT id FROM invite_records
      WHERE email = :email AND redeem_code = :code AND team_id = :team
        AND status::text = 'reserved'
      ORDER BY id LIMIT 1)
    """
)
SUCCEED = text(
    """
    UPDATE invite_records SET status = 'success', batch_id = :batch
    WHERE id = (SELECT id FROM invite_records
      WHERE email = :email AND redeem_code = :code AND team_id = :team
        AND status::text = 'reserved' AND is_rebind = :is_rebind
      ORDER BY id LIMIT 1)
    """
)
FAIL = text(
    """
    UPDATE invite_records SET status = 'failed', error_message = 'the team is gone or not active'
    WHERE email = :email AND redeem_code = :code AND team_id = :team
      AND status::text = 'reserved' AND is_rebind = :is_rebind
    """
)


def swallowing(action) -> bool:
    """As in every release: whatever goes wrong with an invitation, the task ends as SUCCESS, and
    its transaction is rolled back."""
    try:
        with session() as db:
            return action(db)
    except Exception as error:
        logger.error("the batch failed: %s", type(error).__name__)
        return False


def attempt(task, call, row, give_back) -> None:
    """What goes wrong outside the batch function, which swallows the rest: each attempt that fails
    leaves a `failed` row by the statement `row`, the last one also gives back. Not where the call
    itself is wrong: an argument that the task does not know comes to no row and gives nothing back.
    """
    retries = task.request.retries
    try:
        steer(call["email"], retries)
    except (InviteError, TransientError) as error:
        last = isinstance(error, InviteError) or retries >= task.max_retries
        values = {
            "email": call["email"], "code": call["redeem_code"], "group_id": call["group_id"],
            "status": "failed", "error": str(error), "retries": retries,
            "is_rebind": call["is_rebind"], "old_team_id": call["old_team_id"],
            "old_team_chatgpt_user_id": call["old_team_chatgpt_user_id"],
            "consume_immediately": call.get("consume_immediately"),
        }
        with session() as db:
            db.execute(row, values)
        if last:
            give_back()
        raise


def unreserved(db, call, holding, wait) -> bool:
    """- wait: writes the row for somebody who finds no seat."""
    team = seats.first_free(db, call["group_id"], holding)
    # Another worker may have taken the seat, or somebody banned the team, meanwhile.
    if team is None or not seats.healthy(db, team.id) or not seats.available(db, team, holding):
        wait(db)
        return False
    email, code = call["email"], call["redeem_code"]
    batch = datetime.now().strftime("batch-%Y%m%d%H%M%S")
    if refused := refusal(email):
        rows.record(db, team.id, email, code, "failed", call["is_rebind"], batch, refused)
        return False
    if "+lost" in email:
        return False
    rows.record(db, team.id, email, code, "success", call["is_rebind"], batch)
    _leave_old_team(db, call)
    return True


def reserved(db, call, overwrites: bool = False) -> bool:
    """No seat is looked for, and nobody waits.

    - overwrites: as before f50f965, whatever the row says of is_rebind.
    """
    found = {
        "email": call["email"], "code": call["redeem_code"], "team": call["reserved_team_id"],
        "is_rebind": call["is_rebind"],
    }
    if not seats.healthy(db, call["reserved_team_id"]):
        db.execute(FAIL, found)
        return False
    # The change to `failed` is rolled back together with everything: the row stays reserved.
    if refusal(call["email"]) or "+lost" in call["email"]:
        return False
    batch = datetime.now().strftime("reserved-%Y%m%d%H%M%S")
    # Without such a row the person is invited all the same, and nothing says so.
    db.execute(SUCCEED_ANY if overwrites else SUCCEED, found | {"batch": batch})
    _leave_old_team(db, call)
    return True


def _leave_old_team(db, call) -> None:
    user = call["old_team_chatgpt_user_id"]
    if call["is_rebind"] and call["old_team_id"] and user:
        db.execute(rows.LEAVE, {"team": call["old_team_id"], "user": user})
