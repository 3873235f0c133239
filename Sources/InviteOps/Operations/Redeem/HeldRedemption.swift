/// A redemption of the outbox that was not carried out, since that could be wrong here.
public struct HeldRedemption: Sendable, Equatable, Encodable {
  public let taskID: String
  public let code: String
  public let email: String
  /// Why it was left alone.
  public let why: String
  /// A statement that settles it, and what to do then.
  public let next: String

  private enum CodingKeys: String, CodingKey {
    case code, email, why, next
    // convertToSnakeCase would make task_iD of the Swift name.
    case taskID = "taskId"
  }
}
