internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Sends intents to their buckets.
struct BucketWriter {
  private static let chunk = 250

  let servers: SyncConnections

  init(_ servers: SyncConnections) {
    self.servers = servers
  }

  func apply(
    _ intents: [(code: String, intent: SyncIntent)]
  ) throws(Failure) -> [ApplyAnswer] {
    var replies: [ApplyAnswer] = []
    for begin in stride(from: 0, to: intents.count, by: Self.chunk) {
      let part = intents[begin..<min(begin + Self.chunk, intents.count)]
      let keys = part.flatMap { [BucketKey.remaining($0.code), BucketKey.shadow($0.code)] }
      #if FAILPOINTS
        Failpoint.reach("sync-before-apply")
      #endif
      let answer = try servers.run(
        SyncScripts.apply, keys: keys, arguments: arguments(part.map(\.intent)))
      #if FAILPOINTS
        Failpoint.reach("sync-after-apply")
      #endif
      for index in 0..<part.count { replies.append(try reply(answer, index)) }
    }
    return replies
  }

  /// Sends an intent that makes a bucket, for the first and only time; see
  /// ``SyncIntent/missing``.
  func create(_ code: String, _ intent: SyncIntent) throws(Failure) -> ApplyAnswer {
    #if FAILPOINTS
      Failpoint.reach("resync-before-create")
    #endif
    let answer = try servers.run(
      SyncScripts.create, keys: [BucketKey.remaining(code), BucketKey.shadow(code)],
      arguments: arguments([intent]))
    #if FAILPOINTS
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

  private func reply(_ answer: [RedisValue], _ index: Int) throws(Failure) -> ApplyAnswer {
    let text = try SyncConnections.text(answer, index)
    if text == SyncScripts.otherServer {
      try servers.check(SyncConnections.text(answer, index + 1))
    }
    guard let reply = ApplyAnswer(text) else {
      throw Failure(.error, tr("a script that adjusts buckets answered \(text)"))
    }
    return reply
  }
}

extension ApplyAnswer {
  /// - Parameter text: a word of the script, and the tokens if the adjustment is in.
  init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard let reply = ApplyReply(rawValue: String(words[0])) else { return nil }
    switch (reply, words.count) {
    case (.ok, 2), (.dup, 2):
      guard let tokens = BucketValue(words[1].utf8).count else { return nil }
      self.init(reply, tokens: tokens)
    case (.ok, _), (.dup, _): return nil
    case (_, 1): self.init(reply)
    default: return nil
    }
  }
}
