internal import ClientSupport

/// The uses of one code, and what each of them left.
public struct AuditedCode: Sendable, Encodable {
  public let id: Int
  public let code: String
  /// As PostgreSQL has it, 0 for NULL.
  public let usedCount: Int
  /// The same with what the bucket shows besides.
  public let uses: Int
  /// With ``unexplained`` it is ``uses``.
  public let explained: ExplainedUses
  public let unexplained: Int
  /// Traces of uses that there are not, a use's worth each.
  public let unclaimed: Int
  /// Invites under way that are no uses yet; only where uses are counted on join.
  public let inFlight: Int
  /// Traces from more than 24 hours before the code was made: of an older one of the same text, they explain nothing
  /// here and want nothing.
  public let older: Int
  /// What may have become of what is left over; empty where nothing is.
  public internal(set) var reasons: [AuditReason] = []

  init(_ subject: AuditSubject, _ assigned: UseAssignment, uses: Int) {
    id = subject.id
    code = subject.code
    usedCount = subject.used
    self.uses = uses
    explained = assigned.explained
    unexplained = assigned.unexplained
    unclaimed = assigned.unclaimed
    inFlight = subject.flights.count
    older = subject.older
  }

  /// Whether there is anything to be said of it.
  public var isLeftOver: Bool { unexplained > 0 || unclaimed > 0 || explained.traceless > 0 }

  /// Whether it stands before another one in the table of the worst.
  func isWorse(than other: AuditedCode) -> Bool {
    (unexplained, unclaimed, explained.traceless, other.id)
      > (other.unexplained, other.unclaimed, other.explained.traceless, id)
  }
}
