import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What the backend's job would make of buckets, and what is written where.
extension CountCheckTests {
  @Test func `E6: a bucket that the backend's job would believe is named with what it does`()
    async throws
  {
    let database = try TestDatabase(generation: .g026)
    let redis = try TestRedis()
    try database.run(
      "DELETE FROM invite_records; DELETE FROM redeem_codes;"
        + code("BOUND", used: 2) + records(2, of: "BOUND")
        + code("FREE", used: 1, bound: false) + records(1, of: "FREE"))
    let bucket = try TestRedis.connect(redis.bucket)
    try bucket.send("SET", "redeem:BOUND:remaining", "5")
    try bucket.send("SET", "redeem:FREE:remaining", "5")
    let made = try await run(database, redis, "redeem", "bucket", "FREE", "--init")
    #expect(made.exitCode == 7, "\(made.errors)")
    #expect(made.errors.contains("counts a use on join"), "\(made.errors)")
    let result = try await run(database, redis, "sync-counts", "-o", "json")
    #expect(result.exitCode == 8)
    let comparison = try #require(try JSONValue(parsing: result.output)["comparison"])
    #expect(comparison["buckets"]?.int == 2)
    #expect(comparison["differing"]?.int == 1)
    let why = comparison["differences"]?[0]?["why"]?.string ?? ""
    #expect(why.contains("sets used_count to 0"), "\(why)")
    #expect(try bucket.send("GET", "redeem:BOUND:remaining").asString() == "5")
  }

  @Test(arguments: [FixtureGeneration.g019, .g023])
  func `E2 to E5: nothing is written, and a dry run shows both sides`(
    generation: FixtureGeneration
  ) async throws {
    let database = try TestDatabase(generation: generation)
    let redis = try TestRedis()
    try database.run("DELETE FROM redeem_codes;" + code("BOTH", used: 1) + code("NONE", used: 1))
    try TestRedis.connect(redis.bucket).send("SET", "redeem:BOTH:remaining", "2")
    let refused = try await run(database, redis, "sync-counts")
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("sync-counts --dry-run"), "\(refused.errors)")
    let shown = try await run(database, redis, "sync-counts", "--dry-run", "-o", "json")
    #expect(shown.exitCode == 0, "\(shown.errors)")
    let comparison = try #require(try JSONValue(parsing: shown.output)["comparison"])
    #expect(comparison["differences"]?[0]?["used_by_bucket"]?.int == 3)
    #expect(comparison["differences"]?[0]?["used_count"]?.int == 1)
    #expect(comparison["undecided"]?.int == 1)
    let counts = try database.connect().query(
      "SELECT sum(used_count)::int AS sum FROM redeem_codes", deadline: .soon
    ).only().int("sum")
    #expect(counts == 2)
    for command in [
      ["redeem", "BOTH", "a@x.io"], ["redeem", "BOTH", "a@x.io", "--explain"],
      ["redeem", "refund", "BOTH", "--task", "x", "--force"], ["force-resync", "--all", "--yes"],
    ] {
      let result = try await CommandRun.invitectl(
        command, environment: Sandbox.variables(database: database, redis: redis))
      #expect(result.exitCode == 1, "\(command): \(result.errors)")
      #expect(result.errors.contains("not work with a backend whose era is"), "\(result.errors)")
    }
    #expect(
      try TestRedis.connect(redis.bucket).send("GET", "redeem:BOTH:remaining").asString() == "2")
  }
}
