internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON

/// Which workers that take invites are of an older release than the tables, told by the tasks that
/// they register.
///
/// The message of a release that counts on join names arguments that older workers do not know: such
/// a task ends as FAILURE, writes no row, and leaves the seat that was reserved for it. A worker of
/// before the change that registers as much as one of after it cannot be told (revision 022 to 025).
struct WorkerReleases {
  /// A worker and the first task of the tables' release that it does not have.
  struct Older: Equatable {
    let worker: String
    let task: String
  }

  /// By worker, the names of its tasks.
  private let tasks: [String: Set<String>]

  static let question = ControlQuestion(.registered)

  /// - Parameter question: the place of ``question`` among the questions.
  init(_ answers: MailboxAnswers, at question: Int) {
    tasks = Dictionary(
      uniqueKeysWithValues: answers.values(question).map { ($0.node, Self.names($0.value)) })
  }

  init(tasks: [String: Set<String>]) {
    self.tasks = tasks
  }

  /// The tasks of an answer to `registered`, without what may be told of each in brackets.
  static func names(_ answer: JSONValue) -> Set<String> {
    Set(
      (answer.array ?? []).compactMap { $0.string?.split(separator: " ").first.map(String.init) })
  }

  /// What every release registers that works on such tables and counts on join, in the order in which
  /// the tasks came: with 9e96e8d, 664c7b5, 25f6fd2, 413b77f, and the mails with revision 026.
  static func known(on tables: BackendTables) -> [String] {
    guard tables >= .r024 else { return [] }
    let names = [
      "process_invite_task", "retry_failed_invites", "detect_orphan_users",
      "cleanup_stale_reserved_records", "cleanup_expired_orders",
    ]
    return (tables >= .r026 ? names + ["send_bulk_email_task"] : names)
      .map { "app.tasks_celery.\($0)" }
  }

  /// Those of `workers` that lack one; who has not answered is left out.
  func older(than tables: BackendTables, among workers: [String]) -> [Older] {
    let known = Self.known(on: tables)
    return workers.compactMap { worker in
      guard let tasks = tasks[worker], let task = known.first(where: { !tasks.contains($0) })
      else { return nil }
      return Older(worker: worker, task: task)
    }
  }

  /// Asks all workers.
  ///
  /// - Returns: the older ones among those that consume the queue of invites.
  static func older(
    than generation: BackendGeneration, _ context: OperationContext, wait: Duration
  ) throws(Failure) -> [Older] {
    guard generation.counting == .onJoin else { return [] }
    let answers: MailboxAnswers
    do {
      answers = try context.mailbox().ask(
        WorkerFleetFacts.verbs.map { ControlQuestion($0) } + [question], deadline: .after(wait))
    } catch {
      throw Failure(of: error, doing: tr("ask the workers for their tasks"))
    }
    return WorkerReleases(answers, at: WorkerFleetFacts.verbs.count).older(
      than: generation.tables,
      among: WorkerFleetFacts(answers).consumers(of: InviteTask.queue))
  }

  // MARK: - In words

  /// Not the queue's: a row that waits is no way out, since it may be the older worker that takes it up.
  static let reason = "worker-release"

  /// Who they are, and by what that is told.
  static func sentence(_ older: [Older], _ tables: BackendTables) -> String {
    let named = older.prefix(3).map { worker in
      tr("\(worker.worker) (without \(worker.task.split(separator: ".").last ?? ""))")
    }
    let list = named.joined(separator: tr(", "))
    let names =
      older.count > named.count ? tr("\(list) and \(older.count - named.count) more") : list
    return tr(
      older.count,
      """
      \(older.count) worker of an older release than the tables (revision \(tables.name)) takes \
      invites: \(names)
      """,
      """
      \(older.count) workers of an older release than the tables (revision \(tables.name)) take \
      invites: \(names)
      """)
  }

  static let harm = tr("an older worker fails on a newer message, and leaves its seat reserved")

  /// What to do about them.
  static func remedy(_ older: [Older]) -> String {
    let stop = ShellCommand.invitectl(
      ["inspect-workers", "control", "shutdown"], [],
      older.map { .init("--destination", $0.worker) } + ["--yes"])
    return tr(
      "start workers of the tables' release, then '\(stop)'; where the whole backend was set "
        + "back, 'invitectl redeem CODE EMAIL --via http'")
  }

  /// `nil` where there are none.
  static func refusal(_ older: [Older], _ tables: BackendTables) -> Failure? {
    guard !older.isEmpty else { return nil }
    return Failure(
      .conflict, tr("\(sentence(older, tables)); \(harm): nothing was done"), hint: remedy(older),
      reason: reason)
  }
}
