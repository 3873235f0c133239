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
    /// Whether no worker had it before: of its own are then only rows since its task was queued.
    var isFresh = false
  }

  /// What shows that an invite was made.
  struct Sign: Sendable, Equatable {
    /// In words.
    let text: String
    /// Whether it is this message's; one that may be another use's is not.
    var isCertain = true
    /// Whether it is to be made still, by a row that waits for a seat.
    var isWaiting = false
    /// Whether its own result says it.
    var isByResult = false
    /// Beside a row that waits, what is said of a record that may be of it.
    var record: String?
  }

  /// What shows it, in the order of the messages; `nil` of one of which nothing does.
  private(set) var signs: [Sign?]
  /// Why more of them may have made theirs.
  private(set) var gap: String?
  private let isThorough: Bool
  private let end: Deadline

  static let page = 200
  /// Clocks of servers and workers may differ by so many seconds: a row that is older by more is of another use.
  static let clockDoubt = 60.0
  /// So long the database may take to be reached: who gives messages back needs nothing but the broker.
  private static let patience = Duration.seconds(3)

  /// Looks at their results, and at the rows of their invites.
  ///
  /// - Parameters:
  ///   - end: by when all of it is to be over.
  ///   - isThorough: whether it is looked, too, which records are other tasks' by their results.
  ///   - areRowsAsked: whether rows are looked at, and not their own results alone.
  /// - Throws: ``Failure/Kind/interrupted`` alone: what cannot be seen is ``gap``.
  init(
    _ messages: [Message], _ context: OperationContext, patience: Duration = Self.patience,
    until end: Deadline = .never, isThorough: Bool = true, areRowsAsked: Bool = true
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
    guard areRowsAsked, signs.contains(where: { $0 == nil }) else { return }
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
          signs[place] = Sign(
            text: tr("its invite was made, as its result says"), isByResult: true)
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
    let open = messages.indices.filter { signs[$0] == nil && !messages[$0].calls.isEmpty }
    guard !open.isEmpty else { return }
    let connection = try context.postgres(
      deadline: Deadline.after(min(context.configuration.timeout, patience)).earlier(end))
    // Who has little time does not wait longer for the end of a cancelled statement.
    connection.drainBound = min(connection.drainBound, end.remaining ?? connection.drainBound)
    let rows = MadeInviteRows(
      messages: messages, open: open, connection: connection, context: context, patience: patience,
      end: end, isThorough: isThorough)
    for (place, sign) in try rows.signs() { signs[place] = sign }
  }
}
