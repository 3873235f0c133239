internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

/// Finds the lists of a broker that may hold task messages: by what is there, whatever separator and
/// steps its workers have, and by the names of queues that are known.
struct BrokerLists {
  /// A walk over all keys ends here, unfinished: ten million keys take about 5 s.
  static let scanBudget = Duration.seconds(20)
  /// More lists of other kinds than this are not looked into.
  static let mostOthers = 10_000

  let connection: RedisConnection
  let keys: BrokerKeys
  let timeout: Duration

  /// Lists to be read, and what was not looked into.
  struct Found {
    /// Keys, those of known queues first.
    var lists: [String] = []
    var gaps: [String] = []
  }

  /// - Parameters:
  ///   - queues: names known without looking.
  ///   - layouts: of the workers; ours besides.
  ///   - end: of a walk over all keys; `nil` for ``scanBudget``.
  func find(
    _ queues: Set<String>, layouts: Set<QueueLayout>, until end: Deadline? = nil
  ) throws(RedisError) -> Found {
    var found = Found()
    let layouts = layouts.union([keys.layout])
    var known: Set<String> = []
    for queue in queues {
      for layout in layouts { known.formUnion(layout.lists(queue).map { keys.prefix + $0 }) }
    }
    let names = known.sorted()
    let types = try connection.pipeline(
      names.map { ["TYPE", $0] }, deadline: .after(timeout))
    for (name, reply) in zip(names, types) {
      if reply.isDenied {
        found.gaps.append(Self.denied([name]))
        continue
      }
      let type = try reply.asString()
      if type == "list" {
        found.lists.append(name)
      } else if type != "none" {
        found.gaps.append(tr("\(PythonText.escaped(name)) is a \(type), not a list"))
      }
    }
    let (scanned, isWhole) = try scan(["TYPE", "list"], &found, until: end)
    if !isWhole {
      found.gaps.append(tr("the keys of the broker were not looked through to the end"))
    }
    let others = scanned.filter { !known.contains($0) && !$0.hasSuffix(BrokerKeys.replySuffix) }
    let (ours, rest) = Self.split(others) { key in
      queues.contains { key.hasPrefix(keys.prefix + $0) }
    }
    found.lists += ours.sorted()
    if rest.count > Self.mostOthers {
      found.gaps.append(
        tr("\(rest.count - Self.mostOthers) more lists of the broker were not searched"))
    }
    found.lists += try holdingMessages(rest.sorted().prefix(Self.mostOthers), &found.gaps)
    return found
  }

  /// The lists whose first or last element is a message of kombu.
  private func holdingMessages(
    _ names: ArraySlice<String>, _ gaps: inout [String]
  ) throws(RedisError) -> [String] {
    let ends = try connection.pipeline(
      names.flatMap { [["LINDEX", $0, 0], ["LINDEX", $0, -1]] as [RedisCommand] },
      deadline: .after(timeout))
    let places = Array(zip(names, stride(from: 0, to: ends.count, by: 2)))
    let denied = places.filter { ends[$0.1].isDenied }.map(\.0)
    if !denied.isEmpty { gaps.append(Self.denied(denied)) }
    return places.compactMap { name, place in
      let isMessage = ends[place..<(place + 2)].contains { reply in
        guard let bytes = try? reply.asBytes() else { return false }
        return (try? MessageEnvelope(decoding: bytes)) != nil
      }
      return isMessage ? name : nil
    }
  }

  private static func denied(_ names: [String]) -> String {
    let first = PythonText.escaped(names[0])
    guard names.count > 1 else {
      return tr(
        "this Redis user may not read \(first): give it the keys where queues are kept there")
    }
    let more = names.count - 1
    return tr(
      more,
      """
      this Redis user may not read \(first) and \(more) more list: give it the keys where queues \
      are kept there
      """,
      """
      this Redis user may not read \(first) and \(more) more lists: give it the keys where queues \
      are kept there
      """)
  }

  /// What cannot be seen from here, a sentence each: key prefixes other than ours under which workers
  /// listen, when none has listened under ours; and that the walk over all keys for them has ended early.
  ///
  /// - Parameter end: of that walk; `nil` for ``scanBudget``.
  func foreignListeners(until end: Deadline? = nil) throws(RedisError) -> [String] {
    let own = keys.binding(exchange: ControlRequest.exchange)
    guard try connection.call(["EXISTS", own], deadline: .after(timeout)).asInteger() == 0 else {
      return []
    }
    let suffix = String(own.dropFirst(keys.prefix.count))
    // What a server refuses is said where its lists are looked for.
    var ignored = Found()
    let (found, isWhole) = try scan(
      ["MATCH", "*" + BrokerKeys.globEscaped(suffix)], &ignored, until: end)
    let prefixes = found.filter { $0.hasSuffix(suffix) }.map { $0.dropLast(suffix.count) }
    return prefixes.sorted().map { prefix in
      tr(
        "workers listen under the key prefix '\(PythonText.escaped(String(prefix)))' and none under "
          + "'\(PythonText.escaped(keys.prefix))' (setting broker.keyPrefix)")
    }
      + (isWhole
        ? []
        : [
          tr(
            "whether workers listen under another key prefix was not looked through to the end: no "
              + "worker listens under '\(PythonText.escaped(keys.prefix))'")
        ])
  }

  private func scan(
    _ filter: [any RedisArgument], _ found: inout Found, until given: Deadline? = nil
  ) throws(RedisError) -> (keys: Set<String>, isWhole: Bool) {
    var keys: Set<String> = []
    let end = given ?? .after(Self.scanBudget)
    var cursor = "0"
    repeat {
      let reply: [RedisValue]
      do throws(RedisError) {
        reply = try connection.call(
          ["SCAN", cursor, "COUNT", 5000] + filter, deadline: .after(timeout)
        ).asArray()
      } catch {
        guard case .server(let refusal) = error else { throw error }
        found.gaps.append(tr("the keys of the broker cannot be looked through: \(refusal.code)"))
        return (keys, true)
      }
      guard reply.count == 2 else {
        throw .unexpectedReply(
          expected: tr("a cursor and keys"), got: tr("\(reply.count) values"))
      }
      cursor = try reply[0].asString()
      for value in try reply[1].asArray() {
        // A key that is not text is none of kombu's.
        if let key = String(validating: try value.asBytes(), as: UTF8.self) { keys.insert(key) }
      }
      if end.hasPassed, cursor != "0" { return (keys, false) }
    } while cursor != "0"
    return (keys, true)
  }

  private static func split(
    _ names: Set<String>, _ isFirst: (String) -> Bool
  ) -> (Set<String>, Set<String>) {
    let first = names.filter(isFirst)
    return (first, names.subtracting(first))
  }
}

extension RedisValue {
  /// Whether the key that was asked has another type.
  var isWrongType: Bool {
    guard case .error(.wrongType) = self else { return false }
    return true
  }

  /// Whether an ACL keeps this user from what was asked.
  var isDenied: Bool {
    guard case .error(.noPerm) = self else { return false }
    return true
  }
}
