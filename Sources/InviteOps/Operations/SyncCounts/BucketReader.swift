internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import RedisClient

/// Reads many buckets with their shadows, each script's worth at one instant.
struct BucketReader {
  /// Buckets in one script.
  private static let chunk = 500

  let servers: SyncServers

  init(_ servers: SyncServers) {
    self.servers = servers
  }

  func read(_ codes: [String]) throws(Failure) -> [BucketReading] {
    var readings: [BucketReading] = []
    readings.reserveCapacity(codes.count)
    for begin in stride(from: 0, to: codes.count, by: Self.chunk) {
      let part = codes[begin..<min(begin + Self.chunk, codes.count)]
      let keys = part.flatMap { [BucketKey.remaining($0), BucketKey.shadow($0)] }
      #if DEBUG
        Failpoint.reach("sync-before-read")
      #endif
      let reply = try servers.run(SyncScripts.read, keys: keys)
      try servers.check(SyncServers.text(reply, 0))
      let incarnation = try servers.incarnation()
      let now = try SyncServers.integer(reply, 1)
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
    let kind = try SyncServers.text(reply, index)
    switch kind {
    case "missing": return .missing
    case "range": return .outOfRange
    case "badshadow": return .badShadow
    default: break
    }
    guard kind.hasPrefix("="), let tokens = BucketValue(kind.dropFirst().utf8).count else {
      return .garbage
    }
    guard let version = Int(try SyncServers.text(reply, index + 1)),
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

/// Sends intents to their buckets.
struct BucketWriter {
  private static let chunk = 250

  let servers: SyncServers

  init(_ servers: SyncServers) {
    self.servers = servers
  }

  func apply(
    _ intents: [(code: String, intent: SyncIntent)]
  ) throws(Failure) -> [ApplyReply] {
    var replies: [ApplyReply] = []
    for begin in stride(from: 0, to: intents.count, by: Self.chunk) {
      let part = intents[begin..<min(begin + Self.chunk, intents.count)]
      let keys = part.flatMap { [BucketKey.remaining($0.code), BucketKey.shadow($0.code)] }
      #if DEBUG
        Failpoint.reach("sync-before-apply")
      #endif
      let answer = try servers.run(
        SyncScripts.apply, keys: keys, arguments: arguments(part.map(\.intent)))
      #if DEBUG
        Failpoint.reach("sync-after-apply")
      #endif
      for index in 0..<part.count { replies.append(try reply(answer, index)) }
    }
    return replies
  }

  /// Sends an intent that makes a bucket, for the first and only time; see
  /// ``SyncIntent/missing``.
  func create(_ code: String, _ intent: SyncIntent) throws(Failure) -> ApplyReply {
    #if DEBUG
      Failpoint.reach("resync-before-create")
    #endif
    let answer = try servers.run(
      SyncScripts.create, keys: [BucketKey.remaining(code), BucketKey.shadow(code)],
      arguments: arguments([intent]))
    #if DEBUG
      Failpoint.reach("resync-after-create")
    #endif
    return try reply(answer, 0)
  }

  private func arguments(_ intents: [SyncIntent]) -> [any RedisArgument] {
    Self.arguments(intents, server: servers.server.name)
  }

  /// Intents as the scripts' ARGV, for the server of this name.
  static func arguments(_ intents: [SyncIntent], server: String) -> [any RedisArgument] {
    let numbers = intents.flatMap { intent in
      [
        intent.from, intent.to, intent.add, intent.adjusted, intent.base, intent.seq, intent.token,
        intent.deadline,
      ]
    }
    return numbers as [any RedisArgument] + [server]
  }

  private func reply(_ answer: [RedisValue], _ index: Int) throws(Failure) -> ApplyReply {
    let word = try SyncServers.text(answer, index)
    if word == SyncScripts.otherServer {
      try servers.check(SyncServers.text(answer, index + 1))
    }
    guard let reply = ApplyReply(rawValue: word) else {
      throw Failure(.error, "a script that adjusts buckets answered \(word)")
    }
    return reply
  }
}
