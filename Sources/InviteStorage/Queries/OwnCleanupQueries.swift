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
  /// The same of a ledger whose lines are chained: the last line of each code that goes is kept as its
  /// anchor, in the same statement. Of the chain of a code what goes is a beginning of it: with a line all
  /// before it, even where the lines of the table lie in another order, and those from before there were chains,
  /// whatever their time is: behind an anchor they would be none that a run wrote. One row: `deleted`.
  package static let oldChain = """
    WITH old AS MATERIALIZED (
      SELECT ctid AS place, code_id, id, hash FROM invitectl.redeem_sync_ledger
      WHERE at < now() - make_interval(secs => $1::float8) LIMIT 10000
    ), reach AS MATERIALIZED (
      SELECT code_id, max(id) AS id FROM old WHERE hash IS NOT NULL GROUP BY code_id
    ), gone AS (
      DELETE FROM invitectl.redeem_sync_ledger WHERE ctid = ANY (ARRAY(
        SELECT place FROM old
        UNION ALL
        SELECT earlier.place FROM reach r CROSS JOIN LATERAL (
          SELECT l.ctid AS place FROM invitectl.redeem_sync_ledger l
          WHERE l.code_id = r.code_id AND l.id < r.id
        ) earlier))
      RETURNING id, \(columns)
    ), linked AS (
      SELECT *, lag(hash) OVER (PARTITION BY code_id ORDER BY id) AS earlier FROM gone
    ), ends AS (
      SELECT DISTINCT ON (code_id) * FROM linked ORDER BY code_id, id DESC
    ), kept AS (
      INSERT INTO invitectl.redeem_sync_anchor AS k (id, \(columns), before)
      SELECT e.id, \(LedgerChain.columns.map { "e.\($0)" }.joined(separator: ", ")),
        CASE WHEN e.hash IS NOT NULL THEN coalesce(e.earlier, a.hash) END
      FROM ends e LEFT JOIN LATERAL (
        SELECT p.hash FROM invitectl.redeem_sync_anchor p WHERE p.code_id = e.code_id LIMIT 1
      ) a ON true
      ON CONFLICT (code_id) DO UPDATE SET (id, \(columns), before)
        = (excluded.id, \(LedgerChain.columns.map { "excluded.\($0)" }.joined(separator: ", ")),
          excluded.before)
        WHERE excluded.id > k.id
    )
    SELECT count(*) AS deleted FROM gone
    """

  private static let columns = LedgerChain.columns.joined(separator: ", ")

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
