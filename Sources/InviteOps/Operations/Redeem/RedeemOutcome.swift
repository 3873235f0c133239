public import InviteDomain
internal import Localization

/// What `redeem` did, whole values as the person gave them.
public struct RedeemOutcome: Sendable, Equatable, Encodable {
  public enum Status: String, Sendable, Encodable {
    case queued, waiting
    case underWay = "under_way"
    case refused, duplicate, failed
  }

  public let status: Status
  public let code: String
  public let email: String
  public let flow: RedeemFlow?
  /// `nil` by the backend's API, which names none.
  public var taskID: String? { via == .http ? nil : requestID }
  /// Tokens left in the bucket (direct) or uses left (redeem).
  public let remaining: Int?
  /// Whether the bucket was missing and made from the database.
  public let bucketWasMade: Bool
  /// The place among those who wait for a seat.
  public let queuePosition: Int?
  /// The team that a seat is held in.
  public let team: String?
  public let reason: RefusalReason?
  /// Why it was refused or failed; codes and emails masked.
  public let detail: String?
  /// Where the task belongs in the trace, as its own header says it; `nil` when none was queued.
  public var traceparent: String?
  /// By which way it was made; `nil` for the usual one.
  public let via: RedeemWay?
  /// What came of the task, when it was waited for.
  public var task: TaskOutcome?

  /// What the task has for its id, if it is of this run's making.
  private let requestID: String

  enum CodingKeys: String, CodingKey {
    case status, code, email, flow, remaining, bucketWasMade, queuePosition, team, reason, detail,
      traceparent, via, task
    // convertToSnakeCase would make task_iD of the Swift name.
    case taskID = "taskId"
  }

  init(_ result: RedeemResult, via: RedeemWay? = nil) {
    self.via = via
    code = result.request.code
    email = result.request.email
    flow = result.flow
    requestID = result.request.taskID
    bucketWasMade = result.bucketWasMade
    team = result.team
    var (remaining, reason, detail): (Int?, RefusalReason?, String?)
    var position: Int?
    switch result.status {
    case .queued(let left): (status, remaining) = (.queued, left)
    case .waiting(let place): (status, position) = (.waiting, place)
    case .underWay: status = .underWay
    case .refused(let why, let text): (status, reason, detail) = (.refused, why, text)
    case .duplicate: status = .duplicate
    case .failed(let failure): (status, detail) = (.failed, failure.message)
    }
    self.remaining = remaining
    queuePosition = position
    self.reason = reason
    self.detail = detail
  }

  /// The refusal as an error that names the object and what to do.
  public var refusal: Failure? {
    guard let reason else { return nil }
    var failure = Failure(
      .refused, tr("\(Masking.code(code)) for \(Masking.email(email)) is refused: \(detail ?? "")"),
      hint: via == .http
        ? tr("the backend decided, by its own rules; its log has the values behind it")
        : tr("add --explain to the same command: it shows every rule and the values behind it"),
      reason: reason.rawValue)
    failure.messageOnScreen = tr("\(code) for \(email) is refused: \(detail ?? "")")
    return failure
  }

  private var refund: String {
    ShellCommand.invitectl(["redeem", "refund"], [code], [.init("--task", requestID)])
  }

  /// What was waited for and did not come, as an error; `nil` for an invite, and where nobody
  /// waited.
  public var notInvited: Failure? {
    guard var failure = shortfall(of: tr("\(Masking.email(email)) by \(Masking.code(code))")) else {
      return nil
    }
    failure.messageOnScreen = shortfall(of: tr("\(email) by \(code)"))?.message
    return failure
  }

  /// - Parameter who: the person and the code, as they are to be shown.
  private func shortfall(of who: String) -> Failure? {
    guard let task else { return nil }
    let why = task.reason ?? tr("no reason given")
    switch task.fate {
    case .invited: return nil
    case .failed:
      let mend = tr("mend what it names, then redeem again")
      return Failure(
        .notInvited, tr("no invite for \(who): \(why)"),
        hint: flow == .direct && via == nil && team == nil
          ? tr("\(mend); '\(refund)' gives the token back")
          : mend)
    case .waiting:
      return Failure(
        .unanswered, tr("the invite for \(who) waits for a free seat: \(why)"),
        hint: status == .queued && via == nil
          ? tr(
            "the backend sends it when a team has one; wait longer with --id \(ShellWord.quoted(requestID)) --wait=10m"
          )
          : tr("the backend sends it when a team has one")
      )
    case .unknown where via != nil || status == .waiting:
      return Failure(
        .unanswered, tr("whether \(who) is invited is not known yet: \(why)"),
        hint: tr(
          "the backend goes on with it; invite_records and invite_queue say what becomes of it"))
    case .unknown:
      return Failure(
        .unanswered,
        tr("the worker answered \(task.state), and whether \(who) is invited is not known: \(why)"),
        hint: tr("see the worker's log for task \(requestID) before anything is repeated"))
    }
  }
}

extension RedeemOutcome {
  /// The id stands there even where there is none, since programs look for it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(status, forKey: .status)
    try container.encode(code, forKey: .code)
    try container.encode(email, forKey: .email)
    try container.encodeIfPresent(flow, forKey: .flow)
    try container.encode(taskID, forKey: .taskID)
    try container.encodeIfPresent(remaining, forKey: .remaining)
    try container.encode(bucketWasMade, forKey: .bucketWasMade)
    try container.encodeIfPresent(queuePosition, forKey: .queuePosition)
    try container.encodeIfPresent(team, forKey: .team)
    try container.encodeIfPresent(reason, forKey: .reason)
    try container.encodeIfPresent(detail, forKey: .detail)
    try container.encodeIfPresent(traceparent, forKey: .traceparent)
    try container.encodeIfPresent(via, forKey: .via)
    try container.encodeIfPresent(task, forKey: .task)
  }
}
