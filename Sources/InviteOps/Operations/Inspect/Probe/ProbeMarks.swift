internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import RedisClient

/// Marks of the probes that are on their way, so that the next run takes away what a killed one has left: its
/// message, and the result that a worker stores for it.
///
/// A mark comes in one step with its message. It goes when both are gone, and stays for ``life`` where a
/// worker may still have the message in its hands. Where marks cannot be written, probes go without.
struct ProbeMarks {
  /// In the broker: a field for each probe, by its id.
  static let key = "invitectl:probes"
  /// Seconds for which is looked for what a worker may store yet; results of the backend stay as long.
  static let life = 3600.0
  /// Seconds that a run may take besides its wait.
  private static let margin = 60.0
  /// So many left ones are taken away by one run.
  private static let most = 500

  private let timeout: Duration
  private let now: Double
  private let until: Double
  private let owner: Int?
  private let isOn: Bool
  private let count: Int

  /// - Parameter wait: how long the run waits for its probes.
  init(
    _ connection: RedisConnection, wait: Duration, timeout: Duration
  ) throws(RedisError) {
    let replies = try connection.pipeline(
      [["TIME"], ["CLIENT", "ID"], RedisCommand(ProbeMarkScripts.look, keys: [Self.key])],
      deadline: .after(timeout))
    let time = try? replies[0].asStrings()
    self.timeout = timeout
    now = OutsideNumber.measure(time?.first) ?? 0
    until = now + wait.seconds + Self.margin
    owner = try? replies[1].asInteger()
    let length = try? replies[2].asInteger()
    count = length ?? 0
    isOn = now > 0 && length != nil
  }

  // MARK: - Of this run

  /// The commands that put probes into their lists, with their marks, all or none.
  func marking(_ items: [ProbeItem], _ puts: [RedisCommand]) -> [RedisCommand] {
    guard isOn else { return puts }
    var commands: [RedisCommand] = [["MULTI"], set(items, isSettled: false)]
    commands += puts
    commands.append(["EXEC"])
    return commands
  }

  /// What the server answered to the puts.
  ///
  /// - Parameter replies: to ``marking(_:_:)``.
  /// - Returns: `nil` where it has refused all of it, e.g. since the marks are not allowed.
  func answers(_ replies: ArraySlice<RedisValue>) throws(RedisError) -> [RedisValue]? {
    guard isOn else { return Array(replies) }
    // Without MULTI each was done by itself.
    if case .error? = replies.first { return Array(replies.dropFirst(2).dropLast()) }
    guard let last = replies.last else { return nil }
    if case .error = last { return nil }
    return Array(try last.asArray().dropFirst())
  }

  /// The commands that take a probe out of its lists, with its mark if it was there: whoever does not hear the
  /// answer finds neither.
  func taking(_ id: String, from places: [ProbeMark.Place]) -> [RedisCommand] {
    guard isOn else { return places.map { ["LREM", $0.list, $0.count, $0.form] } }
    var keys: [any RedisArgument] = [Self.key]
    var arguments: [any RedisArgument] = [id]
    for place in places {
      keys.append(place.list)
      arguments.append(place.count)
      arguments.append(place.form)
    }
    return [RedisCommand(ProbeMarkScripts.take, keys: keys, arguments: arguments)]
  }

  /// Notes which of them are in no list any more, before their results are deleted.
  func settle(_ items: [ProbeItem], _ connection: RedisConnection) throws(RedisError) {
    guard isOn else { return }
    var commands: [RedisCommand] = []
    let taken = items.filter(\.isTaken)
    if !taken.isEmpty { commands.append(set(taken, isSettled: true)) }
    let back = items.filter { !$0.isOpen && !$0.isTaken }
    if !back.isEmpty { commands.append(Self.delete(back.map(\.id))) }
    _ = try connection.pipeline(commands, deadline: .after(timeout))
  }

