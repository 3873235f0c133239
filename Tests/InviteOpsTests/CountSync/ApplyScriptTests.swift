import ClientSupport
import FoundationEssentials
import RedisClient
import TestSupport
import Testing

@testable import CountModel
@testable import CountProtocol
@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

/// The scripts that adjust and make buckets against what the model takes them for, in every
/// combination of bucket, shadow and intent that makes a difference.
@Suite(
  .enabled(
    if: (try? Sandbox.variable("INVITECTL_TEST_REDIS")) != nil, "needs the sandbox's Redis"))
struct ApplyScriptTests {
  private static let old = 1, target = 2, other = 3

  private static let buckets: [ModelBucket?] = [
    nil, ModelBucket(tokens: 4, version: 0), ModelBucket(tokens: 4, version: old),
    ModelBucket(tokens: -4, version: target), ModelBucket(tokens: 4, version: other),
  ]

  private static let shadows: [BucketShadow?] =
    [nil]
    + [old, target, other].flatMap { version in
      [7, 8].map {
        BucketShadow(version: version, base: old, adjusted: -2, seq: 5, token: $0)
      }
    }

  private static let intents: [SyncIntent] = [SyncIntent.missing, 0, old].flatMap { from in
    [true, false].map { isInTime in
      SyncIntent(
        from: from, to: target, add: from == 0 ? 0 : 3, adjusted: 1, base: old, seq: 6, token: 7,
        deadline: isInTime ? 1 : -1)
    }
  }

  @Test func `the scripts do what the model takes them for`() throws {
    let redis = try TestRedis.connect(TestRedis().bucket)
    let server = try redis.run(SyncScripts.identify, keys: [], deadline: .soon).asArray()[0]
      .asString()
    var compared = 0
    var replies: [ApplyReply: Int] = [:]
    for bucket in Self.buckets {
      for shadow in Self.shadows {
        for intent in Self.intents {
          for creates in intent.from == SyncIntent.missing ? [false, true] : [false] {
            let label: Comment =
              "\(String(describing: bucket)) \(String(describing: shadow)) \(intent) \(creates)"
            var model = ModelRedis(bucket: bucket, shadow: shadow)
            let expected =
              creates
              ? model.create(intent, now: 0) : model.apply(intent, now: 0, mutant: nil)
            let clock = Clock()
            try clock.put(bucket, shadow, redis)
            let reply = try redis.run(
              creates ? SyncScripts.create : SyncScripts.apply, keys: ["b", "s"],
              arguments: clock.arguments(intent, server), deadline: .after(.seconds(10))
            ).asArray()[0].asString()
            #expect(ApplyAnswer(reply) == expected, label)
            #expect(try clock.bucket(redis) == model.bucket, label)
            // A shadow of another version than the bucket's speaks of nothing.
            if model.shadow?.version == model.bucket?.version {
              #expect(try clock.shadow(redis) == model.shadow, label)
            }
            compared += 1
            replies[expected.reply, default: 0] += 1
          }
        }
      }
    }
    #expect(compared == 5 * 7 * 8)
    #expect(Set(replies.keys) == [.ok, .dup, .stale, .missing, .late, .noExpiry])
  }

  @Test func `a server other than the one that was read writes nothing`() throws {
    let redis = try TestRedis.connect(TestRedis().bucket)
    let server = try redis.run(SyncScripts.identify, keys: [], deadline: .soon).asArray()[0]
      .asString()
    #expect(BucketServer(server).refusal == nil)
    let clock = Clock()
    for script in [SyncScripts.apply, SyncScripts.create] {
      let bucket = ModelBucket(tokens: 4, version: Self.old)
      try clock.put(script == SyncScripts.apply ? bucket : nil, nil, redis)
      let intent = Self.intents.first { $0.from == Self.old && $0.deadline > 0 }
      let reply = try redis.run(
        script, keys: ["b", "s"],
        arguments: clock.arguments(try #require(intent), server + " once"), deadline: .soon
      ).asArray().map { try $0.asString() }
      #expect(reply == [SyncScripts.otherServer, server])
      let after = try clock.bucket(redis)
      #expect(after == (script == SyncScripts.apply ? bucket : nil))
      #expect(try redis.send("EXISTS", "s").asInteger() == 0)
    }
  }

  @Test(arguments: [
    ("0a 0b master standalone", nil), ("0a 0b slave standalone", "is a replica"),
    ("0a 0b master cluster", "cluster mode"), ("", "may not use INFO"),
    ("0a 0b", "may not use INFO"),
  ])
  func `what a server says of itself decides whether it is believed`(
    _ name: String, _ words: String?
  ) {
    let refusal = BucketServer(name).refusal
    #expect((refusal == nil) == (words == nil))
    if let words { #expect(refusal?.message.contains(words) == true) }
  }

  /// Versions and times of the model as those of a server: none of them passes during a test.
  private struct Clock {
    let now = Int(Date().timeIntervalSince1970 * 1000)

    func version(_ number: Int) -> Int { number <= 0 ? number : now + 3_600_000 + number }

    private func number(_ version: Int) -> Int {
      version <= 0 ? version : version - self.version(1) + 1
    }

    func arguments(_ intent: SyncIntent, _ server: String) -> [any RedisArgument] {
      var here = intent
      here.from = version(intent.from)
      here.to = version(intent.to)
      here.base = version(intent.base)
      here.deadline = now + intent.deadline * 60_000
      return BucketWriter.arguments([here], server: server)
    }

    func put(_ bucket: ModelBucket?, _ shadow: BucketShadow?, _ redis: RedisConnection) throws {
      try redis.send("DEL", "b", "s")
      if let bucket {
        try redis.send("SET", "b", bucket.tokens)
        if bucket.version != 0 { try redis.send("PEXPIREAT", "b", version(bucket.version)) }
      }
      if let shadow {
        try redis.send(
          "HSET", "s", "e", version(shadow.version), "base", version(shadow.base), "cum",
          shadow.adjusted, "seq", shadow.seq, "token", shadow.token)
        try redis.send("PEXPIREAT", "s", version(shadow.version))
      }
    }

    func bucket(_ redis: RedisConnection) throws -> ModelBucket? {
      let at = try redis.expiry(of: "b")
      guard at != -2 else { return nil }
      return ModelBucket(
        tokens: try redis.send("GET", "b").asInteger(), version: at == -1 ? 0 : number(at))
    }

    func shadow(_ redis: RedisConnection) throws -> BucketShadow? {
      let fields = try redis.send("HMGET", "s", "e", "base", "cum", "seq", "token").asArray()
      guard try fields[0].asOptionalString() != nil else { return nil }
      let numbers = try fields.map { try $0.asInteger() }
      #expect(try redis.expiry(of: "s") == numbers[0])
      return BucketShadow(
        version: number(numbers[0]), base: number(numbers[1]), adjusted: numbers[2],
        seq: numbers[3], token: numbers[4])
    }
  }
}
