internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient
internal import RedisClient

/// Which of some messages have made their invite already: run once more, such a one makes an invite more.
///
/// A message is there again, or still, where its worker died between the invite and its acknowledgement.
struct MadeInvites {
  /// A message that makes invites.
  struct Message: Sendable {
    let id: String?
    let calls: [InviteCall]
    /// What a row of its own is not older than, in epoch seconds; `nil` where that is not known.
    let since: Double?
  }

  /// What shows that an invite was made.
  struct Sign: Sendable, Equatable {
    /// In words.
    let text: String
    /// Whether it is this message's; one that may be another use's is not.
    var isCertain = true
  }

  private struct Record {
    let id: Int
    /// Whether its invite may have been made, and may not.
    let isPending: Bool
  }

  /// An invite of one of them, under one of the spellings of its email.
  private struct Wanted {
    let place: Int
    let email: String
    let call: InviteCall
    let since: String?
  }

  /// What shows it, in the order of the messages; `nil` of one of which nothing does.
  private(set) var signs: [Sign?]
  /// Why more of them may have made theirs.
  private(set) var gap: String?
  private let isThorough: Bool
  private let end: Deadline

  private static let page = 200
  /// So long the database may take to be reached: who gives messages back needs nothing but the broker.
  private static let patience = Duration.seconds(3)

  /// Looks at their results, and at the rows of their invites.
  ///
  /// - Parameters:
  ///   - end: by when all of it is to be over.
  ///   - isThorough: whether it is looked, too, which records are other tasks' by their results.
  /// - Throws: ``Failure/Kind/interrupted`` alone: what cannot be seen is ``gap``.
  init(
    _ messages: [Message], _ context: OperationContext, patience: Duration = Self.patience,
    until end: Deadline = .never, isThorough: Bool = true
  ) throws(Failure) {
    self.isThorough = isThorough
    self.end = end
    signs = Array(repeating: nil, count: messages.count)
    guard !messages.isEmpty else { return }
    do throws(Failure) {
      try readResults(messages, context)
    } catch {
      if error.kind == .interrupted { throw error }
      gap = error.message
    }
    guard signs.contains(where: { $0 == nil }) else { return }
    guard context.configuration.database != nil else {
      gap = tr("no database is configured")
      return
    }
    do throws(Failure) {
      try readRows(messages, context, patience)
    } catch {
      if error.kind == .interrupted { throw error }
      gap = error.message
    }
  }

  /// The backend's task says by its result whether it has invited: that it ended without an error does not
  /// (app/tasks_celery.py, process_invite_task).
  private mutating func readResults(
    _ messages: [Message], _ context: OperationContext
  ) throws(Failure) {
    let places = messages.indices.filter { messages[$0].id != nil }
    guard !places.isEmpty else { return }
    let connection = try context.redis(.result, deadline: deadline(context))
    do throws(RedisError) {
      for start in stride(from: 0, to: places.count, by: Self.page) {
        let part = Array(places[start..<min(start + Self.page, places.count)])
        let commands: [RedisCommand] = part.map { place in
          ["GET", TaskResult.key(id: messages[place].id ?? "")]
        }
        let replies = try connection.pipeline(commands, deadline: deadline(context))
        for (place, reply) in zip(part, replies) {
          let stored = try reply.throwingServerError()
          guard !stored.isNull, let result = try? TaskResult(decoding: stored.asBytes()),
            result.state == .success, result.result["success"] == JSONValue.bool(true)
          else { continue }
          signs[place] = Sign(text: tr("its invite was made, as its result says"))
        }
      }
    } catch {
      throw Failure(error, doing: tr("read the results"))
    }
  }

  private func deadline(_ context: OperationContext) -> Deadline {
    context.requestDeadline.earlier(end)
  }

