import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What the audit cannot read is named.
extension AuditTests {
  @Test(arguments: ["list", "text", "wide"])
  func `a bucket that cannot be read is named, and the exit is 8`(what: String) async throws {
    let world = try world(1)
    try records(world, "r@x.com")
    #expect(try audit(world).failure == nil)
    try world.bucket.send("DEL", world.key("A"))
    switch what {
    case "list": try world.bucket.send("LPUSH", world.key("A"), "x")
    case "text": try world.bucket.send("SET", world.key("A"), "x", "EX", 86_000)
    default: try world.bucket.send("SET", world.key("A"), "99999999999", "EX", 86_000)
    }
    let report = try audit(world)
    #expect(report.gaps.contains { $0.hasPrefix("the bucket of A ") }, "\(report.gaps)")
    #expect(report.failure?.kind == .partial)
    #expect(report.failure?.message.contains("1 bucket could not be read") == true)
    let result = try await CommandRun.invitectl(
      ["force-resync", "audit", "A"], environment: world.environment)
    #expect(result.exitCode == 8, "\(result)")
    #expect(result.output.contains("not seen: the bucket of A "), "\(result.output)")
    // What to type names the key.
    #expect(result.errors.contains(" TYPE \(world.key("A"))'"), "\(result.errors)")
    #expect(result.errors.contains(" DEL \(world.key("A"))'"), "\(result.errors)")
  }

  @Test(arguments: ["list", "string"])
  func `what was not seen is exit 8 of one code and of all, even if all uses are explained`(
    what: String
  ) async throws {
    let world = try world(1)
    try records(world, "r@x.com")
    func run(_ words: String...) async throws -> Int32? {
      try await CommandRun.invitectl(
        ["force-resync", "audit"] + words, environment: world.environment
      ).exitCode
    }
    #expect(try await run("A") == 0)
    let broker = try TestRedis.connect(world.redis.broker)
    if what == "list" {
      try broker.send("LPUSH", "invites", "notjson")
    } else {
      try broker.send("SET", "invites", "abc")
    }
    #expect(try audit(world, "A").unexplained == 0)
    #expect(try await run("A") == 8)
    #expect(try await run("--all") == 8)
    #expect(try await run("--all", "--exit-code") == 8)
  }

  @Test(arguments: ["notjson", #"{"junk":1}"#])
  func `what no worker can read as a message is named`(junk: String) throws {
    let world = try world(1)
    try records(world, "r@x.com")
    // One that nothing tells of: its message may be what is there.
    try world.increment("A")
    let clean = try audit(world)
    #expect(clean.unexplained == 1 && !clean.gaps.contains { $0.contains("no worker can read") })
    try TestRedis.connect(world.redis.broker).send("LPUSH", "invites", junk)
    let report = try audit(world)
    let named = report.gaps.contains { $0.hasPrefix("invites holds what no worker can read") }
    #expect(named, "\(report.gaps)")
    #expect(report.worst.first?.reasons.contains(.unseen) == true, "\(report.worst)")
    #expect(report.failure?.kind == .partial)
    #expect(report.failure?.hint?.contains("named above") == true, "\(report.failure?.hint ?? "")")
  }

  @Test func `a list of another application is none of the backend's, whatever its name has in it`()
    throws
  {
    let world = try world(1)
    try records(world, "r@x.com")
    let broker = try TestRedis.connect(world.redis.broker)
    func named() throws -> [String] {
      try audit(world).gaps.filter { $0.contains("no worker can read") }
    }
    // A message of kombu that names no task.
    let message =
      #"{"body":"e30=","content-type":"application/json","content-encoding":"utf-8","headers":{},"#
      + #""properties":{"body_encoding":"base64","delivery_tag":"t"}}"#
    try broker.send("LPUSH", "resync-jobs", message)
    let others = try named()
    #expect(others.isEmpty, "\(others)")
    try broker.send("LPUSH", "sync", message)
    let own = try named()
    #expect(own.count == 1 && own.first?.hasPrefix("sync holds ") == true, "\(own)")
  }

  @Test func `a queue of another type is named, and nobody is told to start workers for it`() throws
  {
    let world = try world(1)
    try world.increment("A")
    try TestRedis.connect(world.redis.broker).send("SET", "invites", "abc")
    let report = try audit(world)
    #expect(report.gaps.contains("invites is a string, not a list"), "\(report.gaps)")
    #expect(report.failure?.kind == .partial)
    #expect(report.failure?.hint?.contains("workers running") == false)
  }
}
