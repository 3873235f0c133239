internal import InviteDomain

/// The tasks of one person, each with its message, its entry in the outbox, or both.
struct UseTasks {
  private struct Left {
    var thread: UseThread
    var hasEntry: Bool
  }

  private var tasks: [Left] = []
  private var places: [ExactText: Int] = [:]

  /// A use's worth each.
  var threads: [UseThread] { tasks.map(\.thread) }

  /// - Parameter trace: a message or an entry.
  mutating func add(_ trace: UseTrace) {
    let new = Left(thread: UseThread(trace), hasEntry: trace.kind == .outbox)
    let id = trace.task.map { ExactText($0) }
    guard let place = id.flatMap({ places[$0] }) else {
      if let id { places[id] = tasks.count }
      tasks.append(new)
      return
    }
    tasks[place].thread = UseThread([tasks[place].thread, new.thread]) ?? new.thread
    tasks[place].hasEntry = tasks[place].hasEntry || new.hasEntry
  }

  /// Takes out what may have been made of rows that were passed on, `most` at most: messages without an entry. One
  /// with an entry is a redemption.
  mutating func takeContinued(_ most: Int) -> [UseThread] {
    var taken: [UseThread] = []
    for place in tasks.indices.reversed() where taken.count < most && !tasks[place].hasEntry {
      taken.append(tasks.remove(at: place).thread)
    }
    places = [:]
    return taken
  }
}
