internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import RedisClient

/// Reads many buckets with their shadows, each script's worth at one instant.
struct BucketReader {
  /// Buckets in one script.
  private static let chunk = 500

  let servers: SyncConnections

  init(_ servers: SyncConnections) {
    self.servers = servers
  }

  func read(_ codes: [String]) throws(Failure) -> [BucketReading] {
    var readings: [BucketReading] = []
    readings.reserveCapacity(codes.count)
    for begin in stride(from: 0, to: codes.count, by: Self.chunk) {
      let part = codes[begin..<min(begin + Self.chunk, codes.count)]
      let keys = part.flatMap { [BucketKey.remaining($0), BucketKey.shadow($0)] }
      #if FAILPOINTS
        Failpoint.reach("sync-before-read")
      #endif
      let reply = try servers.run(SyncScripts.read, keys: keys)
      try servers.check(SyncConnections.text(reply, 0))
      let incarnation = try servers.incarnation()
      let now = try SyncConnections.integer(reply, 1)
      for index in 0..<part.count {
        readings.append(
          BucketReading(
            content: try content(reply, 2 + index * 3), now: now, incarnation: incarnation))
      }
    }
    return readings
  }

  private func content(
    _ reply: [RedisValue], _ index: Int
  ) throws(Failure) -> BucketReading.Content {
    let kind = try SyncConnections.text(reply, index)
    switch kind {
    case "missing": return .missing
    case "range": return .outOfRange
    case "badshadow": return .badShadow
    default: break
    }
    guard kind.hasPrefix("="), let tokens = BucketValue(kind.dropFirst().utf8).count else {
      return .garbage
    }
    guard let version = Int(try SyncConnections.text(reply, index + 1)),
      SyncBounds.times.contains(version)
    else { return .badExpiry }
    let expiry = version == 0 ? BucketExpiry.none : .at(version)
    // Any bytes: what is no text is none of ours.
    guard let fields = try? reply[index + 2].asString() else { return .badShadow }
    if fields.isEmpty { return .count(tokens, expiry, nil) }
    guard let shadow = BucketShadow(fields: fields) else { return .badShadow }
    return .count(tokens, expiry, shadow)
  }
}

extension BucketShadow {
  /// - Parameter fields: the five of the hash in one string, as the script answers them.
  fileprivate init?(fields: String) {
    let numbers = fields.split(separator: " ", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 5, let version = numbers[0], let base = numbers[1],
      let adjusted = numbers[2], let seq = numbers[3], let token = numbers[4]
    else { return nil }
    self.init(version: version, base: base, adjusted: adjusted, seq: seq, token: token)
    guard SyncBounds.holds(self) else { return nil }
  }
}
