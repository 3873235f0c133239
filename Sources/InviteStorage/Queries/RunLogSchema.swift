/// What later versions add to `invitectl.run_log`; ``SyncSchema`` makes the table.
package enum RunLogSchema {
  /// Who runs it, where and with which arguments, masked; and the session that it began in, by which a
  /// run that goes on is told from one that died.
  package static let invocation = """
    ALTER TABLE invitectl.run_log
      ADD COLUMN IF NOT EXISTS role text,
      ADD COLUMN IF NOT EXISTS host text,
      ADD COLUMN IF NOT EXISTS os_user text,
      ADD COLUMN IF NOT EXISTS process_id int,
      ADD COLUMN IF NOT EXISTS arguments jsonb,
      ADD COLUMN IF NOT EXISTS session_pid int,
      ADD COLUMN IF NOT EXISTS session_start timestamptz
    """
}
