internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient
internal import RedisClient

/// What workers have done lately, and how many tasks they work on at once.
struct InviteWork {
  /// Where it was read.
  enum Source: String, Sendable, Encodable {
    /// Celery's result backend, which has a task's end.
    case results
    /// The invite records, which workers write, where they do.
    case records
  }

  static let queue = InviteTask.queue
  /// More results are not read.
  private static let mostResults = 2000
  private static let page = 500
  private static let scanBudget = Duration.milliseconds(400)
  private static let hour = 3600.0

  let source: Source
  /// When invites were done within an hour, in epoch seconds.
  let instants: [Double]
  let gaps: BusyGaps

  private init(_ source: Source, _ instants: [Double]) {
    self.source = source
    self.instants = instants
    gaps = BusyGaps(instants)
  }

  /// Of the result backend; where that says too little, and workers write the records when they are done, of
  /// those. From the fourth era on the request writes them.
  static func read(_ servers: ForecastServers) throws(Failure) -> InviteWork {
    let areRecords = servers.counting == .atRequest
    var best: InviteWork?
    do throws(Failure) {
      best = InviteWork(.results, try finished(servers))
    } catch {
      // Many an installation keeps no results.
      if !areRecords || error.kind == .interrupted { throw error }
    }
    if let best, best.gaps.areEnough || !areRecords { return best }
    let written = InviteWork(.records, try recorded(servers))
    guard let best, best.instants.count > written.instants.count else { return written }
    return best
  }

  /// When invites were done lately, by each source that says it.
  static func ends(_ servers: ForecastServers) throws(Failure) -> [Source: [Double]] {
    let areRecords = servers.counting == .atRequest
    var ends: [Source: [Double]] = [:]
    do throws(Failure) {
      ends[.results] = try finished(servers)
    } catch {
      if !areRecords || error.kind == .interrupted { throw error }
    }
    if areRecords { ends[.records] = try recorded(servers) }
    return ends
  }

  /// The last end of each source.
  static func latest(_ servers: ForecastServers) throws(Failure) -> [Source: Double] {
    try ends(servers).compactMapValues { $0.max() }
  }

  private static func recorded(_ servers: ForecastServers) throws(Failure) -> [Double] {
    try servers.rows(tr("read the invites of the last hour"), ForecastQueries.recorded) {
      (row) throws(PostgresError) in try row.double("at")
    }
  }

  private static func finished(_ servers: ForecastServers) throws(Failure) -> [Double] {
    let connection = try servers.result()
    let ends: [Double]
    do throws(RedisError) {
      ends = try finished(connection, servers.deadline())
    } catch {
      throw Failure(error, doing: tr("read the results of tasks"))
    }
    // By the clocks of the workers, of which the latest is now.
    guard let last = ends.max() else { return [] }
    return ends.filter { $0 > last - hour }
  }

  private static func finished(
    _ connection: RedisConnection, _ deadline: Deadline
  ) throws(RedisError) -> [Double] {
    let end = Deadline.after(scanBudget).earlier(deadline)
    let pattern = TaskResult.key(id: "*")
    var keys: [String] = []
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["SCAN", cursor, "MATCH", pattern, "COUNT", 1000], deadline: deadline
      ).asArray()
      guard reply.count == 2 else {
        throw .unexpectedReply(expected: tr("a cursor and keys"), got: tr("\(reply.count) values"))
      }
      cursor = try reply[0].asString()
      keys += try reply[1].asArray().compactMap { try? $0.asString() }
    } while cursor != "0" && keys.count < mostResults && !end.hasPassed
    var ends: [Double] = []
    for start in stride(from: 0, to: min(keys.count, mostResults), by: page) {
      let part = Array(keys[start..<min(keys.count, start + page)])
      let words: [any RedisArgument] = ["MGET"] + part
      for value in try connection.call(words, deadline: deadline).asArray() where !value.isNull {
        if let instant = Self.end(of: try value.asBytes()) { ends.append(instant) }
      }
    }
    return ends
  }

  /// When the task of an invite was done; `nil` for one of another kind, or that is not done. A result names its
  /// task with `result_extended` alone; else that of an invite is told by its form, which no other has.
  static func end(of bytes: [UInt8]) -> Double? {
    guard let result = try? TaskResult(decoding: bytes), result.state.isFinal,
      let end = result.dateDone.flatMap({ Timestamps.epoch(iso: $0) })
    else { return nil }
    let isInvite =
      result.meta["name"]?.string.map { $0 == InviteTask.name }
      ?? (result.result["success"] != nil || result.state == .failure)
    return isInvite ? end : nil
  }
}

extension InviteWork {
  /// Workers that take invites, and how many tasks they work on at once.
  struct Fleet: Sendable {
    let workers: Int
    let slots: Int
  }

  private static let patience = Duration.seconds(2)

  /// - Returns: nobody, where nobody answers.
  static func fleet(_ servers: ForecastServers) throws(Failure) -> Fleet {
    let connection = try servers.broker()
    let answers: MailboxAnswers
    do throws(RedisError) {
      answers = try servers.context.mailbox(on: connection).ask(
        [ControlQuestion(.stats), ControlQuestion(.activeQueues)],
        deadline: .after(patience).earlier(servers.deadline()))
    } catch {
      throw Failure(error, doing: tr("ask the workers for their stats"))
    }
    var takers: Set<String> = []
    for (node, value) in answers.values(1) {
      let queues = (value.array ?? []).compactMap { $0["name"]?.string }
      if queues.contains(queue) { takers.insert(node) }
    }
    var slots = 0
    for (node, value) in answers.values(0) where takers.contains(node) {
      slots = slots.addingSaturated(max(0, WorkerStats(value)?.slots ?? 0))
    }
    return Fleet(workers: takers.count, slots: slots)
  }
}
