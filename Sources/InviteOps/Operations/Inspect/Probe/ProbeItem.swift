internal import CeleryProtocol
internal import RedisClient

/// One probe: where it was put, and what became of it. No I/O.
struct ProbeItem {
  enum Phase {
    /// In its list, as far as is known.
    case waiting
    /// In `unacked`: a worker has it and has not acknowledged it.
    case held
    /// In neither: acknowledged, or on its way. Between a worker's taking and its note of that there is a
    /// moment; one that is stopped while it waits has the message in its socket, for as long as it is
    /// stopped. Only a result, `unacked` or the worker's word tells them apart.
    case gone(since: ContinuousClock.Instant, looks: Int)
    /// A worker is done with it.
    case taken
    /// Nobody had taken it; it was removed from its list.
    case takenBack
    /// It could not be put there.
    case refused(RedisError)
  }

  let queue: String
  /// Of the list, 0, 3, 6 or 9 as a rule.
  let step: Int
  /// The key.
  let list: String
  let id: String
  let bytes: [UInt8]
  /// The keys whose messages are delivered before those of ``list``.
  let before: [String]
  /// The bytes in which a worker gives it back that had taken it and does not consume its queue any more;
  /// empty for none. Celery says that it has stopped before its last BRPOP has come back
  /// (celery/worker/control.py, `cancel_consumer`; kombu/transport/virtual/base.py, `_deliver`).
  var restored: [UInt8] = []

  var phase = Phase.waiting
  /// Messages of the queue, but for our own probes, that were delivered before it when it was put there.
  private(set) var ahead = 0
  /// The same at the last look.
  private(set) var left = 0
  /// Whether messages before it were seen to be taken.
  private(set) var hasMoved = false
  /// From its sending to the first sign that it was taken.
  private(set) var latency: Duration?
  /// Whether it was seen in `unacked`.
  private(set) var wasHeld = false
  /// Whether it was seen where a worker has given it back.
  private(set) var wasPutBack = false
  /// Whether its result was heard.
  private(set) var hasResult = false
  /// Whether its result was where this program looks. Channels know no databases, so that one is heard
  /// that is stored in another one.
  var isStored = false
  /// What that says.
  var state: TaskResult.State?
  /// Who says that they had it.
  var worker: String?

  /// The lists in which it may lie once it was given back: kombu 5.3 forgets its priority.
  var returns: [String] { restored.isEmpty ? [] : [list] + before.prefix(1) }

  /// Whether a look may still find something new.
  var isOpen: Bool {
    switch phase {
    case .waiting, .held, .gone: true
    case .taken, .takenBack, .refused: false
    }
  }

  /// Whether a worker is done with it.
  var isTaken: Bool {
    if case .taken = phase { true } else { false }
  }

  var isWaiting: Bool {
    if case .waiting = phase { true } else { false }
  }

  /// Whether it is nowhere for so long that a worker's own account of it is worth asking for.
  var isDoubtful: Bool {
    guard case .gone(let since, let seen) = phase else { return false }
    return seen >= Self.looks && since.duration(to: .now) >= Self.settling
  }

  var isInWorker: Bool {
    switch phase {
    case .held, .gone: true
    case .waiting, .taken, .takenBack, .refused: false
    }
  }

  /// So many looks, over so long, find it nowhere before anything is made of that.
  private static let looks = 3
  private static let settling = Duration.milliseconds(150)

  /// What a look at its list and at `unacked` found.
  ///
  /// - Parameters:
  ///   - ahead: messages delivered before it, without our own; `nil` where it is not in its list.
  ///   - isHeld: whether it is in `unacked`.
  ///   - isPutBack: whether it lies there because a worker has given it back.
  mutating func note(
    ahead: Int?, isHeld: Bool, isPutBack: Bool = false, since sent: ContinuousClock.Instant,
    now: ContinuousClock.Instant = .now
  ) {
    guard isOpen else { return }
    if let ahead {
      if ahead < left { hasMoved = true }
      left = ahead
      phase = .waiting
      if isPutBack {
        // As if nobody had had it.
        wasPutBack = true
        wasHeld = false
        latency = nil
      }
      return
    }
    if latency == nil { latency = sent.duration(to: now) }
    if isHeld {
      wasHeld = true
      phase = .held
      return
    }
    // A worker stores the result and then acknowledges.
    if hasResult {
      phase = .taken
      return
    }
    guard case .gone(let since, let seen) = phase else {
      phase = .gone(since: now, looks: 1)
      return
    }
    // It was in a worker's books, and the worker took it out of them.
    let isSettled = seen + 1 >= Self.looks && since.duration(to: now) >= Self.settling
    phase = isSettled && wasHeld ? .taken : .gone(since: since, looks: seen + 1)
  }

  /// It was put into its list.
  mutating func note(put ahead: Int) {
    self.ahead = ahead
    left = ahead
  }

  /// Its result came.
  mutating func note(
    _ result: TaskResult.State?, since sent: ContinuousClock.Instant,
    now: ContinuousClock.Instant = .now
  ) {
    hasResult = true
    state = result
    guard isOpen else { return }
    if latency == nil { latency = sent.duration(to: now) }
  }
}
