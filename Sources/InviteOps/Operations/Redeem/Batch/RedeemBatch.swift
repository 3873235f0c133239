internal import ClientSupport

/// Many redemptions from a stream of lines, in chunks, with their order kept.
public struct RedeemBatch {
  /// How to go about it.
  public struct Options: Sendable {
    public var limits = RedeemLimits()
    /// Lines a second at most.
    public var rate: Double?
    /// The flow of lines that name none.
    public var choice = RedeemFlow.Choice.auto

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

  private let servers: RedeemServers
  private let options: Options

  public init(_ context: OperationContext, options: Options = Options()) {
    servers = RedeemServers(context)
    self.options = options
  }

  /// - Parameters:
  ///   - state: names the batch and says which lines to pass over.
  ///   - source: the next bytes of the input; empty at its end.
  ///   - emit: gets the lines of each chunk in their order, when they are done.
  ///   - progress: told after each chunk, when ``emit`` has returned.
  /// - Throws: what concerns the batch as a whole; the lines up to the last ``progress`` are done.
  public func run(
    _ state: BatchState, source: @escaping () throws(Failure) -> [UInt8],
    emit: ([BatchLine]) throws(Failure) -> Void, progress: (Progress) throws(Failure) -> Void
  ) throws(Failure) -> BatchSummary {
    var reader = BatchReader(source)
    try reader.skip(to: state.lines)
    var summary = BatchSummary()
    var limits = options.limits
    // The window counts what one email does by hand; a batch has each email once as a rule.
    limits.calls = 0
    var hold = BatchPermit(RedeemAdmission(servers: servers, limits: limits))
    defer { hold.release() }
    let engine = RedeemEngine(servers, batch: state.batch, remembers: .seconds(1))
    var pace = BatchPace(rate: options.rate, chunk: Self.chunk)
    while true {
      if servers.context.interrupt?.isTriggered ?? false {
        summary.wasStopped = true
        break
      }
      let records = try reader.next(pace.chunk)
      if records.isEmpty { break }
      try hold.keep()
      let lines = try process(records, state.batch, engine)
      for line in lines { summary.count(line) }
      try emit(lines)
      try progress(Progress(lines: reader.line, bytes: reader.bytes))
      pace.wait(after: records.count, servers.context.interrupt)
    }
    return summary
  }

  private func process(
    _ records: [BatchRecord], _ batch: String, _ engine: RedeemEngine
  ) throws(Failure) -> [BatchLine] {
    var requests: [RedeemRequest] = []
    requests.reserveCapacity(records.count)
    // For each record the index of its request, or what is wrong with it.
    var places: [Result<Int, Failure>] = []
    places.reserveCapacity(records.count)
    for record in records {
      do throws(Failure) {
        if let problem = record.problem { throw Failure(.usage, problem) }
        requests.append(try request(record, batch))
        places.append(.success(requests.count - 1))
      } catch {
        places.append(.failure(error))
      }
    }
    let results = try engine.process(requests)
    return zip(records, places).map { record, place in
      switch place {
      case .success(let index): return BatchLine(record: record, result: results[index])
      case .failure(let failure):
        return BatchLine(record: .bad(record.number, failure.message), result: nil)
      }
    }
  }

  private func request(_ record: BatchRecord, _ batch: String) throws(Failure) -> RedeemRequest {
    let choice = record.choice == .auto ? options.choice : record.choice
    let code = try RedeemInput.code(record.code)
    let email = try RedeemInput.email(record.email)
    return RedeemRequest(
      normalizedCode: code, email: email, choice: choice,
      taskID: StableDigest.uuid(batch, code, email))
  }
}
