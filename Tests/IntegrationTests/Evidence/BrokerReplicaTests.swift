import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// The buckets on a primary, the broker's URL at a replica, which lags: what is missing there may have
/// been seen by a worker. It is refused by the words of `doctor`, before anything is written.
@Suite struct BrokerReplicaTests {
  private static let commands = [
    ["force-resync", "--all", "--yes"], ["force-resync", "--all", "-n"],
    ["cleanup-queue", "--stuck", "-n"], ["cleanup-queue", "--stuck", "--yes"],
  ]

  @Test(arguments: commands) func `evidence is not looked for on a replica`(words: [String])
    async throws
  {
    let world = try SyncWorld()
    try world.addSyncedCode("A")
    try world.take("A", 2)
    let primary = try PrivateRedis(tcp: true)
    let replica = try PrivateRedis(["--replicaof", "127.0.0.1", "\(primary.port ?? 0)"])
    try waitUntil("the replica is in step") {
      try "\(TestRedis.connect(replica.endpoint).send("INFO", "replication").asString())"
        .contains("master_link_status:up")
    }
    let environment = world.environment.merging(["INVITECTL_BROKER_URL": replica.endpoint.url]) {
      $1
    }
    let runs = try world.postgres.query(
      "SELECT count(*) AS n FROM invitectl.run_log", deadline: .soon
    ).only().int("n")
    let result = try await CommandRun.invitectl(words, environment: environment)
    #expect(result.exitCode == 1, "\(result.output) \(result.errors)")
    let doctor = try await CommandRun.invitectl(
      ["doctor", "--only", "broker", "-o", "json"], environment: environment)
    let report = try JSONValue(parsing: Array(doctor.output.utf8))
    let check = try #require(report["checks"]?.array?.first { $0["name"]?.string == "broker" })
    #expect(check["verdict"]?.string == "fail")
    let detail = try #require(check["detail"]?.string)
    #expect(result.errors.contains(detail), "\(detail) / \(result.errors)")
    let fix = try #require(check["fix"]?.string)
    #expect(result.errors.contains(fix), "\(fix) / \(result.errors)")
    // Nothing was synced before that was seen.
    #expect(try world.used("A") == 0)
    #expect(
      try world.postgres.query(
        "SELECT count(*) AS n FROM invitectl.run_log", deadline: .soon
      ).only().int("n") == runs)
  }
}
