/// The outbox of `redeem`: redemptions that are counted, or about to take a token, and whose
/// message may not be in the queue yet. States: see ``OutboxQueries``.
package enum OutboxSchema {
  package static let create = """
    CREATE TABLE IF NOT EXISTS invitectl.redeem_outbox (
      task_id text PRIMARY KEY,
      flow text NOT NULL,
      code text NOT NULL,
      email text NOT NULL,
      group_id integer,
      state text NOT NULL DEFAULT 'recorded',
      created_at timestamptz NOT NULL DEFAULT now(),
      changed_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX IF NOT EXISTS redeem_outbox_open ON invitectl.redeem_outbox (created_at)
      WHERE state = 'recorded'
    """

  /// Of the third version: groups have ids of the backend, which may be bigint.
  package static let wide = "ALTER TABLE invitectl.redeem_outbox ALTER COLUMN group_id TYPE bigint"

  /// Of the fourth version. Where a use is counted on join: what the message says besides, and the row that was made for
  /// it.
  package static let arguments = """
    ALTER TABLE invitectl.redeem_outbox
      ADD COLUMN IF NOT EXISTS arguments jsonb,
      ADD COLUMN IF NOT EXISTS record_id bigint
    """
}
