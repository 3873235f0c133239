internal import Localization

/// Why a task message was not built.
///
/// One malformed message can stop every worker in turn, so nothing doubtful gets past this.
public struct TaskMessageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The field, as the person who gave it would call it.
  public let field: String
  /// What is wrong with it. Never the value: it may be an email or a code.
  public let problem: String

  public var description: String { tr("the \(field) \(problem)") }
}
