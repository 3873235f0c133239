/// What `cleanup-queue` deletes of our own tables.
package enum OwnCleanupQueries {
  /// Finished rows of our own tables older than `$1` seconds, at most 10,000 a statement; each only
  /// where the table is there. What the outbox still has to publish stays, and so do the last word of
  /// `doctor` on what backends keep to, and what ``isEvidence`` names. `$2` is the run that
  /// ``HistoryQueries/lateRefundLook(hasAnchor:)`` gives, or NULL; `$3` are those that ``words`` gives.
  package static let oldRunLog = """
    DELETE FROM invitectl.run_log WHERE id IN (
      SELECT id FROM \(oldRuns) ORDER BY id LIMIT 10000)
    """

  /// Whether there is anything that ``oldRunLog`` would delete; the same parameters. One row: `found`.
  package static let hasOldRuns = "SELECT EXISTS (SELECT FROM \(oldRuns)) AS found"

  private static let oldRuns = """
    invitectl.run_log r
      WHERE r.started_at < now() - make_interval(secs => $1::float8)
        AND NOT (\(ContractQueries.isStanding)) AND NOT (\(isEvidence))
    """

  /// Whether somebody asks for the row `r` of the log who would call a count exact, or a use explained, without it:
  /// what took evidence away, for as long as codes from before it are judged by evidence; the last clean-up, by which
  /// `force-resync audit` tells what became of a row of any age; a person's word, while a line of the ledger is of
  /// it; the look after which a token came back late, by which a sync judges what a failover has cost. The run that
  /// asks has deleted nothing yet, for all that its own row says.
  private static let isEvidence = """
    \(EvidenceLife.hasTaken) AND r.started_at > now() - \(EvidenceLife.rows)
    OR \(EvidenceLife.hasCleaned) AND NOT EXISTS (
      SELECT FROM invitectl.run_log younger
      WHERE younger.command = r.command AND younger.started_at > r.started_at
        AND younger.changed > 0)
    OR r.command = 'sync-counts' AND r.id IS NOT DISTINCT FROM $2::bigint
    OR r.id = ANY ($3::bigint[])
    """

  /// The runs by which a person believed one side of a count, and of which a line of the ledger is left. One row:
  /// `runs`, as the text of an array. Of any age, for what is young now may be old a batch later. The whole ledger is
  /// read for it where there is such a run.
  package static let words = """
    SELECT coalesce(array_agg(r.id), '{}')::text AS runs FROM invitectl.run_log r
    WHERE \(EvidenceLife.isWord) AND r.id IN (
      SELECT l.run_id FROM invitectl.redeem_sync_ledger l WHERE \(AuditQueries.isResynced))
    """

  /// Lines older than `$1` seconds, but for those that ``stays`` is about: `$2` its codes, `$3` their lines. A line that
  /// was written since then is no old one, and what came before it goes as it would have gone before it was written.
  package static let oldLedger = """
    WITH \(staying)
    DELETE FROM invitectl.redeem_sync_ledger WHERE ctid = ANY (ARRAY(
      SELECT l.ctid FROM \(oldLines) LIMIT 10000))
    """

  /// The same of a ledger whose lines are chained: the last line of each code that goes is kept as its
  /// anchor, in the same statement. Of the chain of a code what goes is a beginning of it: with a line all
  /// before it, even where the lines of the table lie in another order, and those from before there were chains,
  /// whatever their time is: behind an anchor they would be none that a run wrote. One row: `deleted`.
  package static let oldChain = """
    WITH \(staying), old AS MATERIALIZED (
      SELECT l.ctid AS place, l.code_id, l.id, l.hash FROM \(oldLines) LIMIT 10000
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

  /// The first line of each code that says that tokens came back, and is no older than the marks of refunds may be:
  /// `force-resync` counts such lines. None where `$1` seconds are as long as that: then only what is older goes. One
  /// row: `codes` and `lines`, as the texts of arrays. The whole ledger is read for it.
  package static let stays = """
    SELECT coalesce(array_agg(s.code_id), '{}')::text AS codes,
      coalesce(array_agg(s.id), '{}')::text AS lines
    FROM (
      SELECT l.code_id, min(l.id) AS id FROM invitectl.redeem_sync_ledger l
      WHERE \(EvidenceLife.isRefund) AND l.at >= now() - \(EvidenceLife.refunds)
        AND now() - make_interval(secs => $1::float8) > now() - \(EvidenceLife.refunds)
      GROUP BY l.code_id
    ) s
    """

  private static let staying = """
    stays AS MATERIALIZED (SELECT * FROM unnest($2::bigint[], $3::bigint[]) AS s (code_id, id))
    """

  /// The lines `l` that are old. Of a code that has such a line all lines are kept for as long as marks are: a
  /// beginning of them is what may go, and how long the code was at rest before is told by those before it.
  private static let oldLines = """
    invitectl.redeem_sync_ledger l LEFT JOIN stays s ON s.code_id = l.code_id
      WHERE l.at < now() - make_interval(secs => $1::float8)
        AND (s.id IS NULL OR l.id < s.id AND l.at < now() - \(EvidenceLife.refunds))
    """

  private static let columns = LedgerChain.columns.joined(separator: ", ")

  /// An entry is evidence of a use, and its id is recognised, for as long as ``OutboxQueries/prune`` leaves it.
  package static let oldOutbox = """
    DELETE FROM invitectl.redeem_outbox WHERE task_id IN (
      SELECT task_id FROM invitectl.redeem_outbox
      WHERE state <> 'recorded' AND changed_at < now() - make_interval(secs => $1::float8)
        AND \(EvidenceLife.isOldEntry)
      LIMIT 10000)
    """

  /// Which of the tables `$1` in schema invitectl are there: `name`.
  package static let ownTables = """
    SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'invitectl' AND c.relname = ANY ($1::text[]) AND c.relkind = 'r'
    """
}
