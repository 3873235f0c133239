"""What the backend's models declare at a revision, as its create_all makes it.

Against the chain: no server default at all, no composite index and no ix_redeem_codes_status,
looser columns, enum types as Python declares them. Columns of the shop that no fact is known of are
those of the chain.
"""

import sqlalchemy as sa

INTEGER, TEXT, TIME, BOOLEAN = sa.Integer, sa.Text, sa.DateTime, sa.Boolean


def _string(length):
    return sa.String(length)


class Models:
    """The tables at `revision`, 6 to 26, as `metadata`."""

    def __init__(self, revision: int):
        self.revision = revision
        self.metadata = sa.MetaData()
        self._enums = {}
        self._accounts()
        self._teams()
        self._codes()
        self._logs()
        if revision >= 15:
            self._shop()
        if revision >= 26:
            self._bulk_email()

    # Labels. SQLAlchemy stored the names until 013; from 014 on there are labels that no migration
    # makes, or makes later.
    def _labels(self, name: str) -> list[str]:
        since = self.revision.__ge__
        labels = {
            "userrole": ["admin", "operator", "viewer"] + ["distributor"] * since(12),
            "invitestatus": ["pending"]
            + ["reserved"] * since(20)
            + ["success", "failed"]
            + ["removed"] * since(14),
            "redeemcodetype": ["linuxdo", "direct"],
            "invitequeuestatus": ["pending", "processing", "success", "failed"]
            + ["waiting"] * since(14),
            "userapprovalstatus": ["pending", "approved", "rejected"],
            "verificationpurpose": ["distributor_signup"],
            "teamstatus": ["active", "banned", "token_invalid", "paused"],
            "orderstatus": ["pending", "paid", "expired", "refunded"],
            "discounttype": ["fixed", "percentage"],
        }[name]
        return labels if self.revision >= 13 else [label.upper() for label in labels]

    def _enum(self, name: str) -> sa.Enum:
        if name not in self._enums:
            self._enums[name] = sa.Enum(*self._labels(name), name=name, metadata=self.metadata)
        return self._enums[name]

    def _table(self, name: str, *columns: sa.Column | None) -> None:
        there = (column for column in columns if column is not None)
        sa.Table(name, self.metadata, sa.Column("id", INTEGER, primary_key=True), *there)

    def _since(self, revision: int, *arguments, **keywords) -> sa.Column | None:
        return sa.Column(*arguments, **keywords) if self.revision >= revision else None

    def _accounts(self):
        self._table(
            "users",
            sa.Column("username", _string(50), nullable=False, unique=True),
            sa.Column("email", _string(100), nullable=False, unique=True),
            sa.Column("hashed_password", _string(255), nullable=False),
            sa.Column("role", self._enum("userrole")),
            sa.Column("is_active", BOOLEAN),
            sa.Column("created_at", TIME),
            self._since(12, "approval_status", self._later_enum(12, "userapprovalstatus")),
            self._since(12, "rejection_reason", _string(255)),
        )
        self._table(
            "linuxdo_users",
            sa.Column("linuxdo_id", _string(50), nullable=False, unique=True),
            sa.Column("username", _string(100), nullable=False),
            sa.Column("name", _string(100)),
            sa.Column("email", _string(100)),
            sa.Column("trust_level", INTEGER),
            sa.Column("avatar_url", _string(500)),
            sa.Column("created_at", TIME),
            sa.Column("last_login", TIME),
        )
        if self.revision >= 12:
            self._table(
                "verification_codes",
                sa.Column("email", _string(100), nullable=False, index=True),
                sa.Column("code_hash", _string(255), nullable=False),
                sa.Column("purpose", self._enum("verificationpurpose"), nullable=False, index=True),
                sa.Column("expires_at", TIME, nullable=False, index=True),
                sa.Column("verified", BOOLEAN),
                sa.Column("attempt_count", INTEGER),
                sa.Column("created_at", TIME),
            )

    def _later_enum(self, revision: int, name: str) -> sa.types.TypeEngine:
        """No type is to be made before its revision."""
        return self._enum(name) if self.revision >= revision else _string(20)

    def _teams(self):
        indexed = self.revision >= 7
        self._table(
            "team_groups",
            sa.Column("name", _string(100), nullable=False, unique=True),
            sa.Column("description", _string(255)),
            sa.Column("color", _string(20)),
            sa.Column("created_at", TIME),
            sa.Column("alert_threshold", INTEGER),
        )
        self._table(
            "teams",
            sa.Column("name", _string(100), nullable=False),
            sa.Column("description", TEXT),
            sa.Column("account_id", _string(100), nullable=False),
            sa.Column("session_token", TEXT, nullable=False),
            sa.Column("device_id", _string(100)),
            sa.Column("cookie", TEXT),
            sa.Column("token_expires_at", TIME),
            sa.Column("max_seats", INTEGER),
            sa.Column("is_active", BOOLEAN),
            sa.Column("created_at", TIME),
            sa.Column("updated_at", TIME),
            sa.Column("group_id", INTEGER, sa.ForeignKey("team_groups.id")),
            self._since(
                14, "status", self._later_enum(14, "teamstatus"), nullable=False, index=True
            ),
            self._since(14, "status_message", _string(255)),
            self._since(14, "status_changed_at", TIME),
            self._since(23, "mailbox_id", _string(128), index=True),
            self._since(23, "mailbox_email", _string(255), index=True),
            self._since(23, "mailbox_synced_at", TIME),
        )
        self._table(
            "team_members",
            sa.Column("team_id", INTEGER, sa.ForeignKey("teams.id"), nullable=False, index=indexed),
            sa.Column("email", _string(100), nullable=False, index=indexed),
            sa.Column("name", _string(100)),
            sa.Column("role", _string(50)),
            sa.Column("chatgpt_user_id", _string(100)),
            sa.Column("joined_at", TIME),
            sa.Column("synced_at", TIME),
            sa.Column("is_unauthorized", BOOLEAN),
        )

    def _codes(self):
        indexed = self.revision >= 7
        self._table(
            "redeem_codes",
            sa.Column("code", _string(50), nullable=False, unique=True),
            sa.Column("code_type", self._enum("redeemcodetype")),
            sa.Column("max_uses", INTEGER),
            sa.Column("used_count", INTEGER),
            sa.Column("expires_at", TIME),
            sa.Column("is_active", BOOLEAN),
            sa.Column("note", _string(255)),
            sa.Column("created_by", INTEGER, sa.ForeignKey("users.id")),
            sa.Column("created_at", TIME),
            sa.Column("group_id", INTEGER, sa.ForeignKey("team_groups.id")),
            sa.Column("validity_days", INTEGER),
            sa.Column("activated_at", TIME),
            sa.Column("bound_email", _string(100), index=indexed),
            self._since(9, "rebind_count", INTEGER),
            self._since(9, "rebind_limit", INTEGER),
            self._since(9, "status", _string(20)),
            self._since(9, "removed_at", TIME),
            self._since(18, "removal_retry_count", INTEGER),
        )
        self._table(
            "invite_records",
            sa.Column("team_id", INTEGER, sa.ForeignKey("teams.id"), nullable=False, index=indexed),
            sa.Column("email", _string(100), nullable=False, index=indexed),
            sa.Column("linuxdo_user_id", INTEGER, sa.ForeignKey("linuxdo_users.id")),
            sa.Column("status", self._enum("invitestatus"), index=indexed),
            sa.Column("error_message", TEXT),
            sa.Column("invited_by", INTEGER, sa.ForeignKey("users.id")),
            sa.Column("redeem_code", _string(50)),
            sa.Column("batch_id", _string(50)),
            sa.Column("created_at", TIME, index=indexed),
            sa.Column("accepted_at", TIME),
            sa.Column("is_rebind", BOOLEAN),
            self._since(24, "consumed_at", TIME),
        )
        self._table(
            "invite_queue",
            sa.Column("email", _string(100), nullable=False),
            sa.Column("redeem_code", _string(50)),
            sa.Column("linuxdo_user_id", INTEGER, sa.ForeignKey("linuxdo_users.id")),
            sa.Column("group_id", INTEGER, sa.ForeignKey("team_groups.id")),
            sa.Column("status", self._enum("invitequeuestatus"), index=indexed),
            sa.Column("error_message", TEXT),
            sa.Column("retry_count", INTEGER),
            sa.Column("created_at", TIME),
            sa.Column("processed_at", TIME),
            self._since(24, "is_rebind", BOOLEAN),
            self._since(24, "old_team_id", INTEGER),
            self._since(24, "old_team_chatgpt_user_id", _string(100)),
            self._since(24, "consume_immediately", BOOLEAN),
        )
        if self.revision >= 10:
            self._table(
                "rebind_history",
                sa.Column("redeem_code", _string(50), nullable=False, index=True),
                sa.Column("email", _string(100), nullable=False, index=True),
                sa.Column(
                    "from_team_id", INTEGER, sa.ForeignKey("teams.id", ondelete="SET NULL")
                ),
                sa.Column("to_team_id", INTEGER, sa.ForeignKey("teams.id", ondelete="SET NULL")),
                sa.Column("reason", _string(50), nullable=False),
                sa.Column("notes", TEXT),
                sa.Column("created_at", TIME, nullable=False, index=True),
            )

    def _logs(self):
        self._table(
            "operation_logs",
            sa.Column("user_id", INTEGER, sa.ForeignKey("users.id")),
            sa.Column("team_id", INTEGER, sa.ForeignKey("teams.id")),
            sa.Column("action", _string(100), nullable=False),
            sa.Column("target", _string(255)),
            sa.Column("details", TEXT),
            sa.Column("ip_address", _string(255 if self.revision >= 21 else 50)),
            sa.Column("created_at", TIME),
        )
        self._table(
            "system_configs",
            sa.Column("key", _string(100), nullable=False, unique=True),
            sa.Column("value", TEXT),
            sa.Column("description", _string(255)),
            sa.Column("updated_at", TIME),
        )

    def _shop(self):
        self._table(
            "plans",
            sa.Column("name", _string(100), nullable=False),
            sa.Column("description", TEXT),
            sa.Column("price", INTEGER, nullable=False),
            sa.Column("original_price", INTEGER),
            sa.Column("validity_days", INTEGER, nullable=False),
            sa.Column("is_active", BOOLEAN, nullable=False, index=True),
            sa.Column("sort_order", INTEGER),
            sa.Column("created_at", TIME),
            sa.Column("updated_at", TIME),
            self._since(19, "plan_type", _string(30), nullable=False, index=True),
            self._since(19, "code_count", INTEGER),
            self._since(19, "code_max_uses", INTEGER),
            self._since(22, "stock", INTEGER),
            self._since(22, "sold_count", INTEGER),
        )
        self._table(
            "orders",
            sa.Column("order_no", _string(50), nullable=False, unique=True, index=True),
            sa.Column("plan_id", INTEGER, sa.ForeignKey("plans.id"), nullable=False),
            sa.Column("amount", INTEGER, nullable=False),
            sa.Column("status", self._enum("orderstatus"), nullable=False, index=True),
            sa.Column("redeem_code", _string(50)),
            sa.Column("trade_no", _string(100)),
            sa.Column("pay_type", _string(20)),
            sa.Column("created_at", TIME, index=True),
            sa.Column("paid_at", TIME),
            sa.Column("expire_at", TIME),
            self._since(16, "email", _string(100), nullable=False, index=True),
            self._since(17, "coupon_code", _string(30)),
            self._since(17, "discount_amount", INTEGER),
            self._since(17, "final_amount", INTEGER),
            self._since(19, "order_type", _string(30), nullable=False, index=True),
            self._since(19, "buyer_user_id", INTEGER, sa.ForeignKey("users.id"), index=True),
            self._since(19, "quantity", INTEGER),
            self._since(19, "delivered_count", INTEGER),
            self._since(19, "delivered_at", TIME),
        )
        if self.revision >= 17:
            self._table(
                "coupons",
                sa.Column("code", _string(30), nullable=False, unique=True, index=True),
                sa.Column("discount_type", self._enum("discounttype"), nullable=False),
                sa.Column("discount_value", INTEGER, nullable=False),
                sa.Column("min_amount", INTEGER),
                sa.Column("max_uses", INTEGER),
                sa.Column("used_count", INTEGER),
                sa.Column("valid_from", TIME),
                sa.Column("valid_until", TIME),
                sa.Column("is_active", BOOLEAN),
                sa.Column("created_by", INTEGER, sa.ForeignKey("users.id")),
                sa.Column("created_at", TIME),
            )

    def _bulk_email(self):
        counts = (
            "total", "sent", "failed", "fail_rate_limit", "fail_reject", "fail_invalid",
            "fail_other",
        )
        self._table(
            "bulk_email_jobs",
            sa.Column("job_id", _string(64), nullable=False, unique=True, index=True),
            sa.Column("user_id", INTEGER, sa.ForeignKey("users.id")),
            sa.Column("target", _string(50), nullable=False),
            sa.Column("days", INTEGER),
            sa.Column("subject", _string(255), nullable=False),
            sa.Column("content", TEXT, nullable=False),
            sa.Column("status", _string(20)),
            *(sa.Column(name, INTEGER) for name in counts),
            sa.Column("last_error", TEXT),
            sa.Column("created_at", TIME),
            sa.Column("started_at", TIME),
            sa.Column("finished_at", TIME),
        )
        self._table(
            "bulk_email_logs",
            sa.Column("job_id", _string(64), nullable=False, index=True),
            sa.Column("email", _string(100), nullable=False, index=True),
            sa.Column("status", _string(20)),
            sa.Column("reason_type", _string(30)),
            sa.Column("reason", TEXT),
            sa.Column("created_at", TIME),
        )
