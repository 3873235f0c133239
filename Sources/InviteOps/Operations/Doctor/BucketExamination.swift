internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Looks at what the token buckets hold, and the hashes beside them: whoever counts with one leaves it
/// alone where it is no count. Buckets without an expiry are ``LeftoverExamination``'s.
struct BucketExamination {
  private let context: OperationContext
  /// A large keyspace is not walked through to its end: what was seen by then is told.
  private static let budget = Duration.seconds(2)
  /// Codes that are named of each kind.
  private static let named = 3

  /// What can be wrong, in the order in which it is told.
  private enum Defect: CaseIterable {
    case notInteger, outOfRange, negative, badShadow

    func words(_ count: Int) -> String {
      let buckets = CountText.of(count, "bucket")
      return switch self {
      case .notInteger:
        tr(count, "\(buckets) that holds no integer", "\(buckets) that hold no integer")
      case .outOfRange: tr("\(buckets) out of the range of a count")
      case .negative: tr("\(buckets) below zero")
      case .badShadow: tr("\(buckets) with a hash beside that no sync wrote")
      }
    }
  }

  init(_ context: OperationContext) {
    self.context = context
  }

  func check() -> DoctorReport.Check {
    do throws(Failure) {
      let connection = try context.redis(.bucket)
      do {
        return try examine(connection)
      } catch {
        throw Failure(error, doing: tr("look through the buckets"))
      }
    } catch {
      return .init(.bucketValues, .skip, error.message)
    }
  }

  private func examine(
    _ connection: RedisConnection
  ) throws(RedisError) -> DoctorReport.Check {
    // A walk may give a key twice.
    var defects: [Defect: Set<String>] = [:]
    var seen: Set<String> = []
    let walk = KeyWalk(
      connection: connection, timeout: context.configuration.timeout, end: .after(Self.budget))
    let isWhole = try walk.pages(like: "redeem:*:remaining") { keys throws(RedisError) in
      seen.formUnion(keys)
      try look(keys, connection, &defects)
    }
    let owners = BucketOwners(defects.values.joined().sorted(), context)
    let parts = Defect.allCases.compactMap { defect in
      defects[defect].map { Self.text(defect, $0.sorted()) }
    }
    let found =
      parts.isEmpty
      ? tr("\(CountText.of(seen.count, "bucket")), each with a count")
      : parts.joined(separator: tr("; "))
    return .init(
      .bucketValues, parts.isEmpty ? .pass : .warn,
      isWhole ? found : tr("of the first \(seen.count) looked at: \(found)"),
      why: tr("such a code can neither be redeemed by its tokens nor be synced"),
      fixes: (owners.owned.isEmpty
        ? [] : [tr("'invitectl sync-counts' names each of a code whole, with what to type")])
        + owners.deletion(context))
  }

  private func look(
    _ keys: [String], _ connection: RedisConnection, _ defects: inout [Defect: Set<String>]
  ) throws(RedisError) {
    let replies = try connection.pipeline(
      keys.flatMap { key -> [RedisCommand] in
        [["GET", key], ["HMGET", key + ":sync", "e", "base", "cum", "seq", "token"]]
      }, deadline: context.requestDeadline)
    for (index, key) in keys.enumerated() {
      let value = BucketValue(replies[2 * index])
      let defect: Defect? =
        switch value {
        case .defect(.notInteger)?: .notInteger
        case .defect(.outOfRange)?: .outOfRange
        case .count(let count)? where count < 0: .negative
        case .count?, nil: Self.isSound(replies[2 * index + 1]) ? nil : .badShadow
        }
      if let defect { defects[defect, default: []].insert(key) }
    }
  }

  /// Whether there is no hash, or one as syncs write them.
  private static func isSound(_ reply: RedisValue) -> Bool {
    guard let fields = try? reply.asArray() else { return false }
    if fields.allSatisfy({ $0 == .null }) { return true }
    let numbers = fields.compactMap { field in (try? field.asString()).flatMap { Int($0) } }
    guard numbers.count == 5 else { return false }
    return SyncBounds.holds(
      BucketShadow(
        version: numbers[0], base: numbers[1], adjusted: numbers[2], seq: numbers[3],
        token: numbers[4]))
  }

  /// - Parameter keys: sorted.
  private static func text(_ defect: Defect, _ keys: [String]) -> String {
    let codes = keys.prefix(named).map { key in
      Masking.code(String(key.dropFirst("redeem:".count).dropLast(":remaining".count)))
    }
    let shown = codes.joined(separator: ", ")
    let list = keys.count > named ? tr("\(shown) and \(keys.count - named) more") : shown
    return tr("\(defect.words(keys.count)) (\(list))")
  }
}
