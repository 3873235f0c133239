internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// A session of another client, as far as this role may see it; or a prepared transaction, which holds
/// its locks without one.
public struct SessionSummary: Sendable, Equatable, Encodable {
  /// 0 for a prepared transaction.
  public let pid: Int
  /// `nil`, like the rest, where pg_read_all_stats is missing.
  public let role: String?
  public let application: String?
  /// As in pg_stat_activity, e.g. `idle in transaction`.
  public let state: String?
  /// How long its transaction, or for a lock's holder its session, has been open.
  public let seconds: Double?
  /// Its last statement without the values in it.
  public let query: String?
  /// The name (gid) of a prepared transaction.
  public let prepared: String?

  /// E.g. `pid 4711 (invitehub, psql, idle in transaction, open for 3m 20s)`.
  public var sentence: String {
    var parts: [String] = []
    if let role { parts.append(role) }
    if let application, !application.isEmpty { parts.append(application) }
    if let state { parts.append(state) }
    if let seconds, seconds >= 0 {
      parts.append(tr("open for \(DurationText.format(seconds: seconds))"))
    }
    let name = prepared.map { tr("prepared transaction \(RowQueries.literal($0))") } ?? "pid \(pid)"
    guard let first = parts.first else { return name }
    let all = parts.dropFirst().reduce(first) { tr("\($0), \($1)") }
    return tr("\(name) (\(all))")
  }

  /// What ends its transaction, to be typed in psql as it stands. Of a prepared one there are two ways, and
  /// only its owner knows which: the first keeps what it wrote.
  var statements: [String] {
    if let prepared {
      return [
        "\(RowQueries.commitPrepared(prepared));", "\(RowQueries.rollbackPrepared(prepared));",
      ]
    }
    return pid > 0 ? ["\(RowQueries.endSession(pid));"] : []
  }

  /// How its transaction ends, as a clause for whoever waits for it and reads ``statements`` below.
  var remedy: String {
    if prepared != nil { return tr("either statement below ends that transaction, in psql") }
    return pid > 0
      ? tr("the statement below ends that transaction with its session, in psql")
      : tr("end that transaction")
  }
}

extension SessionSummary {
  /// - Parameters:
  ///   - row: with `role`, `application`, `state`, `seconds`, and with `query` and `prepared` unless they are
  ///     not asked for.
  ///   - query: whether they are.
  init(_ row: PostgresRow, pid: Int, query: Bool = true) throws(PostgresError) {
    self.init(
      pid: pid, role: try row.optionalString("role"),
      application: try row.optionalString("application"),
      state: try row.optionalString("state"), seconds: try row.optionalDouble("seconds"),
      query: query
        ? try row.optionalString("query").map { StatementText.redacted($0, limit: 120) } : nil,
      prepared: query ? try row.optionalString("prepared") : nil)
  }
}
