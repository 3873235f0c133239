"""The situations in which the oracle of E6 and `invitectl redeem` are compared: a code with what
surrounds it, and one request. Each of SITUATIONS stands for three, one a flow.
"""

import random
from dataclasses import dataclass, field

EMAIL = "user@example.com"
GROUPS = ("alpha", "beta", "empty")


@dataclass
class Situation:
    name: str
    code: dict = field(default_factory=dict)
    teams: dict = field(default_factory=dict)
    members: list = field(default_factory=list)
    records: list = field(default_factory=list)
    queue: list = field(default_factory=list)
    typed_code: str | None = None
    typed_email: str | None = None
    # Without the record that says in which team the email of a rebind is now.
    no_history: bool = False


def ago(text: str) -> str:
    return f"now() AT TIME ZONE 'utc' - interval '{text}'"


def ahead(text: str) -> str:
    return f"now() AT TIME ZONE 'utc' + interval '{text}'"


class SQL(str):
    """An expression rather than a text."""


def record(team="one", email="other@example.com", status="reserved", **more) -> dict:
    """By default in flight: for the code, no rebind, not accepted, one hour old."""
    made = {
        "team": team, "email": email, "status": status, "redeem_code": "CODE", "is_rebind": False,
        "created_at": SQL(ago("1 hour")), "accepted_at": None,
    }
    return made | more


def row(email="other@example.com", status="waiting", group="alpha", **more) -> dict:
    made = {
        "email": email, "status": status, "group": group, "redeem_code": "CODE",
        "is_rebind": False, "retry_count": 0, "created_at": SQL(ago("1 hour")),
        "consume_immediately": False,
    }
    return made | more


# Both seats of "one" and of "two" are taken.
FULL = {"one": {"max_seats": 1}, "two": {"max_seats": 0}}
ACTIVATED = {"activated_at": SQL(ago("5 days"))}
BOUND = {"bound_email": EMAIL} | ACTIVATED
OTHER = {"redeem_code": "OTHER"}