  /// Forgets those of which nothing is left.
  func forget(_ items: [ProbeItem], _ connection: RedisConnection) throws(RedisError) {
    let done = items.filter { $0.isTaken || $0.isStored }
    guard isOn, !done.isEmpty else { return }
    _ = try connection.pipeline([Self.delete(done.map(\.id))], deadline: .after(timeout))
  }

  private func set(_ items: [ProbeItem], isSettled: Bool) -> RedisCommand {
    var words: [any RedisArgument] = ["HSET", Self.key]
    for item in items {
      let mark = ProbeMark(item, made: now, until: until, owner: owner, isSettled: isSettled)
      words.append(item.id)
      words.append(mark.encoded)
    }
    return RedisCommand(words)
  }

  private static func delete(_ ids: [String]) -> RedisCommand {
    let words: [any RedisArgument] = ["HDEL", key]
    return RedisCommand(words + ids.map { $0 as any RedisArgument })
  }

  // MARK: - Of others

  /// Takes away what runs have left that are no more.
  ///
  /// - Returns: whether something of it may come yet: neither in a list nor stored, a worker may have it.
  func sweep(
    _ connection: RedisConnection, _ results: ProbeResults
  ) throws(RedisError) -> Bool {
    guard isOn, count > 0 else { return false }
    let left = try Array(abandoned(connection).prefix(Self.most))
    guard !left.isEmpty else { return false }
    let placed = left.filter { !$0.places.isEmpty }
    let replies = try connection.pipeline(
      placed.flatMap { taking($0.id, from: $0.places) }, deadline: .after(timeout))
    var removed: Set<String> = []
    for (mark, reply) in zip(placed, replies) where ((try? reply.asInteger()) ?? 0) > 0 {
      removed.insert(mark.id)
    }
    let rest = left.filter { !removed.contains($0.id) }
    let deleted = results.deleteLeft(rest.map(\.id))
    let over = rest.filter { mark in
      deleted?.contains(mark.id) ?? false || (mark.message.isEmpty && deleted != nil)
        || mark.made + Self.life < now
    }
    if !over.isEmpty {
      _ = try connection.pipeline([Self.delete(over.map(\.id))], deadline: .after(timeout))
    }
    return over.count < rest.count
  }

  /// The oldest first.
  private func abandoned(_ connection: RedisConnection) throws(RedisError) -> [ProbeMark] {
    var marks: [ProbeMark] = []
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["HSCAN", Self.key, cursor, "COUNT", 100], deadline: .after(timeout)
      ).asArray()
      cursor = try reply.first?.asString() ?? "0"
      let pairs = try reply.last?.asArray() ?? []
      for index in stride(from: 0, to: pairs.count - 1, by: 2) {
        let id = String(decoding: try pairs[index].asBytes(), as: UTF8.self)
        if let mark = ProbeMark(id, decoding: try pairs[index + 1].asBytes()) { marks.append(mark) }
      }
    } while cursor != "0"
    guard !marks.isEmpty else { return [] }
    let alive = try alive(Set(marks.compactMap(\.owner)), connection)
    return marks.filter { mark in
      mark.until < now || mark.owner.map { !alive.contains($0) } ?? false
    }.sorted { $0.made < $1.made }
  }

  /// Which of these connections there are; all, where the server does not say.
  private func alive(
    _ owners: Set<Int>, _ connection: RedisConnection
  ) throws(RedisError) -> Set<Int> {
    guard !owners.isEmpty else { return [] }
    var words: [any RedisArgument] = ["CLIENT", "LIST", "ID"]
    for owner in owners.sorted() { words.append(owner) }
    let reply = try connection.pipeline([RedisCommand(words)], deadline: .after(timeout))[0]
    guard let text = try? reply.asBytes() else { return owners }
    var alive: Set<Int> = []
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
      guard let first = line.split(separator: " ").first, first.hasPrefix("id="),
        let id = Int(first.dropFirst(3))
      else { continue }
      alive.insert(id)
    }
    return alive
  }
}
