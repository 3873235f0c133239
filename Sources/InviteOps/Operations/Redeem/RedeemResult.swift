public import InviteDomain
internal import Localization

/// What became of one redemption.
public struct RedeemResult: Sendable, Equatable {
  public enum Status: Sendable, Equatable {
    /// The invite is in the queue. `remaining`: tokens left (direct) or uses left (redeem).
    case queued(remaining: Int?)
    /// The rules deny it; nothing was changed.
    case refused(RefusalReason, detail: String)
    /// No team has a free seat: it waits at this place, and the backend invites when one has.
    case waiting(position: Int?)
    /// A rebind of the same email by the same code is on its way; nothing was changed.
    case underWay
    /// The same redemption was done before under this id; nothing was changed.
    case duplicate
    /// This one could not be done; nothing of it was changed.
    case failed(Failure)
  }

  public let request: RedeemRequest
  /// `nil` when not even that could be told.
  public let flow: RedeemFlow?
  public let status: Status
  /// Whether the bucket was missing and made from the database.
  public var bucketWasMade = false
  /// The code's group, which its message names.
  var groupID: Int?
  /// The name of the team that a seat is held in; `nil` where none is.
  var team: String?

  init(request: RedeemRequest, flow: RedeemFlow?, status: Status, groupID: Int? = nil) {
    self.request = request
    self.flow = flow
    self.status = status
    self.groupID = groupID
  }

  static func refused(
    _ request: RedeemRequest, _ flow: RedeemFlow, _ gate: RuleCheck
  ) -> RedeemResult {
    RedeemResult(
      request: request, flow: flow,
      status: .refused(gate.reason ?? .invalidCode, detail: tr("\(gate.name): \(gate.detail)")))
  }
}