def situations() -> list[Situation]:
    some = Situation
    return [
        # The request and the code's row.
        some("plain"),
        some("typed in another case, with blanks", typed_code="  code\t",
             typed_email=" USER@Example.COM "),
        some("stored in lower case", code={"code": "code"}),
        some("unknown", typed_code="MISSING"),
        some("inactive", code={"is_active": False}),
        some("active NULL", code={"is_active": None}),
        some("of the other type", code={"code_type": "other"}),
        some("without a type", code={"code_type": None}),
        some("expired a second ago", code={"expires_at": SQL(ago("1 second"))}),
        some("never expires", code={"expires_at": None}),
        some("expires in an hour", code={"expires_at": SQL(ahead("1 hour"))}),
        # The quota.
        some("unlimited", code={"max_uses": 0, "used_count": 7}),
        some("unlimited, used NULL", code={"max_uses": 0, "used_count": None}),
        some("unlimited, many in flight", code={"max_uses": 0},
             records=[record("two", f"o{i}@example.com") for i in range(2)]),
        some("max NULL", code={"max_uses": None}),
        some("used NULL", code={"used_count": None}),
        some("max and used NULL", code={"max_uses": None, "used_count": None}),
        some("used up", code={"used_count": 3}),
        some("beyond its limit", code={"used_count": 9}),
        some("the last use", code={"used_count": 2}),
        some("for one use", code={"max_uses": 1, "used_count": 0}),
        some("used below zero", code={"used_count": -1}),
        # Whose it is, and until when.
        some("bound to this email", code=BOUND),
        some("bound, not activated", code={"bound_email": EMAIL, "activated_at": None}),
        some("bound to another", code={"bound_email": "else@example.com"} | ACTIVATED),
        some("bound to another, used up",
             code={"bound_email": "else@example.com", "used_count": 3} | ACTIVATED),
        some("bound in another case", code={"bound_email": "User@example.com"} | ACTIVATED),
        some("activated, not bound", code={"bound_email": None} | ACTIVATED),
        some("neither bound nor activated", code={"bound_email": None, "activated_at": None}),
        some("validity over", code=BOUND | {"validity_days": 4}),
        some("validity over and used up", code=BOUND | {"validity_days": 4, "used_count": 3}),
        some("validity NULL, activated", code=BOUND | {"validity_days": None}),
        some("validity NULL, not activated",
             code={"bound_email": EMAIL, "activated_at": None, "validity_days": None}),
        some("valid for 0 days", code=BOUND | {"validity_days": 0}),
        some("valid beyond the year 9999", code=BOUND | {"validity_days": 2_147_483_647}),
        some("validity over, not bound",
             code={"bound_email": None, "validity_days": 4} | ACTIVATED),
        some("within the 15 days",
             code=BOUND | {"activated_at": SQL(ago("14 days 23 hours"))}),
        some("past the 15 days", code=BOUND | {"activated_at": SQL(ago("15 days 1 hour"))}),
        some("past the 15 days, and its validity",
             code=BOUND | {"activated_at": SQL(ago("16 days")), "validity_days": 10}),
        some("bound and expired", code=BOUND | {"expires_at": SQL(ago("1 hour"))}),
        # Rebinds that counted.
        some("rebound once", code={"rebind_count": 1}),
        some("rebind_count NULL", code={"rebind_count": None}),
        some("rebind_limit NULL", code={"rebind_limit": None}),
        some("rebind_limit NULL, rebound once", code={"rebind_limit": None, "rebind_count": 1}),
        some("rebind_limit 0", code={"rebind_limit": 0}),
        some("rebind_limit 3", code={"rebind_limit": 3}),
        some("rebind_limit 3, rebound once", code={"rebind_limit": 3, "rebind_count": 1}),
        # In flight.
        some("two in flight fill it", code={"used_count": 1},
             records=[record(email="a@example.com"), record("two", "b@example.com", "success")]),
        some("one in flight leaves one", code={"used_count": 1}, records=[record("two")]),
        some("in flight for three days", code={"used_count": 2},
             records=[record(status="success", created_at=SQL(ago("3 days")))]),
        some("in flight without a date", code={"used_count": 2},
             records=[record("two", created_at=None)]),
        some("accepted is not in flight", code={"used_count": 2},
             records=[record("two", status="success", accepted_at=SQL(ago("1 hour")))]),
        some("a rebind is no use in flight", code={"used_count": 2},
             records=[record("two", is_rebind=True)]),
        some("is_rebind NULL is not in flight", code={"used_count": 2},
             records=[record("two", is_rebind=None)]),
        some("failed is not in flight", code={"used_count": 2},
             records=[record("two", status="failed")]),
        some("pending is not in flight", code={"used_count": 2},
             records=[record("two", status="pending")]),
        some("a waiting row is in flight", code={"used_count": 2}, queue=[row()]),
        some("a processing row is in flight", code={"used_count": 2},
             queue=[row(status="processing")]),
        some("a pending row is in flight", code={"used_count": 2}, queue=[row(status="pending")]),
        some("a failed row is not in flight", code={"used_count": 2}, queue=[row(status="failed")]),
        some("a waiting rebind is no use in flight", code={"used_count": 2},
             queue=[row(is_rebind=True)]),
        some("in flight for another code", code={"used_count": 2},
             records=[record("two", **OTHER)], queue=[row(**OTHER)]),
        some("the same email holds a seat already",
             records=[record("two", EMAIL, created_at=SQL(ago("10 minutes")))]),
        some("the same email waits, and there are seats", queue=[row(EMAIL)]),
        some("the same email waits, and it is full", teams=FULL, queue=[row(), row(EMAIL)]),
        some("the same email is processed, and it is full", teams=FULL,
             queue=[row(EMAIL, "processing")]),
        some("the same email failed to wait, and it is full", teams=FULL,
             queue=[row(EMAIL, "failed")]),
        some("the same email waits to rebind, and it is full", teams=FULL,
             queue=[row(EMAIL, is_rebind=True)]),
        some("for one use, and waiting for it", code={"max_uses": 1, "used_count": 0}, teams=FULL,
             queue=[row(EMAIL)]),
        # Seats.
        some("full", teams=FULL),
        some("full, and others wait", teams=FULL,
             queue=[row("a@example.com", **OTHER), row("b@example.com", group="beta", **OTHER),
                    row("c@example.com", group=None, **OTHER),
                    row("d@example.com", status="failed", **OTHER),
                    row("e@example.com", **OTHER)]),
        some("without a group", code={"group": None}),
        some("without a group, the lowest id with a seat", code={"group": None}, teams=FULL),
        some("without a group, all full", code={"group": None},
             teams=FULL | {"old": {"max_seats": 0}, "beta": {"max_seats": 0},
                           "free": {"max_seats": 0}},
             queue=[row("a@example.com", **OTHER), row("c@example.com", group=None, **OTHER)]),
        some("a group without teams", code={"group": "empty"}),
        some("the first is full", teams={"one": {"max_seats": 1}}),
        some("the first is banned", teams={"one": {"status": "banned"}}),
        some("the first is paused", teams={"one": {"status": "paused"}}),
        some("the first has a bad token", teams={"one": {"status": "token_invalid"}}),
        some("the first is not active", teams={"one": {"is_active": False}}),
        some("the first is active NULL", teams={"one": {"is_active": None}}),
        some("all are banned",
             teams={"one": {"status": "banned"}, "two": {"status": "banned"}}),
        some("a reserved row takes the seat", records=[record("one", **OTHER)]),
        some("an invite takes the seat", records=[record("one", status="success", **OTHER)]),
        some("an old reserved row takes none",
             records=[record("one", created_at=SQL(ago("25 hours")), **OTHER)]),
        some("a row without a date takes none", records=[record("one", created_at=None, **OTHER)]),
        some("a failed row takes none", records=[record("one", status="failed", **OTHER)]),
        some("one person in two cases takes one seat", teams={"one": {"max_seats": 3}},
             records=[record("one", "p@example.com", **OTHER),
                      record("one", "P@Example.com", "success", **OTHER)]),
        some("a member in another case takes one seat",
             members=[("two", "P@Example.com", "user-p")], teams={"one": {"max_seats": 1}},
             records=[record("two", "p@example.com", "success", **OTHER)]),
        some("a seat without a limit", teams={"one": {"max_seats": None}}),
        some("another group's team has no limit", teams={"beta": {"max_seats": None}}),
        some("no seats", teams={"one": {"max_seats": 0}}),
        some("over-full", teams={"one": {"max_seats": 1}},
             members=[("one", "x@example.com", None), ("one", "y@example.com", None)]),
        # Rebinds: where somebody is now.
        some("in the team with the lowest id",
             records=[record("one", EMAIL, "success", created_at=SQL(ago("4 days")),
                             accepted_at=SQL(ago("4 days")))],
             members=[("one", EMAIL, "user-1")], teams={"one": {"max_seats": 9}}),
        some("never invited", no_history=True),
        some("not a member there", teams={"old": {"members": []}}),
        some("a member without an id", teams={"old": {"members": [(EMAIL, None)]}}),
        some("a member in another case", teams={"old": {"members": [("USER@example.com", "u-2")]}}),
        some("the newest record decides",
             records=[record("two", EMAIL, "success", created_at=SQL(ago("9 days")),
                             accepted_at=SQL(ago("9 days"))),
                      record("beta", EMAIL, "success", created_at=SQL(ago("1 day")),
                             accepted_at=SQL(ago("1 day")))]),
        some("another code's record does not count", no_history=True,
             records=[record("two", EMAIL, "success", accepted_at=SQL(ago("1 hour")), **OTHER)]),
        some("a failed record does not count", no_history=True,
             records=[record("two", EMAIL, "failed")]),
        some("the old team is banned", teams={"old": {"status": "banned"}}),
        some("a rebind holds a seat", records=[record("two", EMAIL, is_rebind=True)]),
        some("a rebind holds a seat, and it is full", teams=FULL,
             records=[record("two", EMAIL, is_rebind=True)]),
        some("a rebind is invited", records=[record("two", EMAIL, "success", is_rebind=True)]),
        some("a rebind was accepted",
             records=[record("two", EMAIL, "success", is_rebind=True,
                             accepted_at=SQL(ago("1 hour")))]),
        some("a rebind failed", records=[record("two", EMAIL, "failed", is_rebind=True)]),
        some("a rebind of another email",
             records=[record("two", "other@example.com", is_rebind=True)]),
        some("a rebind waits", queue=[row("a@example.com", **OTHER), row(EMAIL, is_rebind=True)]),
        some("a rebind is processed", queue=[row(EMAIL, "processing", is_rebind=True)]),
        some("a rebind waited in vain", queue=[row(EMAIL, "failed", is_rebind=True)]),
        some("a rebind waits, rebound once", code={"rebind_count": 1},
             queue=[row(EMAIL, is_rebind=True)]),
    ]


