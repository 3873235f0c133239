/// What `force-resync audit` is asked to do.
public struct AuditRequest: Sendable {
  /// As typed; empty for all.
  public var codes: [String] = []
  /// How many codes are named where all are looked at.
  public var limit = 20

  public init() {}
}
