import InviteOps

/// Tasks that workers are to skip, for people.
enum RevokeRendering {
  /// So many are named and looked for; a look at one goes through queues.
  static let shown = 5

  static let spent = "A use of a code that a task stands for stays spent when it is skipped."

  /// The tasks in a sentence.
  static func names(_ ids: [String]) -> String {
    let named = ids.prefix(shown).map { Sanitizing.line($0) }.joined(separator: ", ")
    return ids.count > shown ? "\(named) and \(ids.count - shown) more" : named
  }

  /// What a task is and where, as far as it is known.
  static func remark(_ task: TaskLookup.Outcome) -> String {
    let queue = (task.queued?.queue ?? task.unacked?.queue).map { " of the queue \($0)" } ?? ""
    return "\(task.id): \(task.name ?? "a task")\(queue), \(place(task))"
  }

  private static func place(_ task: TaskLookup.Outcome) -> String {
    let workers = task.held.map(\.worker).joined(separator: ", ")
    return switch task.place {
    case .finished: "finished\(task.state.map { " (\($0))" } ?? "")"
    case .active: "runs already on \(workers); revoke does not stop it"
    case .reserved: "taken by \(workers) and not begun"
    case .scheduled: "held by \(workers) until its time"
    case .unacked: "taken by a worker that does not tell of it"
    case .queued: "waits"
    case .quarantine: "taken out of its queue, into a file"
    case .unknown: "not found"
    }
  }
}
