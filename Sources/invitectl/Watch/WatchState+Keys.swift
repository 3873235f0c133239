import InviteOps
import Localization

extension WatchState {
  /// What a key asks of the loop.
  enum Wish: Equatable {
    case leave, interrupt, suspend, refresh
    /// The tasks that are to be shown have to be read.
    case look
    case act(WatchAction)
  }

  /// - Parameters:
  ///   - workers: those of the frame, among which the selection moves.
  ///   - queues: the same.
  /// - Returns: `nil` when the key only changes what is shown.
  mutating func take(
    _ key: WatchKey, in workers: [FleetSnapshot.Worker], _ queues: [FleetSnapshot.Queue] = []
  ) -> Wish? {
    notice = nil
    switch key {
    case .quit: return .leave
    case .interrupt: return .interrupt
    case .suspend: return .suspend
    case .refresh:
      isPaused = false
      return .refresh
    case .faster: faster()
    case .slower: slower()
    case .pause: isPaused.toggle()
    case .sort: nextSort()
    case .help: showsHelp.toggle()
    case .filter: isTyping = true
    case .text(let text): filter += text
    case .erase: filter = String(filter.dropLast())
    case .done: isTyping = false
    case .cancel:
      isTyping = false
      filter = ""
    case .up: move(-1, workers, queues)
    case .down: move(1, workers, queues)
    case .pageUp: move(-Self.page, workers, queues)
    case .pageDown: move(Self.page, workers, queues)
    case .first: move(.min, workers, queues)
    case .last: move(.max, workers, queues)
    case .other: change(workers, queues)
    case .back:
      // From what is in front.
      if showsHelp { showsHelp = false } else { tasks = nil }
    case .open: return open()
    case .trace:
      let wish = trace()
      if wish == nil, !showsHelp {
        notice =
          tasks == nil ? tr("nothing is selected: j, k or Tab do") : tr("its id cannot be read")
      }
      return wish
    case .drain, .pauseQueue, .revoke: return act(key, queues)
    }
    return nil
  }

  /// Among what keys move; what they act on is selected at once.
  private mutating func change(
    _ workers: [FleetSnapshot.Worker], _ queues: [FleetSnapshot.Queue]
  ) {
    isOnQueues.toggle()
    guard tasks == nil, subject == nil else { return }
    move(.min, workers, queues)
  }

  private mutating func move(
    _ step: Int, _ workers: [FleetSnapshot.Worker], _ queues: [FleetSnapshot.Queue]
  ) {
    if tasks != nil {
      tasks?.move(step)
    } else if isOnQueues {
      move(step, in: queues)
    } else {
      move(step, in: workers)
    }
  }

  /// Enter shows the tasks of what is selected; on that page it goes back.
  private mutating func open() -> Wish? {
    guard tasks == nil, !showsHelp else {
      tasks = nil
      return nil
    }
    guard let subject else {
      notice = tr("nothing is selected: j, k or Tab do")
      return nil
    }
    tasks = WatchTasks(subject: subject)
    return .look
  }

  /// It only reads, so that it is there with `--read-only`, too.
  private func trace() -> Wish? {
    guard !showsHelp else { return nil }
    if let tasks {
      guard let id = tasks.selected else { return .act(.traceOldest(tasks.subject)) }
      return id == FleetTasks.unreadable ? nil : .act(.trace(id))
    }
    return subject.map { .act(.traceOldest($0)) }
  }

  /// What is selected.
  var subject: FleetTasks.Subject? {
    isOnQueues ? selectedQueue.map { .queue($0) } : selected.map { .worker($0) }
  }

  private mutating func act(_ key: WatchKey, _ queues: [FleetSnapshot.Queue]) -> Wish? {
    guard !showsHelp else { return nil }
    guard !isReadOnly else {
      notice = tr("read-only: d p x are off")
      return nil
    }
    if let wish = wish(key, queues) { return wish }
    notice =
      switch (key, tasks) {
      case (.revoke, nil): tr("x revokes a task: Enter shows those of a worker or queue")
      case (.revoke, _): tr("no task is selected: j and k select one")
      case (.drain, nil) where isOnQueues: tr("d drains a worker: Tab selects one")
      case (.drain, nil): tr("no worker is selected: j and k select one")
      case (.pauseQueue, nil): tr("no queue is selected: Tab selects one")
      case (.drain, _): tr("d drains a worker: these are the tasks of a queue")
      default: tr("p pauses a queue: these are the tasks of a worker")
      }
    return nil
  }

  private func wish(_ key: WatchKey, _ queues: [FleetSnapshot.Queue]) -> Wish? {
    switch (key, tasks?.subject) {
    case (.revoke, .some): return tasks?.selected.map { .act(.revoke($0)) }
    case (.drain, .worker(let node)?): return .act(.drain(node))
    case (.drain, nil) where !isOnQueues: return selected.map { .act(.drain($0)) }
    case (.pauseQueue, .queue(let queue)?): return .act(pausing(queue, queues))
    case (.pauseQueue, nil) where isOnQueues:
      return selectedQueue.map { .act(pausing($0, queues)) }
    default: return nil
    }
  }

  private func pausing(_ queue: String, _ queues: [FleetSnapshot.Queue]) -> WatchAction {
    queues.contains { $0.name == queue && $0.state == .paused } ? .resume(queue) : .pause(queue)
  }
}
