"""Seats, counted a second time: random data sets of a generation, and what each comes to.

    python seat_oracle.py GENERATION SEED COUNT LABELS

LABELS are the labels of invitestatus that the database has, joined by commas. Writes a JSON list;
each data set has the `sql` that replaces all teams, members and invites of a database, and the
`expected` series of the collector of seats by their names. Nothing is asked of a server: the rule
is applied to what was generated.
"""

import json
import random
import sys

GROUPS = ["alpha", "beta", "gamma"]
STATES = ("max", "member", "pending", "available")
# Pairs that differ in case only, beyond ASCII too; what the two sides lower alike.
NAMES = ["ann", "Ann", "ANN", "bob", "BOB", "zoë", "ZOË", "jürgen", "Jürgen", "码", "o'neil", "d", "e"]
AGES = ["0 seconds", "1 hour", "12 hours", "23 hours 59 minutes", "24 hours 1 minute", "3 days",
        "-1 hour", None]
YOUNG = {"0 seconds", "1 hour", "12 hours", "23 hours 59 minutes", "-1 hour"}

HOLDING = ("success", "reserved")


class DataSet:
    def __init__(self, generation: int, labels: list[str], rng: random.Random):
        self.generation = generation
        self.teams, self.members, self.invites = [], [], []
        for number in range(1, rng.randint(0, 6) + 1):
            self.teams.append({
                "id": number, "group": rng.choice([None, *GROUPS]),
                "max_seats": rng.choice([None, 0, 1, 2, 3, 5, 10]),
                "is_active": rng.choice([True, True, True, False, None]),
                "status": rng.choice(["active", "active", "active", "banned", "token_invalid",
                                      "paused"]),
            })
        # Twice as often as others, so that no seed has hardly any pending seat.
        held = [label for label in labels if label.lower() in HOLDING]
        for team in self.teams:
            for _ in range(rng.choice([0, 0, 1, 2, 4])):
                self.members.append({"team": team["id"], "email": self._email(rng)})
            for _ in range(rng.choice([0, 1, 3, 6, 9])):
                self.invites.append({
                    "team": team["id"], "email": self._email(rng),
                    "status": rng.choice([*labels, *held, None]), "age": rng.choice(AGES),
                    "is_rebind": rng.choice([False, False, True, None]),
                    "accepted": rng.choice([False, False, True]),
                })

    @staticmethod
    def _email(rng: random.Random) -> str:
        return rng.choice(NAMES) + rng.choice(["@example.com", "@Example.com", "@x.io"])

    @property
    def _has_status(self) -> bool:
        return self.generation >= 14

    def _offers_seats(self, team: dict) -> bool:
        return team["is_active"] is True and (not self._has_status or team["status"] == "active")

    def _holds(self, invite: dict) -> bool:
        """`reserved` is a label of the generations alone whose code counts it."""
        status = (invite["status"] or "").lower()
        return status in HOLDING and invite["age"] in YOUNG

    def _count(self, team: dict) -> dict:
        members = [m["email"].lower() for m in self.members if m["team"] == team["id"]]
        invited = {i["email"].lower() for i in self.invites
                   if i["team"] == team["id"] and self._holds(i)}
        pending = len(invited - set(members))
        limit = team["max_seats"] or 0
        return {"max": limit, "member": len(members), "pending": pending,
                "available": max(0, limit - len(members) - pending)}

    def expected(self) -> dict:
        series = {f'invitehub_seats{{state="{state}"}}': 0 for state in STATES}
        for team in filter(self._offers_seats, self.teams):
            group = team["group"] or ""
            teams = f'invitehub_teams{{group="{group}"}}'
            series[teams] = series.get(teams, 0) + 1
            for state, number in self._count(team).items():
                own = f'invitehub_group_seats{{group="{group}",state="{state}"}}'
                series[own] = series.get(own, 0) + number
                series[f'invitehub_seats{{state="{state}"}}'] += number
        return series

    def sql(self) -> str:
        lines = [f"DELETE FROM {table};" for table in ("invite_records", "team_members", "teams")]
        for group in GROUPS:
            lines.append(f"INSERT INTO team_groups (name) VALUES ('{group}')"
                         " ON CONFLICT (name) DO NOTHING;")
        for team in self.teams:
            group = f"(SELECT id FROM team_groups WHERE name = {quoted(team['group'])})"
            more = (", status", f", {quoted(team['status'])}") if self._has_status else ("", "")
            lines.append(
                "INSERT INTO teams (id, name, account_id, session_token, max_seats, is_active,"
                f" group_id{more[0]}) VALUES ({team['id']}, 'team {team['id']}', 'a', 's',"
                f" {quoted(team['max_seats'])}, {quoted(team['is_active'])}, {group}{more[1]});")
        for member in self.members:
            lines.append("INSERT INTO team_members (team_id, email) VALUES"
                         f" ({member['team']}, {quoted(member['email'])});")
        for invite in self.invites:
            created = "NULL"
            if invite["age"] is not None:
                created = f"(now() AT TIME ZONE 'utc') - interval '{invite['age']}'"
            accepted = "now() AT TIME ZONE 'utc'" if invite["accepted"] else "NULL"
            lines.append(
                "INSERT INTO invite_records (team_id, email, status, created_at, accepted_at,"
                f" is_rebind) VALUES ({invite['team']}, {quoted(invite['email'])},"
                f" {quoted(invite['status'])}, {created}, {accepted},"
                f" {quoted(invite['is_rebind'])});")
        return "\n".join(lines)


def quoted(value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int)):
        return str(value)
    return "'" + value.replace("'", "''") + "'"


def main() -> None:
    generation, seed, count = (int(argument) for argument in sys.argv[1:4])
    labels = sys.argv[4].split(",")
    rng = random.Random(seed)
    sets = [DataSet(generation, labels, rng) for _ in range(count)]
    json.dump([{"sql": made.sql(), "expected": made.expected()} for made in sets], sys.stdout)


main()
