import InviteOps
import Localization

/// Tasks that workers are to skip, for people.
enum RevokeRendering {
  /// So many are named and looked for; a look at one goes through queues.
  static let shown = 5

  static let spent = tr("A use of a code that a task stands for stays spent when it is skipped.")

  /// The tasks in a sentence.
  static func names(_ ids: [String]) -> String {
    let named = ids.prefix(shown).map { Sanitizing.line($0) }.joined(separator: ", ")
    return ids.count > shown ? tr("\(named) and \(ids.count - shown) more") : named
  }

  /// What a task is and where, as far as it is known.
  static func remark(_ task: TaskLookup.Outcome) -> String {
    let name = task.name ?? tr("a task")
    guard let queue = task.queued?.queue ?? task.unacked?.queue else {
      return tr("\(task.id): \(name), \(place(task))")
    }
    return tr("\(task.id): \(name) of the queue \(queue), \(place(task))")
  }

  private static func place(_ task: TaskLookup.Outcome) -> String {
    let workers = task.held.map(\.worker).joined(separator: ", ")
    return switch task.place {
    case .finished: task.state.map { tr("finished (\($0))") } ?? tr("finished")
    case .active: tr("runs already on \(workers); revoke does not stop it")
    case .reserved: tr("taken by \(workers) and not begun; it may run all the same")
    case .scheduled: tr("held by \(workers) until its time")
    case .unacked: tr("taken by a worker that does not tell of it")
    case .queued: tr("waits")
    case .quarantine: tr("taken out of its queue, into a file")
    case .unknown: tr("not found")
    }
  }
}
