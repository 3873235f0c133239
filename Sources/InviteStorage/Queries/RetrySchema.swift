/// What `redeem retry` has tried again, of the fifth version of schema `invitectl`: a row for each
/// attempt at a row of the backend's. It names no email and no code; those are the row's.
package enum RetrySchema {
  /// `source` is the backend's table, `row_id` its row, `task_id` the message, where there is one.
  /// States: see ``RetryQueries``.
  package static let create = """
    CREATE TABLE IF NOT EXISTS invitectl.invite_retry (
      source text NOT NULL,
      row_id bigint NOT NULL,
      attempt integer NOT NULL,
      task_id text,
      state text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      changed_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (source, row_id, attempt)
    )
    """
}
