internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import PostgresClient
internal import RedisClient

/// When seats, codes, the disk and ids run out and the queue ends, at the pace of the last days. Only reads.
public struct Forecast {
  private let context: OperationContext
  private let subjects: [ForecastSubject]
  private let freeBytes: Int?

  /// - Parameters:
  ///   - subjects: which; the broker is asked for the queue alone.
  ///   - freeBytes: what is free on the database's disk, where it cannot be seen from here.
  public init(
    _ context: OperationContext, subjects: [ForecastSubject] = ForecastSubject.allCases,
    freeBytes: Int? = nil
  ) {
    self.context = context.with(.forecast)
    self.subjects = subjects
    self.freeBytes = freeBytes
  }

  /// - Throws: ``Failure`` where the database cannot be reached, or the invites of the last days cannot be read.
  public func run() throws(Failure) -> ForecastOutcome {
    let context = context
    let postgres = try context.readPostgres()
    defer { postgres.close() }
    var broker: RedisConnection?
    var away: Failure?
    do throws(Failure) {
      if subjects.contains(.queue) { broker = try context.redis(.broker) }
    } catch {
      // What is unfit is refused before anything is counted. Without a broker the other subjects can be told: why
      // stands in the queue's line.
      guard error.kind != .interrupted, error.reason == nil else { throw error }
      away = error
    }
    let (known, missing) = (broker, away)
    defer { known?.close() }
    let servers = ForecastServers(
      context: context, postgres: postgres,
      broker: { () throws(Failure) in
        if let known { return known }
        if let missing { throw missing }
        return try context.redis(.broker)
      },
      result: { () throws(Failure) in try context.redis(.result) },
      deadline: { context.requestDeadline })
    return try ForecastReader(servers: servers, freeBytes: freeBytes).read(subjects)
  }
}
