internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// A session or prepared transaction that holds tables so that others wait for it.
struct TableLock: Sendable, Equatable {
  let session: SessionSummary
  /// With their schema where it is not the backend's.
  let tables: [String]

  /// All of them, the oldest transaction first.
  static func all(
    _ connection: PostgresConnection, deadline: Deadline
  ) throws(PostgresError) -> [TableLock] {
    try connection.query(
      TableLockQueries.holders(connection.backend, connection.revisionTable), deadline: deadline
    ).map { (row) throws(PostgresError) in
      TableLock(
        session: try SessionSummary(row, pid: row.int("pid")),
        tables: try row.optionalStrings("tables")?.compactMap { $0 } ?? [])
    }
  }

  /// E.g. `pid 4711 (invitehub, psql, idle in transaction, open for 3m 20s) has locked redeem_codes`.
  var sentence: String { tr("\(session.sentence) has locked \(tables.joined(separator: ", "))") }
}

extension OperationContext {
  /// How long to look for who holds a lock, once everything else has failed.
  private static let lookTime: Duration = .seconds(3)

  /// The same failure, with who has locked which table and what ends that, where a wait for a lock may have been
  /// why. Of any other failure, and where nobody holds one, nothing is changed.
  ///
  /// It takes a connection of its own, since the one that failed may still be busy, and 3 s at most.
  public func explained(_ failure: Failure) -> Failure {
    guard failure.isAboutWaiting, configuration.database != nil else { return failure }
    let deadline = Deadline.after(min(configuration.timeout, Self.lookTime))
    guard
      let connection = try? with(.look).postgres(deadline: deadline),
      let locks = try? TableLock.all(connection, deadline: deadline), !locks.isEmpty
    else { return failure }
    let statements = locks.flatMap(\.session.statements)
    var named = Failure(
      failure.kind,
      locks.map(\.sentence).reduce(failure.message) { tr("\($0); \($1)") },
      hint: tr("when nobody needs what holds it any more, end it in psql, then run this again:"),
      reason: failure.reason, statements: statements)
    (named.isAboutConnection, named.isOneRows) = (failure.isAboutConnection, failure.isOneRows)
    return named
  }
}
