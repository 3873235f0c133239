/// One condition of a flow, and how it went.
public struct RedeemGate: Sendable, Equatable, Encodable {
  public enum Verdict: String, Sendable, Encodable {
    case pass
    case refuse
    /// Cannot be judged, because an earlier one failed.
    case unknown
  }

  /// A short stable name, e.g. `code-active`.
  public let name: String
  public let verdict: Verdict
  /// The values behind it; codes and emails masked unless asked for.
  public let detail: String
  /// The backend's name for the refusal.
  public let reason: RefusalReason?

  static func check(
    _ name: String, _ passes: Bool, _ reason: RefusalReason, _ detail: String
  ) -> RedeemGate {
    RedeemGate(
      name: name, verdict: passes ? .pass : .refuse, detail: detail, reason: passes ? nil : reason)
  }

  static func unknown(_ name: String) -> RedeemGate {
    RedeemGate(name: name, verdict: .unknown, detail: "not reached", reason: nil)
  }
}

extension [RedeemGate] {
  /// The first gate that refuses: the backend looks no further.
  var refusal: RedeemGate? { first { $0.verdict == .refuse } }
}

/// Masks codes and emails, unless they were asked for.
struct RedeemMask: Sendable {
  let shows: Bool

  func email(_ email: String?) -> String {
    guard let email else { return "nobody" }
    return shows ? email : Masking.email(email)
  }

  func code(_ code: String) -> String {
    shows ? code : Masking.code(code)
  }
}
