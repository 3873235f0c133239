internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import LosslessJSON
internal import PostgresClient

/// Whose redemptions waited when a person said what a count is: what they leave is younger than the word, and of uses
/// that it is about. The run's record has it, for the audit.
///
/// It is looked at when the word is written: a look before that would keep a code that is used from its word. What a
/// worker left meanwhile is told by the end of the run.
struct WaitingInvites {
  /// More people are not recorded, nor more codes of which it is not known.
  private static let most = 1000

  /// For the detail of the run; empty where nothing is known of any code.
  private(set) var members: [(key: String, value: JSONValue)] = []

  /// Looks at the broker for what is of the codes that were written. A person's word does not depend on it: what
  /// cannot be seen is not known.
  init(_ items: [ResyncItem], _ servers: SyncConnections) {
    // An entry first: its message may be queued at any time, and is then in none of the lists.
    guard !items.isEmpty, servers.writer.isUsable, let entered = try? Self.entered(items, servers),
      let messages = try? EvidenceMessages.read(
        Set(items.map { ExactText($0.code) }), servers.context, on: servers.writer),
      let readings = try? BucketReader(servers).read(items.map(\.code)),
      let moved = try? Self.moved(items, servers)
    else { return }
    var unseen: Set<Int> = []
    var (ids, emails): ([Int], [String]) = ([], [])
    for (item, reading) in zip(items, readings) {
      // What was used since is no part of what is said, and may be among the messages.
      guard !messages.hasGaps(item.code), item.isUntaken(reading), !moved.contains(item.id),
        !entered.contains(item.id)
      else {
        unseen.insert(item.id)
        continue
      }
      for message in (messages.byCode[ExactText(item.code)] ?? [:]).values {
        for email in message.emails {
          ids.append(item.id)
          emails.append(email.text)
        }
      }
    }
    // The database may have no such text.
    guard
      let rows = try? servers.writer.query(
        AuditQueries.waiting, [PostgresArray.literal(ids), PostgresArray.literal(emails)],
        deadline: servers.deadline)
    else { return }
    members = (try? Self.members(rows, unseen)) ?? []
  }

  /// The codes of which the outbox has an entry that may wait without a message: a use that is said, perhaps, and one
  /// more than the messages tell.
  private static func entered(
    _ items: [ResyncItem], _ servers: SyncConnections
  ) throws(PostgresError) -> Set<Int> {
    guard
      try servers.writer.query(ResyncQueries.hasOutbox, deadline: servers.deadline).only()
        .bool("present")
    else { return [] }
    let rows = try servers.writer.query(
      AuditQueries.entered, [PostgresArray.literal(items.map(\.id))], deadline: servers.deadline)
    var ids: Set<Int> = []
    for row in rows { ids.insert(try row.int("id")) }
    return ids
  }

  /// The codes whose `used_count` is not what was written: a redemption of one that is bound takes no token, and its
  /// message is sent after it is counted, so that this look comes last.
  private static func moved(
    _ items: [ResyncItem], _ servers: SyncConnections
  ) throws(PostgresError) -> Set<Int> {
    let rows = try servers.writer.query(
      AuditQueries.moved,
      [PostgresArray.literal(items.map(\.id)), PostgresArray.literal(items.map(\.newUsed))],
      deadline: servers.deadline)
    var ids: Set<Int> = []
    for row in rows { ids.insert(try row.int("id")) }
    return ids
  }

  private static func members(
    _ rows: PostgresRows, _ unseen: Set<Int>
  ) throws(PostgresError) -> [(key: String, value: JSONValue)] {
    var people: [Int: [(key: String, value: JSONValue)]] = [:]
    for row in rows {
      let (id, person) = (try row.int("code_id"), try row.string("person"))
      let tasks = try row.int("tasks")
      people[id, default: []].append((key: person, value: JSONValue.int(tasks)))
    }
    var (unseen, count) = (unseen, 0)
    var codes: [(key: String, value: JSONValue)] = []
    for (id, those) in people.sorted(by: { $0.key < $1.key }) {
      guard count + those.count <= most else {
        unseen.insert(id)
        continue
      }
      count += those.count
      codes.append((key: String(id), value: .object(JSONObject(those))))
    }
    guard unseen.count <= most else { return [] }
    var members: [(key: String, value: JSONValue)] = [
      (key: AuditQueries.waitingKey, value: .object(JSONObject(codes)))
    ]
    if !unseen.isEmpty {
      members.append(
        (key: AuditQueries.unseenKey, value: .array(unseen.sorted().map { JSONValue.int($0) })))
    }
    return members
  }
}

extension ResyncItem {
  /// Whether the bucket holds what the plan has left in it.
  fileprivate func isUntaken(_ reading: BucketReading) -> Bool {
    switch reading.content {
    case .missing: tokens == nil && verdict != .rebuild
    case .count(let count, let expiry, _):
      if let tokens {
        count == tokens.addingSaturated(push) && expiry.version == version
      } else {
        verdict == .rebuild && count == push
      }
    case .garbage, .outOfRange, .badExpiry, .badShadow: false
    }
  }
}
