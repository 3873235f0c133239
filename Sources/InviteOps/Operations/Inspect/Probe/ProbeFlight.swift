internal import CeleryProtocol
internal import ClientSupport
internal import RedisClient

/// Puts probes into their lists, follows them, and takes back what nobody took.
final class ProbeFlight {
  var items: [ProbeItem]
  private let keys: BrokerKeys
  let results: ProbeResults
  let marks: ProbeMarks
  /// Whether they go before all others of their list.
  let isFront: Bool
  let timeout: Duration
  /// Done after each look that found one in its list.
  var whileWaiting: (RedisConnection) throws(RedisError) -> Void = { _ throws(RedisError) in }
  private var sent = ContinuousClock.now

  private static let claimInterval = Duration.milliseconds(500)
  /// How many messages at an end of a list are compared.
  private static let reach = 1000

  init(
    _ items: [ProbeItem], _ keys: BrokerKeys, _ results: ProbeResults, _ marks: ProbeMarks,
    isFront: Bool, timeout: Duration
  ) {
    self.items = items
    self.keys = keys
    self.results = results
    self.marks = marks
    self.isFront = isFront
    self.timeout = timeout
  }

  /// Puts all of them into their lists, but for those from which they could not be taken back.
  func publish(_ connection: RedisConnection) throws(RedisError) {
    let checks = try connection.pipeline(
      items.map { ["LREM", $0.list, 1, $0.id] }, deadline: .after(timeout))
    for (index, reply) in zip(items.indices, checks) {
      do { _ = try reply.asInteger() } catch { items[index].phase = .refused(error) }
    }
    let ready = items.indices.filter { items[$0].isWaiting }
    guard !ready.isEmpty else { return }
    // Counted before the first of ours is there: none of them is a message that others wait behind.
    let counts: [RedisCommand] = ready.flatMap { index in
      items[index].before.map { ["LLEN", $0] }
    }
    let puts: [RedisCommand] = ready.map { index in
      [isFront ? "RPUSH" : "LPUSH", items[index].list, items[index].bytes]
    }
    let marked = marks.marking(ready.map { items[$0] }, puts)
    sent = .now
    let replies = try connection.pipeline(counts + marked, deadline: .after(timeout))
    var lengths = replies.prefix(counts.count)
    var answers = try marks.answers(replies.dropFirst(counts.count))
    if answers == nil { answers = try connection.pipeline(puts, deadline: .after(timeout)) }
    #if FAILPOINTS
      Failpoint.reach("probe-sent")
    #endif
    for (index, put) in zip(ready, answers ?? []) {
      // What is no list holds up nobody.
      let before = lengths.prefix(items[index].before.count).reduce(0) { sum, reply in
        sum + ((try? reply.asInteger()) ?? 0)
      }
      lengths = lengths.dropFirst(items[index].before.count)
      do {
        let length = try put.asInteger()
        items[index].note(put: before + (isFront ? 0 : length - 1))
      } catch {
        items[index].phase = .refused(error)
      }
    }
  }

  /// Looks until all are taken, at most until `deadline`.
  ///
  /// - Parameter claims: asks workers which of these they had; their names by id.
  func follow(
    _ connection: RedisConnection, until deadline: Deadline,
    claims: ([ProbeItem]) throws(RedisError) -> [String: String]
  ) throws(RedisError) {
    var next = Deadline.after(.zero)
    while !deadline.hasPassed {
      try look(connection)
      if items.contains(where: \.isWaiting) { try whileWaiting(connection) }
      let open = items.filter(\.isOpen)
      if !open.isEmpty, open.allSatisfy(\.isDoubtful), next.hasPassed {
        for (id, worker) in try claims(open) {
          for index in items.indices where items[index].id == id {
            items[index].worker = worker
            items[index].phase = .taken
          }
        }
        next = .after(Self.claimInterval)
      }
      guard try wait(connection, deadline) else { return }
    }
  }

  /// Who says that they had a probe, by its id.
  func note(workers: [String: String]) {
    for index in items.indices {
      items[index].worker = workers[items[index].id] ?? items[index].worker
    }
  }

