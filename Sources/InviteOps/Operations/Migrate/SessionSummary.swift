internal import InviteDomain
internal import InviteStorage

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
      parts.append("open for \(DurationText.format(seconds: seconds))")
    }
    let name = prepared.map { "prepared transaction \(RowQueries.literal($0))" } ?? "pid \(pid)"
    return name + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
  }

  /// How its transaction ends, as a clause for whoever waits for it.
  var remedy: String {
    guard let prepared else { return "end that transaction" }
    return "\(RowQueries.rollbackPrepared(prepared)), or COMMIT, ends that transaction"
  }
}

/// What a session would hold up.
public struct Blocker: Sendable, Equatable, Encodable {
  public enum Kind: String, Sendable, Encodable, CaseIterable {
    /// Has written to one of the tables and not ended its transaction: a build waits for it before
    /// it starts.
    case writer
    /// Holds a table as VACUUM, ANALYZE or another build does: a build waits for it to start.
    case maintenance
    /// Holds a snapshot, on whatever table: a build waits for it at its very end.
    case snapshot
    /// Has read one of the tables: only a drop waits for it.
    case reader
  }

  public let session: SessionSummary
  public let kinds: [Kind]
  /// Of the backend's tables, those it holds a lock on.
  public let tables: [String]

  /// Whether CREATE INDEX CONCURRENTLY would wait for it.
  public var blocksBuilds: Bool { kinds.contains { $0 != .reader } }
}