  private mutating func readRows(
    _ messages: [Message], _ context: OperationContext, _ patience: Duration
  ) throws(Failure) {
    let wanted = wanted(messages)
    guard !wanted.isEmpty else { return }
    let connection = try context.postgres(
      deadline: Deadline.after(min(context.configuration.timeout, patience)).earlier(end))
    // Who has little time does not wait longer for the end of a cancelled statement.
    connection.drainBound = min(connection.drainBound, end.remaining ?? connection.drainBound)
    let hasQueue = connection.facts?.tables["invite_queue"] != nil
    var records: [Int: [Record]] = [:]
    var waiting: [Int: Int] = [:]
    do throws(PostgresError) {
      for start in stride(from: 0, to: wanted.count, by: Self.page) {
        let part = Array(wanted[start..<min(start + Self.page, wanted.count)])
        let values = Self.values(part)
        for row in try connection.query(
          MadeInviteQueries.records, values, deadline: deadline(context))
        {
          let place = try row.int("place") - 1
          guard part.indices.contains(place) else { continue }
          records[part[place].place, default: []].append(
            Record(id: try row.int("id"), isPending: try row.bool("is_pending")))
        }
        guard hasQueue else { continue }
        for row in try connection.query(
          MadeInviteQueries.waiting, values, deadline: deadline(context))
        {
          let place = try row.int("place") - 1
          if part.indices.contains(place) { waiting[part[place].place] = try row.int("id") }
        }
      }
    } catch {
      throw Failure(error, doing: tr("look for what became of the invite"))
    }
    let (owners, attempts) = self.owners(of: records, connection, context, patience)
    for (place, found) in records {
      let own = found.filter {
        owners?.isOthers($0.id, than: messages[place].id, besides: attempts) != true
      }
      signs[place] = Self.sign(
        of: own, isSure: messages[place].since != nil && owners?.isComplete == true)
    }
    for (place, id) in waiting where signs[place]?.isCertain != true {
      // Of one that was delivered before any row of its email and code may be.
      signs[place] = Sign(
        text: tr("its invite waits for a seat: queue row \(id)"),
        isCertain: messages[place].since != nil)
    }
  }

  /// - Parameter isSure: whether they can be of no other use.
  private static func sign(of records: [Record], isSure: Bool) -> Sign? {
    if let made = records.filter({ !$0.isPending }).map(\.id).max() {
      // Of one that was delivered before any record of its invite may be.
      return isSure
        ? Sign(text: tr("its invite was made: invite record \(made)"))
        : Sign(text: tr("invite record \(made) may be of it"), isCertain: false)
    }
    return records.map(\.id).max().map { pending in
      Sign(
        text: tr("invite record \(pending) is PENDING: ask whether the mail came"), isCertain: false
      )
    }
  }

  /// Whose these records are by the results of other tasks, and which of those are attempts of `redeem retry`, which
  /// make an invite for the same use. Where that cannot be seen a record is nobody's for sure.
  private func owners(
    of records: [Int: [Record]], _ connection: PostgresConnection, _ context: OperationContext,
    _ patience: Duration
  ) -> (RecordOwners?, attempts: Set<String>) {
    let ids = Set(records.values.joined().map(\.id))
    guard isThorough, !ids.isEmpty, let results = try? context.redis(.result),
      let owners = try? RecordOwners(
        of: ids, on: results, timeout: context.configuration.timeout, patience: patience)
    else { return (nil, []) }
    let tasks = owners.tasks.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    guard !tasks.isEmpty, connection.facts?.own["invite_retry"] != nil else {
      return (owners, [])
    }
    do throws(PostgresError) {
      var attempts: Set<String> = []
      for row in try connection.query(
        MadeInviteQueries.attempts, [PostgresArray.literal(tasks.sorted())],
        deadline: context.requestDeadline)
      { attempts.insert(try row.string("task_id")) }
      return (owners, attempts)
    } catch {
      return (nil, [])
    }
  }

  private func wanted(_ messages: [Message]) -> [Wanted] {
    var wanted: [Wanted] = []
    for (place, message) in messages.enumerated() where signs[place] == nil {
      for call in message.calls {
        for email in EmailSpellings.of(call.email)
        // Of such a text there is no row.
        where !email.utf8.contains(0) && !call.code.utf8.contains(0) {
          wanted.append(
            Wanted(place: place, email: email, call: call, since: message.since.map { "\($0)" }))
        }
      }
    }
    return wanted
  }

  private static func values(_ part: [Wanted]) -> [String?] {
    let emails: [String] = part.map { $0.email }
    let codes: [String] = part.map { $0.call.code }
    let rebinds: [String] = part.map { $0.call.isRebind ? "true" : "false" }
    let since: [String?] = part.map { $0.since }
    return [
      PostgresArray.literal(emails), PostgresArray.literal(codes),
      PostgresArray.literal(rebinds), PostgresArray.literal(since),
    ]
  }
}
