internal import CeleryProtocol
public import InviteDomain

/// One redemption asked for, its code and email as the backend would store them.
public struct RedeemRequest: Sendable, Hashable {
  public let code: String
  public let email: String
  public let choice: RedeemFlow.Choice
  /// The Celery task id, and the key under which a repetition is recognised.
  public let taskID: String
  /// Whether a person gave the id.
  let isNamed: Bool

  /// - Throws: ``Failure/Kind/usage`` for a code, an email or an id that cannot be one.
  public init(
    code: String, email: String, choice: RedeemFlow.Choice = .auto, taskID: String? = nil
  ) throws(Failure) {
    self.code = try RedeemInput.code(code)
    self.email = try RedeemInput.email(email)
    self.choice = choice
    let id = taskID ?? CeleryID.random()
    do {
      // A code too long for the column cannot exist; it is refused as unknown by the lookup.
      _ = try InviteTask(email: self.email, code: "X", id: id).message()
    } catch {
      throw Failure(.usage, "\(error)")
    }
    self.taskID = id
    isNamed = taskID != nil
  }

  /// For values that were made so before.
  init(
    normalizedCode code: String, email: String, choice: RedeemFlow.Choice, taskID: String
  ) {
    self.code = code
    self.email = email
    self.choice = choice
    self.taskID = taskID
    isNamed = false
  }

  /// What makes two requests the same: a repeated id with another one is a mistake. Begins with the
  /// ``RedeemMarker/digest(ofCode:)`` and ends with the ``RedeemMarker/digest(ofEmail:)``, so that a redemption is found
  /// by either.
  var digest: String {
    RedeemMarker.digest(ofCode: code) + StableDigest(code, email).hex
      + RedeemMarker.digest(ofEmail: email)
  }

  /// The part of such a digest that is of code and email together; `nil` for what is none.
  static func inviteDigest(of digest: [UInt8]) -> String? {
    let size = StableDigest("").hex.utf8.count
    guard digest.count == 3 * size else { return nil }
    return String(validating: digest[size..<2 * size], as: UTF8.self)
  }
}
