internal import ClientSupport
internal import CountProtocol
internal import InviteStorage
internal import PostgresClient

/// Something that the counts take backends to do, and that they were seen not to do.
public struct ContractBreach: Sendable, Equatable, Encodable {
  public enum Assumption: String, Sendable, Encodable {
    /// See ``SyncPolicy/restAfter``.
    case earlyRefunds = "early_refunds"
  }

  public let assumption: Assumption
  /// The last code that it was seen of.
  public let code: String

  /// What was seen, and what follows for the counts.
  public var sentence: String {
    switch assumption {
    case .earlyRefunds:
      "a token of \(code) was given back an hour or more after it was taken: after the failover of "
        + "Redis no count is taken for unchanged"
    }
  }

  /// Whether a token was given back of a code that a run had found at rest.
  static func lateRefund(
    _ connection: PostgresConnection, _ policy: SyncPolicy, _ deadline: Deadline
  ) throws(PostgresError) -> ContractBreach? {
    let rows = try connection.query(
      HistoryQueries.lateRefund, [String(policy.restAfter)], deadline: deadline)
    guard let row = rows.first else { return nil }
    return ContractBreach(assumption: .earlyRefunds, code: try row.string("code"))
  }
}
