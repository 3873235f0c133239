internal import CeleryProtocol
internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import PostgresClient

/// A redemption in `invitectl.redeem_outbox`: everything its message is made of.
struct OutboxEntry: Sendable, Equatable {
  enum State: String, Sendable {
    case recorded, published, refused, refunded
  }

  let taskID: String
  let flow: RedeemFlow
  let code: String
  let email: String
  let groupID: Int?
  var state = State.recorded
  /// What its message says besides.
  var arguments: JSONObject = [:]
  /// What is in its row and is nothing of ours.
  private(set) var fault: String?
  /// Whether its row has arguments that cannot be read.
  private var hasOddArguments = false
  /// The row of invite_records that holds its seat.
  var recordID: Int?
  /// From when on its message must not be sent any more; `nil` for one that never is too late. The clock
  /// goes on while this process is stopped.
  var sendBefore: ContinuousClock.Instant?

  init(_ request: RedeemRequest, _ flow: RedeemFlow, _ code: CodeFacts) {
    taskID = request.taskID
    self.flow = flow
    self.code = code.code
    email = request.email
    groupID = code.groupID
  }

  init(_ row: PostgresRow) throws(PostgresError) {
    taskID = try row.string("task_id")
    let named = try row.string("flow")
    flow = RedeemFlow(rawValue: named) ?? .direct
    if flow.rawValue != named { fault = tr("its flow is none of direct, redeem and rebind") }
    code = try row.string("code")
    email = try row.string("email")
    groupID = try row.optionalInt("group_id")
    state = State(rawValue: try row.string("state")) ?? .recorded
    if let text = try row.optionalString("arguments") {
      switch try? JSONValue(parsing: text) {
      case .object(let object)?: arguments = object
      case .null?: break
      default:
        fault = tr("its arguments are no object of JSON")
        hasOddArguments = true
      }
    }
    recordID = try row.optionalInt("record_id")
  }

  /// What an entry has taken, for who settles it.
  struct Claim: Sendable, Equatable {
    let taskID: String
    let flow: RedeemFlow
    let holdsSeat: Bool
    /// Whether it was made beside a backend that counts on join: then it counted nothing.
    let isOnJoin: Bool

    init(taskID: String, flow: RedeemFlow, holdsSeat: Bool, isOnJoin: Bool) {
      self.taskID = taskID
      self.flow = flow
      self.holdsSeat = holdsSeat
      self.isOnJoin = isOnJoin
    }

    /// - Parameter flow: as its row has it; of another than ours nothing is known to be counted.
    init(taskID: String, flow: String, holdsSeat: Bool, isOnJoin: Bool) {
      self.init(
        taskID: taskID, flow: RedeemFlow(rawValue: flow) ?? .direct, holdsSeat: holdsSeat,
        isOnJoin: isOnJoin)
    }
  }

  var claim: Claim {
    Claim(
      taskID: taskID, flow: flow, holdsSeat: recordID != nil,
      isOnJoin: recordID != nil || !arguments.isEmpty || hasOddArguments)
  }

  /// - Parameter headers: those of the run that publishes it, which may not be the one that wrote it.
  func message(headers: JSONObject) throws(Failure) -> TaskMessage {
    do {
      return try InviteTask(
        email: email, code: code, groupID: groupID, isRebind: flow == .rebind, id: taskID,
        arguments: arguments
      ).message(headers: headers)
    } catch {
      throw Failure(.usage, tr("no worker could take this invite: \(error)"))
    }
  }

  /// Whether this is the redemption that was asked for.
  func matches(_ request: RedeemRequest) -> Bool {
    ExactText(code) == ExactText(request.code) && ExactText(email) == ExactText(request.email)
  }
}
