internal import ClientSupport
internal import CountProtocol
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Something that the counts take backends to do, and that they were seen not to do.
public struct ContractBreach: Sendable, Equatable, Encodable {
  public let assumption: ContractAssumption
  /// The last code that it was seen of, where syncs have met it.
  public let code: String?
  /// What `doctor` saw, with codes masked, and when (RFC 3339 in UTC); `nil` where syncs have met it.
  public let seen: String?
  public let at: String?

  init(
    assumption: ContractAssumption, code: String? = nil, seen: String? = nil, at: String? = nil
  ) {
    self.assumption = assumption
    self.code = code
    self.seen = seen
    self.at = at
  }

  private enum CodingKeys: String, CodingKey { case assumption, code, seen, at, reason, next }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(assumption, forKey: .assumption)
    try container.encodeIfPresent(code, forKey: .code)
    try container.encodeIfPresent(seen, forKey: .seen)
    try container.encodeIfPresent(at, forKey: .at)
    // English in a plan's file, too.
    try container.encode(Speech.english(of: sentence), forKey: .reason)
    try container.encodeIfPresent(next.map { Speech.english(of: $0) }, forKey: .next)
  }

  /// What was seen, and what follows for the counts.
  public var sentence: String {
    guard assumption != .refunds else {
      return tr(
        "a token of \(code ?? tr("a code")) was given back an hour or more after it was taken: "
          + "after the failover of Redis no count is taken for unchanged")
    }
    let (words, what) = (assumption.words, seen ?? "")
    return at.map {
      tr("doctor saw at \($0) that backends do not keep to '\(words)' (\(what)): \(effect)")
    } ?? tr("doctor saw that backends do not keep to '\(words)' (\(what)): \(effect)")
  }

  private var effect: String {
    if assumption.isBoundless { return tr("no bound holds, and no count is called exact") }
    return assumption == .take
      ? tr(
        "of a bucket that is lost any number may have been taken, so that such a count has no upper "
          + "bound")
      : tr(
        "a bucket that is set anew may hold what its code ever had, and bounds are as wide as that")
  }

  /// What to type next; `nil` where there is nothing to do.
  public var next: String? {
    assumption == .refunds
      ? nil
      : tr(
        "mend the backend; 'invitectl doctor --only contract --for 1m' takes this back when it sees "
          + "it kept; then 'invitectl force-resync --all' looks for evidence")
  }

  /// `false` where for one of these no count may be called exact, whatever was counted; `nil` otherwise.
  static func exact(_ breaches: [ContractBreach]?) -> Bool? {
    breaches?.contains { $0.assumption.isBoundless } == true ? false : nil
  }

  /// What is kept of lines that were deleted for their age; `nil` where there is no such table.
  private static func anchors(_ connection: PostgresConnection) -> RelationFacts? {
    connection.facts?.own[OwnTable.anchor.rawValue]
  }

  /// Whether the role may read what ``lateRefund(_:_:_:)`` reads of them. `false` is of a role that was made before the
  /// table was, and of `doctor` alone: a sync needs it.
  static func readsAnchors(_ connection: PostgresConnection) -> Bool {
    anchors(connection)?.mayRead(["id", "at", "code_id"]) ?? true
  }

  /// Whether a token was given back of a code that a run had found at rest. Of one whose line before was deleted that
  /// is told by anchors, as far as they are read (``readsAnchors(_:)``).
  static func lateRefund(
    _ connection: PostgresConnection, _ policy: SyncPolicy, _ deadline: Deadline
  ) throws(PostgresError) -> ContractBreach? {
    let hasAnchor = anchors(connection) != nil && readsAnchors(connection)
    let rows = try connection.query(
      HistoryQueries.lateRefund(connection.backend, hasAnchor: hasAnchor),
      [String(policy.restAfter)], deadline: deadline)
    guard let row = rows.first else { return nil }
    return ContractBreach(assumption: .refunds, code: try row.string("code"))
  }
}
