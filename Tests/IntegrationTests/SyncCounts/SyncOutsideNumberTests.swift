import CountProtocol
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Numbers in Redis and in rows that nobody of ours wrote: the code is named, the others go on.
@Suite struct SyncOutsideNumberTests {
  /// A synced code that goes on, beside whatever else there is.
  func world() throws -> SyncWorld {
    let world = try SyncWorld()
    try world.addSyncedCode("GOOD")
    return world
  }

  func invitectl(
    _ world: SyncWorld, _ arguments: String...
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(arguments, environment: world.environment)
  }

  /// Runs what is printed behind `next:` for a code, in a shell.
  private func follow(
    _ output: String, _ world: SyncWorld
  ) async throws {
    let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("  next: ") })
    let command = line.dropFirst("  next: ".count)
    if command.hasPrefix("invitectl ") || command.hasPrefix("redis-cli ") {
      try await TypedCommand.run(String(command), world)
    } else {
      try world.postgres.executeScript(String(command), deadline: .soon)
    }
  }

  @Test(arguments: [
    ("-9223372036854775808", SyncProblem.bucketOutOfRange),
    ("9223372036854775807", .bucketOutOfRange), ("9223372036854775808", .bucketOutOfRange),
    ("2147483648", .bucketOutOfRange), ("007", .garbage), ("+7", .garbage), (" 7", .garbage),
    ("7 ", .garbage), ("", .garbage), ("-0", .garbage), ("nan", .garbage), ("1e3", .garbage),
  ])
  func `a bucket that is no count is named alike by all`(
    value: String, problem: SyncProblem
  ) async throws {
    let world = try world()
    try world.addCode("D036", max: 10)
    try world.bucket.send("SETEX", world.key("D036"), 80_000, value)
    try world.take("GOOD")
    let words = (problem == .garbage ? BucketDefect.notInteger : .outOfRange).words
    let way = "invitectl redeem bucket D036 --init"

    let sync = try await invitectl(world, "sync-counts")
    #expect(sync.exitCode == 8, "\(sync.errors)")
    #expect(sync.output.contains("D036: its bucket \(words)\n  next: \(way)\n"))
    #expect(try world.used("GOOD") == 1)
    let open = try world.postgres.query(
      "SELECT count(*) AS n FROM invitectl.run_log WHERE exit_code IS NULL", deadline: .soon
    ).only().int("n")
    #expect(open == 0)

    let resync = try await invitectl(world, "force-resync", "D036", "GOOD", "-n")
    #expect(resync.exitCode == 8, "\(resync.errors)")
    #expect(resync.output.contains("D036: its bucket \(words)\n  next: \(way)\n"))

    let all = try await invitectl(world, "force-resync", "--all", "-n")
    #expect(all.exitCode == 8, "\(all.output)")
    #expect(all.output.contains("D036: its bucket \(words)\n  next: \(way)\n"))

    let redeem = try await invitectl(world, "redeem", "D036", "a@example.com")
    #expect(redeem.exitCode == 7)
    #expect(redeem.errors.contains(words))
    #expect(redeem.errors.contains("invitectl redeem bucket D036 --init"))
    let explain = try await invitectl(world, "redeem", "D036", "a@example.com", "--explain")
    #expect(explain.exitCode == 7)
    #expect(explain.errors == redeem.errors)
    #expect(explain.output.contains("the bucket \(words)"))
    let shown = try await invitectl(world, "redeem", "bucket", "D036")
    #expect(shown.exitCode == 7)
    #expect(shown.errors == redeem.errors)
    let metrics = try await invitectl(world, "metrics-dump", "--collectors", "buckets")
    let state = problem == .garbage ? "garbage" : "out_of_range"
    #expect(metrics.output.contains("invitehub_buckets{state=\"\(state)\"} 1"))
    #expect(try world.bucket.send("GET", world.key("D036")).asString() == value)

    // What is printed leads out of it, and a bucket that holds a count is not touched by it.
    try await follow(sync.output, world)
    #expect(try world.tokens("D036") == 10)
    #expect(try await invitectl(world, "sync-counts").exitCode == 0)
    try world.take("D036")
    #expect(try await invitectl(world, "redeem", "bucket", "D036", "--init").exitCode == 0)
    #expect(try world.tokens("D036") == 9)
  }

  @Test func `a bucket of an unlimited code is to be deleted`() async throws {
    let world = try world()
    try world.addCode("it's $(x)", max: nil)
    try world.bucket.send("SET", world.key("it's $(x)"), "007")
    let sync = try await invitectl(world, "sync-counts")
    #expect(sync.exitCode == 8)
    try await follow(sync.output, world)
    #expect(try world.tokens("it's $(x)") == nil)
    #expect(try await invitectl(world, "sync-counts").exitCode == 0)
  }

  @Test(arguments: [
    "e", "base", "cum", "seq", "token",
  ])
  func `a shadow that no sync wrote is named, and the count goes on without it`(
    field: String
  ) async throws {
    let world = try world()
    for (round, value) in [
      "9223372036854775807", "-9223372036854775808", "1e300", "", "1 2",
    ].enumerated() where field != "token" || Int(value) == nil {
      // Beside those of the rounds before, which go on by then.
      let (good, other) = ("GOOD\(round)", "OTHER\(round)")
      try world.addSyncedCode(good)
      // An adjustment of ours leaves a shadow.
      try world.increment(good, 2)
      try world.sync()
      let shadow = world.key(good) + ":sync"
      #expect(try world.bucket.send("EXISTS", shadow).asInteger() == 1)
      try world.addSyncedCode(other)
      try world.bucket.send("HSET", shadow, field, value)
      try world.take(good)
      try world.take(other)
      let outcome = try world.sync()
      #expect(outcome.problems.map(\.code) == [good], "\(field) \(value)")
      #expect(outcome.problems.map(\.problem) == [.badShadow])
      #expect(try world.used(other) == 1)
      let next = try #require(outcome.problems.first?.next)
      try await TypedCommand.run(next, world)
      #expect(try world.sync().problems.isEmpty)
      #expect(try world.used(good) == 3)
      #expect(try world.standing(good) == "exact -0 +0 held 0")
    }
  }

  @Test func `an expiry that nobody sets is named`() async throws {
    let world = try world()
    try world.addSyncedCode("OTHER")
    for at in ["9223372036854775806", "9007199254740994"] {
      try world.bucket.send("PEXPIREAT", world.key("GOOD"), at)
      try world.take("OTHER")
      let outcome = try world.sync()
      #expect(outcome.problems.map(\.problem) == [.badExpiry])
      let next = try #require(outcome.problems.first?.next)
      try await TypedCommand.run(next, world)
      #expect(try world.sync().problems.isEmpty)
    }
    #expect(try world.used("OTHER") == 2)
  }
}
