internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Looks at what the token buckets hold, and the hashes beside them: whoever counts with one leaves it
/// alone where it is no count. Buckets without an expiry are ``LeftoverExamination``'s.
struct BucketExamination {
  private let context: OperationContext
  /// A large keyspace is not walked through to its end: what was seen by then is told.
  private static let budget = Duration.seconds(2)
  private static let page = 1000
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
    let end = Deadline.after(Self.budget)
    var defects: [Defect: [String]] = [:]
    var seen = 0
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["SCAN", cursor, "MATCH", "redeem:*:remaining", "COUNT", Self.page],
        deadline: context.requestDeadline
      ).asArray()
      guard reply.count == 2 else { break }
      cursor = try reply[0].asString()
      // A key of any bytes; one that is not UTF-8 is no code's that could be named.
      let keys = try reply[1].asArray().compactMap { (key) -> String? in try? key.asString() }
      seen += keys.count
      try look(keys, connection, &defects)
    } while cursor != "0" && !end.hasPassed
    let owners = BucketOwners(defects.values.joined().sorted(), context)
    let parts = Defect.allCases.compactMap { defect in
      defects[defect].map { Self.text(defect, $0) }
    }
    let found =
      parts.isEmpty
      ? tr("\(CountText.of(seen, "bucket")), each with a count") : parts.joined(separator: tr("; "))
    return .init(
      .bucketValues, parts.isEmpty ? .pass : .warn,
      cursor == "0" ? found : tr("of the first \(seen) looked at: \(found)"),
      why: tr("such a code can neither be redeemed by its tokens nor be synced"),
      fixes: (owners.owned.isEmpty
        ? [] : [tr("'invitectl sync-counts' names each of a code whole, with what to type")])
        + owners.deletion(context))
  }

  private func look(
    _ keys: [String], _ connection: RedisConnection, _ defects: inout [Defect: [String]]
  ) throws(RedisError) {
    guard !keys.isEmpty else { return }
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
      if let defect { defects[defect, default: []].append(key) }
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

  private static func text(_ defect: Defect, _ keys: [String]) -> String {
    let codes = keys.sorted().prefix(named).map { key in
      Masking.code(String(key.dropFirst("redeem:".count).dropLast(":remaining".count)))
    }
    let shown = codes.joined(separator: ", ")
    let list = keys.count > named ? tr("\(shown) and \(keys.count - named) more") : shown
    return tr("\(defect.words(keys.count)) (\(list))")
  }
}
