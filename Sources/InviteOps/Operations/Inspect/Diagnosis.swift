/// Something about the fleet that a person should know, in words.
public struct Diagnosis: Sendable, Equatable, Encodable {
  public enum Severity: String, Sendable, Encodable {
    /// Surprising, and as it should be.
    case note
    case warning
    /// Work stands still or is lost.
    case problem
  }

  public let severity: Severity
  /// A stable name, e.g. `unacked_overdue`.
  public let kind: String
  /// What is so, with the numbers.
  public let message: String
  /// What to do about it.
  public let hint: String?
}
