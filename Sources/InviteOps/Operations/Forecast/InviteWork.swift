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
  /// When tasks were done, and which part of all that were it is.
  struct Ends: Sendable {
    /// In epoch seconds.
    var values: [Double]
    /// Above 0, up to 1. Between the ends of a half of them is twice the time as between all.
    var share = 1.0
  }

  /// More results are not read, but counted.
  private static let mostResults = 2000
  private static let page = 500
  private static let scanBudget = Duration.seconds(1)
  /// Calls of SCAN that are made however long they take: a machine that stood still for a moment has not shown that
  /// there are too many keys.
  private static let fewestScans = 20
  private static let hour = 3600.0

  let source: Source
  /// When invites were done within an hour, in epoch seconds.
  let instants: [Double]
  let gaps: BusyGaps

  private init(_ source: Source, _ ends: Ends) {
    self.source = source
    instants = ends.values
    gaps = BusyGaps(ends.values, share: ends.share)
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
    let written = InviteWork(.records, Ends(values: try recorded(servers)))
    guard let best, best.instants.count > written.instants.count else { return written }
    return best
  }

  /// When invites were done lately, by each source that says it.
  static func ends(_ servers: ForecastServers) throws(Failure) -> [Source: Ends] {
    let areRecords = servers.counting == .atRequest
    var ends: [Source: Ends] = [:]
    do throws(Failure) {
      ends[.results] = try finished(servers)
    } catch {
      if !areRecords || error.kind == .interrupted { throw error }
    }
    if areRecords { ends[.records] = Ends(values: try recorded(servers)) }
    return ends
  }

  /// The last end of each source.
  static func latest(_ servers: ForecastServers) throws(Failure) -> [Source: Double] {
    try ends(servers).compactMapValues { $0.values.max() }
  }

  private static func recorded(_ servers: ForecastServers) throws(Failure) -> [Double] {
    try servers.rows(tr("read the invites of the last hour"), ForecastQueries.recorded) {
      (row) throws(PostgresError) in try row.double("at")
    }
  }

  private static func finished(_ servers: ForecastServers) throws(Failure) -> Ends {
    let connection = try servers.result()
    let found: Ends?
    do throws(RedisError) {
      found = try finished(connection, servers.deadline())
    } catch {
      throw Failure(error, doing: tr("read the results of tasks"))
    }
    // Which part of them was seen nobody knows then, and how far apart they are even less.
    guard var ends = found else {
      throw Failure(
        .unanswered,
        tr(
          "the results' Redis database has more keys than can be looked at in time: no pace is told"
        ),
        hint: tr("give the results a database of their own; simulate takes --runtime"))
    }
    // By the clocks of the workers, of which the latest is now.
    guard let last = ends.values.max() else { return ends }
    ends.values.removeAll { $0 <= last - hour }
    return ends
  }

  /// - Returns: `nil` where there was no time to count them all.
  private static func finished(
    _ connection: RedisConnection, _ deadline: Deadline
  ) throws(RedisError) -> Ends? {
    let end = Deadline.after(scanBudget).earlier(deadline)
    let pattern = TaskResult.key(id: "*")
    var found: [String] = []
    var (cursor, scans) = ("0", 0)
    repeat {
      let reply = try connection.call(
        ["SCAN", cursor, "MATCH", pattern, "COUNT", 1000], deadline: deadline
      ).asArray()
      guard reply.count == 2 else {
        throw .unexpectedReply(expected: tr("a cursor and keys"), got: tr("\(reply.count) values"))
      }
      cursor = try reply[0].asString()
      found += try reply[1].asArray().compactMap { try? $0.asString() }
      scans += 1
    } while cursor != "0" && (scans < fewestScans || !end.hasPassed)
    guard cursor == "0" else { return nil }
    // SCAN may give a key twice. It gives them in the order of a hash, so that the first are some of all times.
    var seen: Set<String> = []
    let keys = found.filter { seen.insert($0).inserted }
    let read = min(keys.count, mostResults)
    var ends = Ends(values: [], share: read > 0 ? Double(read) / Double(keys.count) : 1)
    for start in stride(from: 0, to: read, by: page) {
      let part = Array(keys[start..<min(read, start + page)])
      let words: [any RedisArgument] = ["MGET"] + part
      for value in try connection.call(words, deadline: deadline).asArray() where !value.isNull {
        if let instant = Self.end(of: try value.asBytes()) { ends.values.append(instant) }
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

  /// Since when a worker has the message that it took first, in epoch seconds; `nil` where none has one.
  static func firstTaken(_ servers: ForecastServers) throws(Failure) -> Double? {
    let connection = try servers.broker()
    let key = servers.context.brokerKeys.unackedIndex
    do throws(RedisError) {
      let first = try connection.call(
        ["ZRANGE", key, 0, 0, "WITHSCORES"], deadline: servers.deadline()
      ).asStrings()
      return OutsideNumber.measure(first.last)
    } catch {
      throw Failure(error, doing: tr("count the messages in the broker"))
    }
  }

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