  func look(_ connection: RedisConnection) throws(RedisError) {
    let open = items.indices.filter { items[$0].isOpen }
    guard !open.isEmpty else { return }
    var commands: [RedisCommand] = []
    for index in open {
      let item = items[index]
      commands += item.before.map { ["LLEN", $0] }
      commands.append(["LLEN", item.list])
      commands.append(place(of: item))
      commands.append(["HEXISTS", keys.unacked, item.id])
    }
    // Once more at the end: of those that were there before and after, all counts in between have them.
    let mates = open.filter { mate in open.contains { isBefore(mate, $0) } }
    commands += mates.map { place(of: items[$0]) }
    let all = try connection.pipeline(commands, deadline: .after(timeout))
    var replies = all.prefix(all.count - mates.count)
    let still = Set(zip(mates, all.suffix(mates.count)).filter { !$0.1.isNull }.map(\.0))
    var waiting: Set<Int> = []
    var nowhere: [Int] = []
    for index in open {
      var lengths = 0
      for _ in items[index].before { lengths += (try? replies.removeFirst().asInteger()) ?? 0 }
      lengths += try replies.removeFirst().asInteger()
      let place = try replies.removeFirst().asOptionalInteger()
      let isHeld = try replies.removeFirst().asInteger() > 0
      if place != nil { waiting.insert(index) }
      if place == nil, !isHeld, !items[index].hasResult {
        nowhere.append(index)
      } else {
        // Ours stand in lists before it.
        let own = waiting.filter { isBefore($0, index) }
        let isSure = own.isSubset(of: still)
        let left = items[index].left
        items[index].note(
          ahead: place.map { isSure ? max(0, lengths - own.count - 1 - $0) : left },
          isHeld: isHeld, since: sent)
      }
    }
    try lookForReturned(nowhere, connection)
  }

  /// From the end at which it was put: what the server has to pass is short.
  private func place(of item: ProbeItem) -> RedisCommand {
    ["LPOS", item.list, item.bytes, "RANK", isFront ? -1 : 1]
  }

  /// Whether a probe lies in a list that is emptied before that of another one.
  private func isBefore(_ one: Int, _ other: Int) -> Bool {
    items[other].before.contains(items[one].list)
  }

  /// A worker that does not consume the queue any more pushes what it had taken behind all others; one
  /// that ends, before them. So both ends are looked at, and all of the list once it was seen there.
  private func lookForReturned(
    _ indices: [Int], _ connection: RedisConnection
  ) throws(RedisError) {
    guard !indices.isEmpty else { return }
    var commands: [RedisCommand] = []
    for index in indices {
      let item = items[index]
      for list in item.returns {
        commands.append(["LLEN", list])
        for rank in [1, -1] {
          commands.append(
            ["LPOS", list, item.restored, "RANK", rank, "MAXLEN", item.wasPutBack ? 0 : Self.reach])
        }
      }
    }
    var replies = try connection.pipeline(commands, deadline: .after(timeout))[...]
    for index in indices {
      var ahead: Int?
      for _ in items[index].returns {
        let length = try? replies.removeFirst().asInteger()
        for _ in 0..<2 {
          let place = try? replies.removeFirst().asOptionalInteger()
          if let length, let place { ahead = max(0, length - 1 - place) }
        }
      }
      items[index].note(ahead: ahead, isHeld: false, isPutBack: ahead != nil, since: sent)
    }
  }

  /// Returns whether there is anything left to look for.
  private func wait(
    _ connection: RedisConnection, _ deadline: Deadline
  ) throws(RedisError) -> Bool {
    guard items.contains(where: \.isOpen) else { return false }
    let pause = min(pauseLength, deadline.remaining ?? pauseLength)
    guard let (id, state) = try results.wait(pause) else { return true }
    for index in items.indices where items[index].id == id {
      items[index].note(state, since: sent)
    }
    return true
  }

  /// Short at first, then so that looks cost the server little; short again while a worker is at it.
  private var pauseLength: Duration {
    if items.contains(where: \.isInWorker) { return .milliseconds(20) }
    let elapsed = sent.duration(to: .now)
    return min(.milliseconds(50), max(.milliseconds(1), elapsed / 20))
  }
}
