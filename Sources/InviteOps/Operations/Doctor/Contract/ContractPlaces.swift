internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

/// Where buckets are: in which database, and by which keys.
struct ContractPlaces {
  /// A large keyspace is not walked through to its end.
  private static let budget = Duration.seconds(2)
  /// Buckets that are watched.
  static let most = 2000

  private let context: OperationContext
  private let end = Deadline.after(Self.budget)

  init(_ context: OperationContext) {
    self.context = context
  }

  /// - Parameter isStored: which of these are codes of the database; `nil` where nobody could say.
  /// - Returns: codes that have a bucket where it is looked for.
  func look(
    _ redis: RedisConnection, _ findings: inout ContractFindings,
    isStored: ([String]) -> Set<ExactText>?
  ) throws -> [String] {
    let here = try keys(redis)
    let parts = here.compactMap { Parts($0) }
    let named = parts.filter { $0.prefix.isEmpty }.map(\.code)
    guard let stored = isStored(parts.map(\.code)) else { return Array(named.prefix(Self.most)) }
    let codes = named.filter { stored.contains(ExactText($0)) }
    findings.keep(.keys, times: codes.count)
    findings.keep(.database, times: codes.count)
    let prefixes = Set(
      parts.filter { !$0.prefix.isEmpty && stored.contains(ExactText($0.code)) }.map(\.prefix))
    for prefix in prefixes.sorted().prefix(ContractFindings.shown) {
      findings.breaks(.keys, tr("there are buckets by '\(prefix)redeem:CODE:remaining'"))
    }
    // What another database has is another backend's, unless there is nothing here.
    if codes.isEmpty, here.count < Self.most { try lookElsewhere(redis, &findings, isStored) }
    return Array(codes.prefix(Self.most))
  }

  private func lookElsewhere(
    _ redis: RedisConnection, _ findings: inout ContractFindings,
    _ isStored: ([String]) -> Set<ExactText>?
  ) throws {
    let endpoint = context.endpoint(.bucket)
    for database in try databases(redis) where database != endpoint.database {
      guard !end.hasPassed else { return }
      let other = try context.redis(at: endpoint.withDatabase(database), .bucket)
      let codes = try keys(other).compactMap { Parts($0) }.map(\.code)
      if let count = isStored(codes)?.count, count > 0 {
        findings.breaks(
          .database,
          tr("\(CountText.of(count, "bucket")) in database \(database), none in this one"))
      }
    }
  }

  /// Databases that have keys.
  private func databases(_ redis: RedisConnection) throws -> [Int] {
    try redis.call(["INFO", "keyspace"], deadline: context.requestDeadline).asString()
      .split(whereSeparator: \.isNewline).compactMap { line in
        line.hasPrefix("db")
          ? line.dropFirst(2).split(separator: ":").first.flatMap { Int($0) } : nil
      }
  }

  private func keys(_ redis: RedisConnection) throws -> [String] {
    var found: [String] = []
    var cursor = "0"
    repeat {
      let reply = try redis.call(
        ["SCAN", cursor, "MATCH", "*redeem:*:remaining", "COUNT", 1000],
        deadline: context.requestDeadline
      ).asArray()
      guard reply.count == 2 else { break }
      cursor = try reply[0].asString()
      // A key that is no text is no code's.
      found += try reply[1].asArray().compactMap { try? $0.asString() }
    } while cursor != "0" && !end.hasPassed && found.count < Self.most
    return found
  }

  /// A key, taken to its parts.
  private struct Parts {
    let prefix: String
    let code: String

    init?(_ key: String) {
      guard key.hasSuffix(":remaining"), let at = key.firstRange(of: "redeem:") else { return nil }
      prefix = String(key[..<at.lowerBound])
      code = String(key[at.upperBound...].dropLast(":remaining".count))
      guard !code.isEmpty else { return nil }
    }
  }
}
