internal import CeleryProtocol
internal import ClientSupport
internal import InviteStorage
internal import PostgresClient

/// Reads the rows of the invites of messages.
struct MadeInviteReader {
  let messages: [MadeInvites.Message]
  let connection: PostgresConnection
  let context: OperationContext
  /// By when all of it is to be over.
  let end: Deadline

  private var deadline: Deadline { context.requestDeadline.earlier(end) }

  struct Record: Hashable {
    let id: Int
    /// Whether its invite may have been made, and may not.
    let isPending: Bool
    /// Whether it may be a rebind, and may not.
    let isOfEither: Bool
    /// In epoch seconds; `nil` where that is not written.
    let created: Double?

    /// Whether nothing of it is left open.
    var isWhole: Bool { !isPending && !isOfEither }

    static func isOlder(_ left: Self, _ right: Self) -> Bool {
      (left.created ?? 0, left.id) < (right.created ?? 0, right.id)
    }
  }

  /// An invite of one of them, under one of the spellings of its email.
  struct Wanted {
    let place: Int
    let email: String
    let call: InviteCall
    let since: Double?
  }

  func wanted(_ places: [Int], since: (Int) -> Double?) -> [Wanted] {
    var wanted: [Wanted] = []
    for place in places {
      for call in messages[place].calls {
        for email in EmailSpellings.of(call.email)
        // Of such a text there is no row.
        where !email.utf8.contains(0) && !call.code.utf8.contains(0) {
          wanted.append(Wanted(place: place, email: email, call: call, since: since(place)))
        }
      }
    }
    return wanted
  }

  func records(_ wanted: [Wanted]) throws(PostgresError) -> [Int: [Record]] {
    var records: [Int: Set<Record>] = [:]
    try read(MadeInviteQueries.records(connection.backend), wanted) {
      (place, row) throws(PostgresError) in
      records[place, default: []].insert(
        Record(
          id: try row.int("id"), isPending: try row.bool("is_pending"),
          isOfEither: try row.bool("is_of_either"), created: try row.optionalDouble("created")))
    }
    return records.mapValues { Array($0) }
  }

  func waiting(_ wanted: [Wanted]) throws(PostgresError) -> [Int: Int] {
    guard connection.facts?.tables["invite_queue"] != nil else { return [:] }
    var waiting: [Int: Int] = [:]
    try read(MadeInviteQueries.waiting(connection.backend), wanted) {
      (place, row) throws(PostgresError) in waiting[place] = try row.int("id")
    }
    return waiting
  }

  func earlier(_ wanted: [Wanted]) throws(PostgresError) -> [Int: Int] {
    var earlier: [Int: Int] = [:]
    let hasQueue = connection.facts?.tables["invite_queue"] != nil
    try read(MadeInviteQueries.earlier(connection.backend, hasQueue: hasQueue), wanted) {
      (place, row) throws(PostgresError) in earlier[place, default: 0] += try row.int("rows")
    }
    return earlier
  }

  private func read(
    _ statement: String, _ wanted: [Wanted],
    _ take: (Int, PostgresRow) throws(PostgresError) -> Void
  ) throws(PostgresError) {
    for start in stride(from: 0, to: wanted.count, by: MadeInvites.page) {
      let part = Array(wanted[start..<min(start + MadeInvites.page, wanted.count)])
      let emails: [String] = part.map { $0.email }
      let codes: [String] = part.map { $0.call.code }
      let rebinds: [String] = part.map { $0.call.isRebind ? "true" : "false" }
      let since: [String?] = part.map { $0.since.map { "\($0)" } }
      let values: [String?] = [
        PostgresArray.literal(emails), PostgresArray.literal(codes),
        PostgresArray.literal(rebinds), PostgresArray.literal(since),
      ]
      for row in try connection.query(statement, values, deadline: deadline) {
        let place = try row.int("place") - 1
        if part.indices.contains(place) { try take(part[place].place, row) }
      }
    }
  }
}