def mixed(rng: random.Random, count: int) -> list[Situation]:
    """Each of some situations of the list at once: where they contradict, the last one holds."""
    known = situations()
    made = []
    for _ in range(count):
        parts = rng.sample(known, rng.randint(2, 4))
        together = Situation(" + ".join(part.name for part in parts))
        for part in parts:
            together.code |= part.code
            together.teams |= part.teams
            together.members += part.members
            together.records += part.records
            together.queue += part.queue
            together.typed_email = part.typed_email or together.typed_email
            together.no_history |= part.no_history
        made.append(together)
    return made


def literal(value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, SQL) or isinstance(value, bool) or isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''") + "'"


def _insert(table: str, values: dict) -> str:
    names = {"team": "team_id", "group": "group_id"}
    sources = {"team": "teams", "group": "team_groups"}
    columns = [names.get(key, key) for key in values]
    cells = [
        f"(SELECT id FROM {sources[key]} WHERE name = {literal(value)})"
        if key in sources else literal(value)
        for key, value in values.items()
    ]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(cells)});"


# Of a few rows: TRUNCATE would make new files for every table and index. Both sides begin with the
# same ids, which the messages name.
CLEARED = ("rebind_history", "invite_queue", "invite_records", "team_members", "redeem_codes", "teams",
           "team_groups")
