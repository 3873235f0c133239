internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// The tasks of one worker, or of one queue: those in the hands of workers, and those that wait.
public struct FleetTasks: Sendable {
  public enum Subject: Sendable, Equatable {
    case worker(String)
    case queue(String)

    public var name: String {
      switch self {
      case .worker(let name), .queue(let name): name
      }
    }
  }

  public struct Row: Sendable {
    public let id: String
    public let task: String?
    /// `active`, `reserved`, `scheduled`, or `waiting` in its list.
    public let state: String
    /// Who has it; `nil` while it waits.
    public let worker: String?
    public let queue: String?
    /// When it is due, as the worker writes it.
    public let due: String?
  }

  /// The id of a message that cannot be read.
  public static let unreadable = "unreadable"
  /// More messages that wait are not shown.
  public static let most = 200

  let context: OperationContext
  let wait: Duration

  public init(_ context: OperationContext, wait: Duration) {
    self.context = context
    self.wait = wait
  }

  /// Those in hand first, then those that wait, the next first.
  public func of(_ subject: Subject) throws(Failure) -> [Row] {
    let mailbox = try context.mailbox()
    return try Failure.reporting(tr("look at the tasks of \(subject.name)")) {
      switch subject {
      case .worker(let name): return try held(mailbox, by: name)
      case .queue(let name):
        return try held(mailbox, by: nil).filter { $0.queue == name } + waiting(mailbox, name)
      }
    }
  }

  private func held(_ mailbox: WorkerMailbox, by worker: String?) throws(RedisError) -> [Row] {
    let answers = try mailbox.ask(
      [ControlQuestion(.active), ControlQuestion(.reserved), ControlQuestion(.scheduled)],
      destination: worker.map { [$0] }, deadline: .after(wait))
    var rows: [Row] = []
    for question in 0..<3 {
      for (node, value) in answers.values(question) {
        let told = HeldTask.told(
          active: question == 0 ? value : nil, reserved: question == 1 ? value : nil,
          scheduled: question == 2 ? value : nil)
        rows += told.map { task in
          Row(
            id: task.id, task: task.name, state: task.state.words, worker: node,
            queue: task.queue, due: task.due)
        }
      }
    }
    return rows
  }

  private func waiting(_ mailbox: WorkerMailbox, _ queue: String) throws(RedisError) -> [Row] {
    var rows: [Row] = []
    for list in mailbox.keys.queueLists(queue) where rows.count < Self.most {
      let replies = try mailbox.connection.call(
        ["LRANGE", list, -(Self.most - rows.count), -1], deadline: .after(mailbox.timeout)
      ).asArray()
      for reply in replies.reversed() {
        let task = (try? MessageEnvelope(decoding: reply.asBytes())).map { QueuedTask($0) }
        rows.append(
          Row(
            id: task?.id ?? Self.unreadable, task: task?.name, state: tr("waiting"), worker: nil,
            queue: queue, due: nil))
      }
    }
    return rows
  }
}
