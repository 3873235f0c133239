internal import InviteDomain

/// Statements that find what a worker wrote about an invite.
///
/// A worker that invites writes a row of `invite_records` (SUCCESS, or FAILED with the remote
/// service's reason); one that finds no seat writes a row of `invite_queue`: FAILED in the first
/// revisions of the backend, `waiting` in later ones, which the backend takes up again by itself.
///
/// $1 the code, $2 the email, $3 the id that the row is newer than, $4 how many seconds ago it may
/// have been written at most, or NULL.
package enum InviteTraceQueries {
  /// How a text is read.
  package enum Text: CaseIterable, Sendable {
    case asItIs
    /// Where it is not UTF-8; see ``RowQueries/inASCII(_:)``.
    case inASCII

    package func of(_ column: String) -> String {
      self == .asItIs ? column : RowQueries.inASCII(column)
    }
  }

  /// A success wins over whatever else there is; else the newest.
  ///
  /// - Parameter text: how the texts are read.
  package static func record(_ backend: BackendSchema, _ text: Text) -> String {
    """
    SELECT r.id, \(text.of("t.name")) AS team, \(text.of("upper(r.status::text)")) AS status,
      \(text.of("r.error_message")) AS error_message
    FROM \(backend).invite_records r LEFT JOIN \(backend).teams t ON t.id = r.team_id
    WHERE \(isOne("r")) AND r.id > $3::bigint
      AND ($4::float8 IS NULL
        OR r.created_at >= (now() AT TIME ZONE 'utc') - make_interval(secs => $4::float8))
    ORDER BY upper(r.status::text) = 'SUCCESS' DESC NULLS LAST, r.id DESC
    LIMIT 1
    """
  }

  package static func queueRow(_ backend: BackendSchema, _ text: Text) -> String {
    """
    SELECT q.id, \(text.of("upper(q.status::text)")) AS status,
      \(text.of("q.error_message")) AS error_message
    FROM \(backend).invite_queue q
    WHERE \(isOne("q")) AND q.id > $3::bigint
      AND ($4::float8 IS NULL
        OR q.created_at >= (now() AT TIME ZONE 'utc') - make_interval(secs => $4::float8))
    ORDER BY q.id DESC
    LIMIT 1
    """
  }

  /// The newest rows there are: what comes after them is not older than this moment. No row where there
  /// is none: then what comes may have any id.
  package static func lastRecord(_ backend: BackendSchema) -> String {
    "SELECT max(id) AS id FROM \(backend).invite_records HAVING max(id) IS NOT NULL"
  }

  package static func lastQueueRow(_ backend: BackendSchema) -> String {
    "SELECT max(id) AS id FROM \(backend).invite_queue HAVING max(id) IS NOT NULL"
  }

  /// The worker writes what its message says, which another redemption may have in another case.
  private static func isOne(_ row: String) -> String {
    """
    \(InviteKey.email("\(row).email")) = \(InviteKey.email("$2"))
      AND \(InviteKey.code("\(row).redeem_code")) = \(InviteKey.code("$1"))
    """
  }

  /// The rows of a code: `id`. $1 the code, $2 the seconds.
  package static func records(_ backend: BackendSchema) -> String {
    rows("\(backend).invite_records")
  }

  package static func queueRows(_ backend: BackendSchema) -> String {
    rows("\(backend).invite_queue")
  }

  private static func rows(_ table: String) -> String {
    """
    SELECT id FROM \(table)
    WHERE \(InviteKey.code("redeem_code")) = \(InviteKey.code("$1"))
      AND created_at >= (now() AT TIME ZONE 'utc') - make_interval(secs => $2::float8)
    """
  }

  /// The emails of the rows $1, as the backend writes them.
  package static func recordEmails(_ backend: BackendSchema) -> String {
    emails("\(backend).invite_records")
  }

  package static func queueEmails(_ backend: BackendSchema) -> String {
    emails("\(backend).invite_queue")
  }

  private static func emails(_ table: String) -> String {
    """
    SELECT DISTINCT \(InviteKey.email("email")) AS email FROM \(table)
    WHERE id = ANY ($1::bigint[])
    """
  }
}
