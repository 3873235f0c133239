internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

/// Reads the broker's state in a few pipelines. Nothing is written.
struct BrokerReader {
  /// Beyond so many entries `unacked` is only counted and sampled.
  static let unackedSample = 2000
  /// A queue of results in the same database must not hold up a look at the queues.
  static let scanBudget = Duration.milliseconds(40)

  let connection: RedisConnection
  let keys: BrokerKeys
  let timeout: Duration

  /// What a walk over all keys finds; it changes slowly.
  struct Inventory: Sendable {
    var queues: Set<String> = []
    var replyLists: [String] = []
    /// Keys named as lists of the backend's queues with another separator or other steps.
    var otherLists: Set<String> = []
    /// Bindings that are no sets, or have members that bind nothing.
    var misfits: [BrokerState.Misfit] = []
    var isComplete = true
  }

  /// Finds queues by their bindings, and reply lists by their names.
  func takeInventory(budget: Duration = scanBudget) throws(RedisError) -> Inventory {
    var inventory = Inventory()
    var exchanges: Set<String> = []
    let known = Set(InviteTask.backendQueues.flatMap { keys.queueLists($0) })
    let end = Deadline.after(budget)
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["SCAN", cursor, "COUNT", 2000], deadline: .after(timeout)
      ).asArray()
      guard reply.count == 2 else {
        throw .unexpectedReply(
          expected: tr("a cursor and keys"), got: tr("\(reply.count) values"))
      }
      cursor = try reply[0].asString()
      for value in try reply[1].asArray() {
        // A key that is not text is none of kombu's.
        guard let key = String(validating: try value.asBytes(), as: UTF8.self) else { continue }
        if key.hasPrefix(keys.bindingPrefix) {
          exchanges.insert(String(key.dropFirst(keys.bindingPrefix.count)))
        } else if key.hasPrefix(keys.prefix), key.hasSuffix(BrokerKeys.replySuffix) {
          inventory.replyLists.append(key)
        } else if !known.contains(key),
          InviteTask.backendQueues.contains(where: { keys.isList(key, ofAnyLayoutOf: $0) })
        {
          inventory.otherLists.insert(key)
        }
      }
      if end.hasPassed, cursor != "0" { inventory.isComplete = false }
    } while cursor != "0" && inventory.isComplete
    let routed = exchanges.filter {
      $0 != "celeryev" && !$0.hasPrefix("reply.") && !$0.hasSuffix(".pidbox")
    }.map { keys.binding(exchange: $0) }.sorted()
    let members = try connection.pipeline(
      routed.map { ["SMEMBERS", $0] }, deadline: .after(timeout))
    for (key, reply) in zip(routed, members) {
      // Anybody may have made a key of such a name: it costs itself, not the look.
      guard let bindings = try? reply.asStrings() else {
        inventory.misfits.append(.init(key: key, fault: .isNot(.set)))
        continue
      }
      var broken: [String] = []
      for member in bindings {
        let binding =
          QueueBinding(member: member)
          ?? QueueBinding(member: member, separator: keys.layout.separator)
        if let queue = binding?.queue, !queue.isEmpty {
          inventory.queues.insert(queue)
        } else {
          broken.append(member)
        }
      }
      // With another separator none is whole: that is told by its lists.
      if let first = broken.first, broken.count < bindings.count {
        inventory.misfits.append(
          .init(
            key: key,
            fault: .members(
              broken.count, first: PythonText.escaped(String(first.prefix(80))))))
      }
    }
    return inventory
  }

  /// - Parameters:
  ///   - queues: besides those of the inventory, e.g. the ones workers say they consume.
  ///   - visibility: seconds after which an unacknowledged message is overdue.
  func read(
    _ inventory: Inventory, queues extra: some Sequence<String> = [], visibility: Double
  ) throws(RedisError) -> BrokerState {
    let names = inventory.queues.union(extra).union(InviteTask.backendQueues).sorted()
    var head: [RedisCommand] = [
      ["TIME"], ["HLEN", keys.unacked], ["ZRANGE", keys.unackedIndex, 0, 0, "WITHSCORES"],
      ["SCARD", keys.binding(exchange: ControlRequest.celeryReplyExchange)], ["INFO"],
    ]
    for name in names {
      for list in keys.queueLists(name) {
        head.append(["LLEN", list])
        head.append(["LINDEX", list, -1])
      }
    }
    let replies = try connection.pipeline(head, deadline: .after(timeout))
    let time = try replies[0].asStrings()
    let now = BrokerClock.time(time) ?? 0
    var misfits = inventory.misfits
    // What is of another type than its name says hides nothing else.
    func count(
      _ reply: RedisValue, _ key: String, _ content: BrokerState.Misfit.Content
    ) throws(RedisError) -> Int {
      guard reply.isWrongType else { return try reply.asInteger() }
      misfits.append(.init(key: key, fault: .isNot(content)))
      return 0
    }
    let unackedCount = try count(replies[1], keys.unacked, .hash)
    let oldest =
      replies[2].isWrongType
      ? nil : try replies[2].asStrings().last.flatMap { OutsideNumber.measure($0) }
    let replyBindings = try count(
      replies[3], keys.binding(exchange: ControlRequest.celeryReplyExchange), .set)
    // Without the right to INFO the rest is shown all the same.
    let info = (try? replies[4].asString()).map { RedisInfo($0) }
    var tail: [RedisCommand] = [
      ["ZCOUNT", keys.unackedIndex, "-inf", "\(now - visibility)"],
      ["ZRANGE", keys.unackedIndex, 0, Self.unackedSample - 1, "WITHSCORES"],
      ["HSCAN", keys.unacked, 0, "COUNT", Self.unackedSample],
    ]
    let others = inventory.otherLists.sorted()
    for key in others { tail.append(["LLEN", key]) }
    for key in inventory.replyLists {
      tail.append(["TYPE", key])
      tail.append(["PTTL", key])
    }
    let second = try connection.pipeline(tail, deadline: .after(timeout))
    let overdue = try count(second[0], keys.unackedIndex, .sortedSet)
    var denied = zip(others, second.dropFirst(3)).filter { $0.1.isDenied }.map(\.0)
    let queues = try queues(names, replies.dropFirst(5), &misfits, &denied)
    let otherLists = zip(others, second.dropFirst(3)).compactMap { key, length in
      (try? length.asInteger()).map { (key: key, length: $0) }
    }
    misfits = try typed(misfits)
    return BrokerState(
      steps: keys.layout.steps, queues: queues, otherLists: otherLists.filter { $0.length > 0 },
      misfits: misfits, denied: denied,
      unacked: try Self.unacked(second[1], second[2]), unackedCount: unackedCount,
      oldestTaken: oldest, overdue: overdue,
      replyLists: try replyLists(inventory.replyLists, Array(second.dropFirst(3 + others.count))),
      replyBindings: replyBindings, isScanComplete: inventory.isComplete,
      serverTime: now, evictionPolicy: info?["maxmemory_policy"],
      usedMemory: info?.integer("used_memory"), redisVersion: info?["redis_version"],
      server: info?.product)
  }

  /// The same with what TYPE says of the keys whose type is wrong.
  private func typed(
    _ misfits: [BrokerState.Misfit]
  ) throws(RedisError) -> [BrokerState.Misfit] {
    let types = try connection.pipeline(
      misfits.map { ["TYPE", $0.key] }, deadline: .after(timeout))
    return zip(misfits, types).map { misfit, reply in
      var misfit = misfit
      if misfit.isWrongType, let type = try? reply.asString(), type != "none" {
        misfit.type = type
      }
      return misfit
    }
  }

  private func queues(
    _ names: [String], _ replies: ArraySlice<RedisValue>, _ misfits: inout [BrokerState.Misfit],
    _ denied: inout [String]
  ) throws(RedisError) -> [BrokerState.Queue] {
    var queues: [BrokerState.Queue] = []
    var rest = replies
    for name in names {
      var ready: [Int] = []
      var next: [UInt8]?
      for list in keys.queueLists(name) {
        // A key of another type is no queue of Celery's and counts as empty.
        let reply = rest.removeFirst()
        let length = try? reply.asInteger()
        if reply.isDenied {
          denied.append(list)
        } else if length == nil {
          misfits.append(.init(key: list, fault: .isNot(.list)))
        }
        ready.append(length ?? 0)
        let last = rest.removeFirst()
        if next == nil { next = try? last.asBytes() }
      }
      queues.append(.init(name: name, ready: ready, next: next))
    }
    return queues
  }

  private func replyLists(
    _ names: [String], _ replies: [RedisValue]
  ) throws(RedisError) -> [BrokerState.ReplyList] {
    var lists: [(key: String, isImmortal: Bool)] = []
    for (index, key) in names.enumerated() {
      guard try replies[index * 2].asString() == "list" else { continue }
      lists.append((key, try replies[index * 2 + 1].asInteger() == -1))
    }
    let lengths = try connection.pipeline(
      lists.map { ["LLEN", $0.key] }, deadline: .after(timeout))
    var result: [BrokerState.ReplyList] = []
    for (list, length) in zip(lists, lengths) {
      result.append(
        .init(key: list.key, length: try length.asInteger(), isImmortal: list.isImmortal))
    }
    return result
  }
}