RESET = "\n".join(f"DELETE FROM {table};" for table in CLEARED) + f"""
SELECT setval(pg_get_serial_sequence(name, 'id'), 1, false) FROM unnest(ARRAY{list(CLEARED)}) AS name;
"""


def sql(flow: str, made: Situation) -> str:
    """What makes the situation out of anything. A rebind is of somebody who is in team "old"."""
    teams = {
        "one": {"max_seats": 2, "group": "alpha", "members": [("m1@example.com", "user-m1")]},
        "two": {"max_seats": 3, "group": "alpha", "members": []},
        "old": {"max_seats": 5, "group": "beta", "members": [(EMAIL, "user-old")]},
        "beta": {"max_seats": 5, "group": "beta", "members": []},
        "free": {"max_seats": 5, "group": None, "members": []},
    }
    code = {
        "code": "CODE", "code_type": {"direct": "direct", "redeem": "linuxdo"}.get(flow, "direct"),
        "max_uses": 3, "used_count": 0, "expires_at": SQL(ahead("1 day")), "is_active": True,
        "group": "alpha", "validity_days": 30, "activated_at": None, "bound_email": None,
        "rebind_count": 0, "rebind_limit": 1, "status": "bound", "removal_retry_count": 0,
        "created_at": SQL(ago("20 days")),
    }
    records = list(made.records)
    if flow == "rebind":
        code |= BOUND | {"used_count": 1}
        if not made.no_history:
            records.insert(0, record("old", EMAIL, "success", created_at=SQL(ago("5 days")),
                                     accepted_at=SQL(ago("5 days")),
                                     consumed_at=SQL(ago("5 days"))))
    code |= made.code
    if code["code_type"] == "other":
        code["code_type"] = "linuxdo" if flow == "direct" else "direct"
    lines = [RESET]
    lines += [_insert("team_groups", {"name": name}) for name in GROUPS]
    members = list(made.members)
    for name, team in teams.items():
        team = team | made.teams.get(name, {})
        here = team.pop("members")
        if name != "old" or flow == "rebind":
            members += [(name, email, user) for email, user in here]
        values = {"name": name, "account_id": name, "session_token": "s", "is_active": True,
                  "status": "active"}
        lines.append(_insert("teams", values | team))
    lines += [
        _insert("team_members", {"team": team, "email": email, "chatgpt_user_id": user})
        for team, email, user in members
    ]
    lines.append(_insert("redeem_codes", code))
    lines.append(_insert("redeem_codes", code | {"code": "OTHER", "bound_email": None}))
    lines += [_insert("invite_records", values) for values in records]
    lines += [_insert("invite_queue", values) for values in made.queue]
    return "\n".join(lines)
