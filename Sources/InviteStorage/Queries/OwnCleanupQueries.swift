/// What `cleanup-queue` deletes of our own tables.
package enum OwnCleanupQueries {
  /// Finished rows of our own tables older than `$1` seconds, at most 10,000 a statement; each only
  /// where the table is there. What the outbox still has to publish stays, and so does the last word of
  /// `doctor` on what backends keep to.
  package static let oldRunLog = """
    DELETE FROM invitectl.run_log WHERE id IN (
      SELECT id FROM invitectl.run_log r
      WHERE started_at < now() - make_interval(secs => $1::float8)
        AND NOT (\(ContractQueries.isStanding))
      ORDER BY id LIMIT 10000)
    """
  package static let oldLedger = """
    DELETE FROM invitectl.redeem_sync_ledger WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM invitectl.redeem_sync_ledger
      WHERE at < now() - make_interval(secs => $1::float8) LIMIT 10000))
    """
  package static let oldOutbox = """
    DELETE FROM invitectl.redeem_outbox WHERE task_id IN (
      SELECT task_id FROM invitectl.redeem_outbox
      WHERE state <> 'recorded' AND changed_at < now() - make_interval(secs => $1::float8)
      LIMIT 10000)
    """

  /// Which of the tables `$1` in schema invitectl are there: `name`.
  package static let ownTables = """
    SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'invitectl' AND c.relname = ANY ($1::text[]) AND c.relkind = 'r'
    """
}
