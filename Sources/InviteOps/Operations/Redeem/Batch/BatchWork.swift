internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import Logging

/// Carries out the chunks of a batch one after the other, with a permit that is kept alive, and over
/// lost connections. Of one chunk the answers may be due while the next one is prepared.
final class BatchWork {
  private let servers: RedeemConnections
  private let engine: RedeemEngine
  private let events: TaskSentPublisher
  private var hold: BatchPermit
  /// Whether a chunk was ever sent: what fails before is the configuration, what fails after is a
  /// connection that there was.
  private var hasBegun = false
  /// Whose answers are due.
  private var flying: Chunk?

  init(_ servers: RedeemConnections, batch: String, limits: RedeemLimits) {
    self.servers = servers
    engine = RedeemEngine(servers, batch: batch, remembers: .seconds(1))
    events = TaskSentPublisher(servers: servers)
    var limits = limits
    // The window counts what one email does by hand; a batch has each email once as a rule.
    limits.calls = 0
    hold = BatchPermit(RedeemAdmission(servers: servers, limits: limits))
  }

  /// Some lines, in their order, on their way.
  final class Chunk {
    let progress: RedeemBatch.Progress
    var count: Int { records.count }
    fileprivate let records: [BatchRecord]
    fileprivate let problems: [Int: String]
    fileprivate let prepared: RedeemEngine.Prepared
    fileprivate var begun: Result<RedeemEngine.Begun, Failure>?
    fileprivate var received: RedeemEngine.Received?
    fileprivate var results: [RedeemResult] = []

    fileprivate init(
      _ records: [BatchRecord], _ problems: [Int: String], _ prepared: RedeemEngine.Prepared,
      _ progress: RedeemBatch.Progress
    ) {
      self.records = records
      self.problems = problems
      self.prepared = prepared
      self.progress = progress
    }
  }

  /// - Parameters:
  ///   - requests: of the records that have no problem.
  ///   - problems: by the index of the record.
  func prepare(
    _ records: [BatchRecord], _ requests: [RedeemRequest], _ problems: [Int: String],
    _ progress: RedeemBatch.Progress
  ) throws(Failure) -> Chunk {
    let prepared = try insisting { () throws(Failure) in try engine.prepare(requests) }
    engine.encode(prepared, under: hold.permit)
    return Chunk(records, problems, prepared, progress)
  }

  /// Sends what can be sent. What fails is for ``receive(_:)`` to see to.
  func begin(_ chunk: Chunk) {
    chunk.begun = Result { () throws(Failure) in try attempt(chunk) }
    flying = chunk
  }

  /// Waits until what was sent of a chunk is done. Where that is not all of it, or where it failed,
  /// the rest is done here too. Returns `false` when a signal came before anything was done.
  func receive(_ chunk: Chunk) throws(Failure) -> Bool {
    flying = nil
    do {
      try insisting { () throws(Failure) in
        // Whatever becomes of it, another attempt begins anew.
        let first = chunk.begun
        chunk.begun = nil
        let begun = if let first { try first.get() } else { try attempt(chunk) }
        hasBegun = true
        let received = try engine.receive(begun)
        if chunk.prepared.isSentWhole {
          chunk.received = received
        } else {
          chunk.results = try engine.settle(received)
        }
      }
      return true
    } catch {
      guard error.kind == .interrupted else { throw error }
      return false
    }
  }

  /// The lines of a chunk that was received.
  func settle(_ chunk: Chunk) throws(Failure) -> [BatchLine] {
    var results = chunk.results
    if let received = chunk.received { results += try engine.settle(received) }
    events.publish(results)
    return lines(chunk, results)
  }

  /// Gives the permit back, and sends the last events.
  func end() {
    if let flying, (try? receive(flying)) == true, let lines = try? settle(flying) {
      servers.context.logger.info(
        "lines were done and not told", metadata: ["lines": "\(lines.count)"])
    }
    events.end()
    hold.release()
  }

  private func attempt(_ chunk: Chunk) throws(Failure) -> RedeemEngine.Begun {
    if chunk.prepared.acts { try hold.keep() }
    return try engine.begin(chunk.prepared, under: hold.permit)
  }

  /// Tries again when a permit ended, and, for as long as one request may take, when a connection
  /// was lost: each line is done at most once, however often it is asked for.
  private func insisting<Value>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    var patience: Deadline?
    while true {
      do {
        return try body()
      } catch {
        if RedeemAdmission.isLapse(error) {
          hold.lose()
          continue
        }
        guard error.isAboutConnection, hasBegun else { throw error }
        let end = patience ?? servers.context.requestDeadline
        patience = end
        guard !end.hasPassed,
          SocketWait.pause(.milliseconds(100), interrupt: servers.context.interrupt)
        else { throw error }
        servers.context.logger.info(
          "connection lost, trying again",
          metadata: ["error": "\(Speech.english(of: error.message))"])
      }
    }
  }

  private func lines(_ chunk: Chunk, _ results: [RedeemResult]) -> [BatchLine] {
    var lines: [BatchLine] = []
    lines.reserveCapacity(chunk.records.count)
    var next = 0
    for (index, record) in chunk.records.enumerated() {
      if !chunk.problems.isEmpty, let problem = chunk.problems[index] {
        lines.append(BatchLine(record: .bad(record.number, problem), result: nil))
      } else {
        lines.append(BatchLine(record: record, result: results[next]))
        next += 1
      }
    }
    return lines
  }
}
