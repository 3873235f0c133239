public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Which invites `redeem retry` is about, and how fast it goes.
public struct RetryRequest: Sendable {
  public enum Kind: String, Sendable {
    /// Those that came to nothing.
    case failed
    /// Those that wait for a seat.
    case waiting
  }

  public var kind = Kind.failed
  /// A part of the error, in any case.
  public var error: String?
  public var code: String?
  public var email: String?
  /// Rows of so long ago at most.
  public var since: Duration?
  /// Also those that were tried again before, where no trace is left of that.
  public var again = false
  /// How many are tried at most.
  public var limit: Int?
  /// Messages a second at most.
  public var rate: Double?
  public var ifLocked = IfLocked.wait
  public var lockWait: Duration = .seconds(60)
  public var maxSkips = 10

  public init() {}

  static let command = verbatim("redeem retry")

  var rowKind: RetryQueries.Kind { kind == .failed ? .failed : .waiting }

  var purpose: Purpose { kind == .failed ? .retry : .retryWaiting }

  /// Whether it is about all there are.
  var isWhole: Bool {
    error == nil && code == nil && email == nil && since == nil && limit == nil
  }

  /// Why a read of many rows failed: one that took too long is told what has it do less.
  static func failure(_ error: PostgresError, doing action: String) -> Failure {
    let failure = Failure(error, doing: action)
    var isLate = error.sqlState == .queryCancelled
    if case .timedOut = error { isLate = true }
    guard isLate else { return failure }
    return Failure(
      failure.kind, failure.message,
      hint:
        tr(
          "--limit, --error, --code or --since have fewer rows judged; --timeout allows more time"),
      reason: failure.reason
    ).caused(by: failure)
  }

  /// The values of ``RetryQueries/found(_:_:_:)``.
  func parameters(ids: [Int]?) -> [String?] {
    [
      error, code, email, since.map { String($0.seconds) },
      ids.map { PostgresArray.literal($0) }, again ? "t" : "f",
    ]
  }
}
