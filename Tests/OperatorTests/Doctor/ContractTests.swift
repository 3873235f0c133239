import ClientSupport
import CountProtocol
import Foundation
import InviteOps
import RedisClient
import Synchronization
import TestSupport
import TestWorlds
import Testing

/// `doctor --only contract` beside backends that do what the counts take them to do, and beside others.
@Suite struct ContractTests {
  /// Commands that somebody sends again and again, on a thread and a connection of its own.
  private final class Sender: Sendable {
    private let isStopped = Mutex(false)
    private let isOver = Mutex(false)

    init(_ endpoint: RedisEndpoint, _ commands: [[String]]) {
      Thread.detachNewThread { [self] in
        let connection = try? TestRedis.connect(endpoint)
        while !isStopped.withLock({ $0 }) {
          for words in commands { _ = try? connection?.call(words, deadline: .soon) }
          // A backend's pace; what is listened for needs no more.
          SocketWait.pause(.milliseconds(20))
        }
        isOver.withLock { $0 = true }
      }
    }

    func stop() throws {
      isStopped.withLock { $0 = true }
      try waitUntil("nobody sends any more") { isOver.withLock { $0 } }
    }
  }

  private static let take = """

    local remaining = tonumber(redis.call('GET', KEYS[1]) or '0')
    if remaining > 0 then
      return redis.call('DECR', KEYS[1])
    end
    return -1

    """

  static func world() throws -> SyncWorld {
    let world = try SyncWorld(withRedisOf: [])
    for code in ["AAAAAAAA", "BBBBBBBB"] { try world.addSyncedCode(code, max: 100_000) }
    return world
  }

  /// The check while somebody sends these commands.
  static func check(
    _ world: SyncWorld, during commands: [[String]] = [], for listening: Duration = .seconds(1),
    samples: Bool = false, _ environment: [String: String] = [:]
  ) throws -> DoctorReport.Check {
    let context = try OperationContext.test(
      database: world.database, redis: world.redis, environment: environment)
    let sender = Sender(world.redis.bucket, commands)
    defer { try? sender.stop() }
    return try Doctor(
      context, checks: [.contract], listening: listening, samples: samples
    ).run().check(.contract)
  }

  @Test func `what is kept is said, and what was not seen`() throws {
    let world = try Self.world()
    let check = try Self.check(
      world,
      during: [
        ["EVAL", Self.take, "1", world.key("AAAAAAAA")],
        ["SETEX", world.key("BBBBBBBB"), "86400", "100000"],
      ])
    #expect(check.verdict == .pass, "\(check.detail)")
    for words in [
      "2 buckets for 1", "the backends' take is loaded", "kept: buckets are in this database",
      "kept: a bucket's key is redeem:CODE:remaining", "kept: a bucket is set with SETEX 86400",
      "kept: a bucket is set within 30 s", "kept: a token is taken by DECR",
      "not seen: no token is given back",
    ] { #expect(check.detail.contains(words), "\(words): \(check.detail)") }
    // Nobody does anything.
    let still = try Self.check(try Self.world())
    #expect(still.verdict == .pass)
    #expect(still.detail.contains("not seen: a bucket is set with SETEX 86400"), "\(still.detail)")
    #expect(!still.detail.contains("loaded"))
  }

  @Test func `what is broken warns, with what follows`() throws {
    let world = try Self.world()
    try world.bucket.send("SET", "app:redeem:AAAAAAAA:remaining", 5, "EX", 86_400)
    let check = try Self.check(
      world, during: [["SETEX", world.key("BBBBBBBB"), "3600", "100000"]])
    #expect(check.verdict == .warn)
    #expect(check.detail.contains("BROKEN: a bucket is set with SETEX 86400: "), "\(check.detail)")
    #expect(check.detail.contains(" expires in 3"), "\(check.detail)")
    #expect(!check.detail.contains("BBBBBBBB"))
    #expect(
      check.detail.contains("there are buckets by 'app:redeem:CODE:remaining'"), "\(check.detail)")
    #expect(check.fixes.count == 2, "\(check.fixes)")
    // And the sync names the code, and for what was seen all others too.
    let outcome = try world.sync()
    #expect(outcome.changes.map(\.code) == ["AAAAAAAA", "BBBBBBBB"])
    #expect(outcome.changes.map(\.why) == [.doubted, .foreign])
    #expect(outcome.changes.map(\.state) == [.doubted, .doubted])
    #expect(outcome.breaches?.map(\.assumption) == [.keys, .lifetime])
  }

  @Test func `buckets in another database are found there`() throws {
    let world = try Self.world()
    let check = try Self.check(world, during: [], ["REDIS_URL": world.redis.result.url])
    #expect(check.verdict == .warn)
    #expect(
      check.detail.contains("2 buckets in database \(world.redis.bucket.database), none in this"),
      "\(check.detail)")
  }

  @Test func `a sample tells what comes from where, and is asked for by who may`() throws {
    let world = try Self.world()
    let commands = [
      ["DECR", world.key("AAAAAAAA")], ["EVAL", Self.take, "1", world.key("AAAAAAAA")],
      ["PEXPIRE", world.key("BBBBBBBB"), "80000000"],
      // As `redeem` takes several at once.
      ["EVAL", "return redis.call('DECRBY', KEYS[1], 2)", "1", world.key("BBBBBBBB")],
    ]
    let check = try Self.check(world, during: commands, samples: true)
    #expect(!check.detail.contains("DECRBY"), "\(check.detail)")
    #expect(check.verdict == .warn)
    #expect(check.detail.contains(" commands on buckets sampled"), "\(check.detail)")
    #expect(check.detail.contains("by DECR outside of a script"), "\(check.detail)")
    #expect(check.detail.contains("was given another expiry by PEXPIRE"), "\(check.detail)")
    // The same user may not.
    try world.bucket.send("ACL", "SETUSER", "default", "-monitor")
    let blind = try Self.check(world, samples: true)
    #expect(blind.detail.contains("not sampled: "), "\(blind.detail)")
  }

  @Test func `a role from before lines were kept is told so, and of the rest it is judged`() throws
  {
    let world = try Self.world()
    try world.take("AAAAAAAA", 2)
    try world.sync()
    try world.refund("AAAAAAAA")
    try world.sync()
    let role = try TestRole(in: world.database)
    defer { withExtendedLifetime(role) {} }
    try world.database.run(
      """
      GRANT USAGE ON SCHEMA public, invitectl TO \(role.quoted);
      GRANT SELECT ON redeem_codes, invitectl.redeem_sync, invitectl.redeem_sync_ledger,
        invitectl.run_log TO \(role.quoted)
      """)
    let environment = ["DATABASE_URL": world.database.url(role: role.name)]
    let blind = try Self.check(world, during: [], for: .milliseconds(100), environment)
    #expect(!blind.detail.contains("permission denied"), "\(blind.detail)")
    #expect(blind.detail.contains("not seen: no token is given back"), "\(blind.detail)")
    #expect(
      blind.detail.contains("role \(role.name) may not read invitectl.redeem_sync_anchor"),
      "\(blind.detail)")
    try world.database.run(
      "GRANT SELECT (id, at, code_id) ON invitectl.redeem_sync_anchor TO \(role.quoted)")
    let whole = try Self.check(world, during: [], for: .milliseconds(100), environment)
    #expect(whole.detail.contains("kept: no token is given back"), "\(whole.detail)")
    #expect(!whole.detail.contains("may not read"), "\(whole.detail)")
  }
}
