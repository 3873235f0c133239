/// What persons said of counts, and whose redemptions waited then.
extension AuditQueries {
  /// The last time that a person believed one side: `force-resync --from`. `waiting` is NULL where nobody knows who
  /// waited: the run did not see it, or is of an older version. What is older than `late_until` may be of a redemption
  /// from before the word, whoever waited: the run looked when the word was written, or it is not known for how long.
  ///
  /// A run's detail is taken out of TOAST once and not for each line: it may be long, and of a million codes.
  static let words = """
    WITH runs AS MATERIALIZED (
      SELECT r.id, r.finished_at, r.detail -> '\(unseenKey)' AS unseen,
        CASE WHEN jsonb_typeof(r.detail -> '\(waitingKey)') = 'object'
          THEN r.detail -> '\(waitingKey)' END AS waiting
      FROM invitectl.run_log r WHERE \(EvidenceLife.isWord)
    ),
    latest AS (
      SELECT DISTINCT ON (l.code_id) l.code_id, l.id, l.at, l.used_after, l.run_id
      FROM invitectl.redeem_sync_ledger l JOIN runs r ON r.id = l.run_id
        JOIN wanted w ON w.id = l.code_id AND \(CodeAge.isOfCode)
      WHERE \(isResynced)
      ORDER BY l.code_id, l.id DESC
    )
    SELECT l.code_id, l.id, l.at, l.used_after,
      CASE WHEN \(isSeen) THEN coalesce(r.waiting -> l.code_id::text, '{}') END AS waiting,
      CASE WHEN \(isSeen) THEN r.finished_at ELSE l.at + interval '24 hours' END AS late_until
    FROM latest l JOIN runs r ON r.id = l.run_id
    """
  /// The same without a ledger: no row.
  static let noWords = """
    SELECT NULL::bigint AS code_id, NULL::bigint AS id, NULL::timestamptz AS at,
      NULL::int AS used_after, NULL::jsonb AS waiting, NULL::timestamptz AS late_until WHERE false
    """
  private static let isSeen = """
    r.waiting IS NOT NULL AND NOT coalesce(r.unseen @> to_jsonb(l.code_id), false)
    """

  /// A member of a run's detail: an object by the ids of codes, each with an object of how many redemptions waited, by
  /// person. Without it that is known of no code.
  package static let waitingKey = "waiting"
  /// Another one: an array of the ids of codes of which it is not known.
  package static let unseenKey = "unseen"

  /// `$1` ids of codes, `$2` emails, one of each for a message: `code_id`, `person`, as the detail of a run names
  /// them, and how many `tasks`.
  package static let waiting = """
    SELECT m.id AS code_id, \(person("m.id", "lower(trim(m.email))")) AS person,
      count(*) AS tasks
    FROM unnest($1::bigint[], $2::text[]) AS m (id, email) GROUP BY 1, 2 ORDER BY 1, 2
    """

  /// `$1` ids of codes, `$2` what each `used_count` was written as: the codes whose count is another one, or which are
  /// not there, `id`.
  package static func moved(_ backend: BackendSchema) -> String {
    """
    SELECT m.id FROM unnest($1::bigint[], $2::bigint[]) AS m (id, used)
    WHERE NOT EXISTS (SELECT FROM \(backend).redeem_codes c
      WHERE c.id = m.id AND coalesce(c.used_count, 0) = m.used)
    """
  }

  /// `$1` ids of codes: those of which an entry of the outbox may have its message in a queue, or may not yet, `id`.
  package static func entered(_ backend: BackendSchema) -> String {
    """
    SELECT c.id FROM \(backend).redeem_codes c
    WHERE c.id = ANY ($1::bigint[]) AND \(InviteKey.code("c.code")) IN (
      SELECT \(InviteKey.code("t.code")) FROM invitectl.redeem_outbox t
      WHERE t.state = 'recorded' AND t.flow <> 'rebind')
    """
  }

  /// How many redemptions of the trace's person waited at the word; NULL where nobody knows.
  static let waited = """
    CASE WHEN d.id IS NULL OR d.waiting = '{}' THEN 0
      WHEN d.waiting IS NOT NULL
      THEN coalesce((d.waiting ->> \(person("c.id", "t.email")))::int, 0) END
    """

  /// Tells the people of a code apart, without their emails.
  private static func person(_ id: String, _ email: String) -> String {
    """
    left(encode(sha256(convert_to(\(id)::text || ':' || \(email), getdatabaseencoding())), 'hex'), 16)
    """
  }
}
