internal import ClientSupport
public import InviteDomain
internal import InviteStorage

/// Many redemptions from a stream of lines, in chunks, with their order kept.
public struct RedeemBatch {
  /// How to go about it.
  public struct Options: Sendable {
    public var limits = RedeemLimits()
    /// Lines a second at most.
    public var rate: Double?
    /// The flow of lines that name none.
    public var choice = RedeemFlow.Choice.auto
    /// Queue even where no worker has ever been seen.
    public var queueMayBeNew = false

    public init() {}
  }

  /// Told after each chunk.
  public struct Progress: Sendable {
    public let lines: Int
    /// Bytes of the input that were read as lines.
    public let bytes: Int
  }

  /// Enough to share the cost of a round trip, few enough that the script holds up the other
  /// clients of Redis for a millisecond only.
  private static let chunk = 256

  private let servers: RedeemConnections
  private let options: Options

  public init(_ context: OperationContext, options: Options = Options()) {
    servers = RedeemConnections(
      context.with(.redeem), queueMayBeNew: options.queueMayBeNew)
    self.options = options
  }

  /// - Parameters:
  ///   - state: names the batch and says which lines to pass over.
  ///   - source: the next bytes of the input; empty at its end.
  ///   - isReady: whether `source` can be asked without waiting.
  ///   - emit: gets the lines of each chunk in their order, when they are done.
  ///   - progress: told after each chunk, when ``emit`` has returned.
  /// - Throws: what concerns the batch as a whole; the lines up to the last ``progress`` are done.
  public func run(
    _ state: BatchState, source: @escaping () throws(Failure) -> [UInt8],
    isReady: @escaping () -> Bool = { true },
    emit: ([BatchLine]) throws(Failure) -> Void, progress: (Progress) throws(Failure) -> Void
  ) throws(Failure) -> BatchSummary {
    try openAll()
    var reader = BatchReader(source, isReady: isReady)
    try reader.skip(to: state.lines)
    var summary = BatchSummary()
    let work = BatchWork(servers, batch: state.batch, limits: options.limits)
    defer { work.end() }
    let ids = StableDigest(state.batch)
    var pace = BatchPace(rate: options.rate, chunk: Self.chunk)
    var flying: BatchWork.Chunk?
    /// Ends the chunk that is on its way, and tells of it while Redis works at the next one.
    func advance(to next: BatchWork.Chunk?) throws(Failure) {
      let before = flying
      flying = nil
      if let before, try !work.receive(before) {
        summary.wasStopped = true
        return
      }
      if let next {
        work.begin(next)
        flying = next
      }
      guard let before else { return }
      let lines = try work.settle(before)
      for line in lines { summary.count(line) }
      try emit(lines)
      try progress(before.progress)
    }
    while true {
      // Neither a slow input nor the pace holds back answers.
      if let chunk = flying, options.rate != nil || !reader.canGoOn {
        try advance(to: nil)
        pace.wait(after: chunk.count, servers.context.interrupt)
      }
      if servers.context.interrupt?.isTriggered ?? false { summary.wasStopped = true }
      if summary.wasStopped { break }
      let next: BatchWork.Chunk?
      do {
        // While Redis works at the chunk before.
        next = try self.next(&reader, pace.chunk, work, ids)
      } catch {
        if error.kind == .interrupted {
          summary.wasStopped = true
          break
        }
        try advance(to: nil)
        throw error
      }
      guard let next else { break }
      try advance(to: next)
    }
    try advance(to: nil)
    return summary
  }

  private func openAll() throws(Failure) {
    do {
      try servers.openAll()
    } catch {
      // A server that is away now may be back for the first chunk.
      guard error.isAboutConnection else { throw error }
    }
  }

  /// `nil` at the end of the input.
  private func next(
    _ reader: inout BatchReader, _ count: Int, _ work: BatchWork, _ ids: StableDigest
  ) throws(Failure) -> BatchWork.Chunk? {
    let records = try reader.next(count)
    if records.isEmpty { return nil }
    var requests: [RedeemRequest] = []
    requests.reserveCapacity(records.count)
    // What is wrong with a record, in the place of its request.
    var problems: [Int: String] = [:]
    for (index, record) in records.enumerated() {
      do throws(Failure) {
        if let problem = record.problem { throw Failure(.usage, problem) }
        requests.append(try request(record, ids))
      } catch {
        problems[index] = error.message
      }
    }
    return try work.prepare(
      records, requests, problems, Progress(lines: reader.line, bytes: reader.bytes))
  }

  private func request(
    _ record: BatchRecord, _ ids: StableDigest
  ) throws(Failure) -> RedeemRequest {
    let choice = record.choice == .auto ? options.choice : record.choice
    let code = try RedeemInput.code(record.code)
    let email = try RedeemInput.email(record.email)
    return RedeemRequest(
      normalizedCode: code, email: email, choice: choice,
      taskID: ids.adding(code, email).uuid)
  }
}
