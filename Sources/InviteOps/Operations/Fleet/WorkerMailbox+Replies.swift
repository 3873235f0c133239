internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import RedisClient

/// The list that answers come to, and the binding by which workers find it.
extension WorkerMailbox {
  /// That of most workers; those that were killed long ago may have had another.
  static func separator(_ members: [String]) -> String? {
    let found = members.compactMap { QueueBinding.separator(ofWorkers: $0) }
    let counts = Dictionary(grouping: found) { $0 }.mapValues(\.count)
    return counts.max {
      ($0.value, $0.key == PriorityStep.separator ? 1 : 0, $1.key)
        < ($1.value, $1.key == PriorityStep.separator ? 1 : 0, $0.key)
    }?.key
  }

  /// The binding and the list, both with a life. The list holds one element from the start, so
  /// that it exists and its life counts before the first answer is pushed before it.
  func open(
    _ oid: String, _ exchange: String, _ separator: String, renewing: Bool = false
  ) -> [RedisCommand] {
    let binding = keys.binding(exchange: exchange)
    let list = keys.replyList(oid)
    let member = ControlRequest.ReplyAddress(oid: oid).binding.written(with: separator)
    var commands: [RedisCommand] = renewing ? [] : [["RPUSH", list, Self.placeholder]]
    commands += [
      ["PEXPIRE", list, Int(saturating: Self.listLife.seconds * 1000)],
      ["SADD", binding, member],
      ["PEXPIRE", binding, Int(saturating: Self.bindingLife.seconds * 1000)],
    ]
    return commands
  }

  private static let placeholder = "-"

  /// What the reply lists of ours begin with.
  static let oidPrefix = "invitectl-"

  /// Takes out of the binding whom a kill has left there: others that ask keep the set alive. A client makes its
  /// list before it writes its member, renews both together, and deletes the list last, so that a member whose list
  /// is not there is nobody's. (Where a list was evicted the client that lives writes both again.)
  ///
  /// - Parameter members: of the set, without our own.
  func dropDead(
    _ members: [String], _ binding: String, _ separator: String, on connection: RedisConnection,
    _ deadline: Deadline
  ) throws(RedisError) {
    let ours = members.compactMap { member -> (member: String, list: String)? in
      guard let oid = QueueBinding(member: member, separator: separator)?.routingKey,
        oid.hasPrefix(Self.oidPrefix)
      else { return nil }
      return (member, keys.replyList(oid))
    }.prefix(Self.mostDropped)
    guard !ours.isEmpty else { return }
    let lists = try connection.pipeline(ours.map { ["EXISTS", $0.list] }, deadline: deadline)
    var dead: [RedisCommand] = []
    for (one, list) in zip(ours, lists) where try list.asInteger() == 0 {
      dead.append(["SREM", binding, one.member])
    }
    if !dead.isEmpty { _ = try connection.pipeline(dead, deadline: deadline) }
  }

  /// At once.
  private static let mostDropped = 100

  /// Reads what was pushed since; answers stand before the placeholder, newest first.
  func poll(
    _ list: String, after read: Int, into collector: inout ReplyCollector
  ) throws(RedisError) -> Int {
    let replies = try connection.pipeline(
      [["LRANGE", list, 0, -(read + 2)], ["LINDEX", list, -1]], deadline: .after(timeout))
    guard try replies[1].asOptionalString() == Self.placeholder else {
      // Evicted or expired, and perhaps pushed to again: what is there is read, whole.
      let rest = try connection.pipeline(
        [
          ["LRANGE", list, 0, -1], ["RPUSH", list, Self.placeholder],
          ["PEXPIRE", list, Int(saturating: Self.listLife.seconds * 1000)],
        ], deadline: .after(timeout))
      let all = try rest[0].asArray()
      for reply in all.reversed() { collector.take(try reply.asBytes()) }
      return all.count
    }
    let new = try replies[0].asArray()
    for reply in new.reversed() { collector.take(try reply.asBytes()) }
    return read + new.count
  }

  /// The nodes that have a binding now.
  func bound() throws(RedisError) -> Set<String> {
    let members = try connection.call(
      ["SMEMBERS", keys.binding(exchange: ControlRequest.exchange)], deadline: .after(timeout)
    ).asStrings()
    return Set(Self.boundNodes(members, Self.separator(members) ?? keys.layout.separator))
  }

  static func boundNodes(_ members: [String], _ separator: String) -> [String] {
    let suffix = "." + ControlRequest.exchange
    return members.compactMap { member in
      (QueueBinding(member: member, separator: separator) ?? QueueBinding(member: member))?.queue
    }.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }
}
