import ClientSupport
import Foundation
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Check `read-database`: the server that metrics-dump reads is a server, too.
@Suite struct ReadDatabaseTests {
  private func server() throws -> PrivatePostgres {
    let server = try PrivatePostgres(sharesIdentity: false)
    let connection = try server.connect()
    try Fixture.load(
      "enums-upper", "schema-006", "invite-queue", "indexes-007", "indexes-008", "stamp-008",
      into: connection)
    return server
  }

  private func check(
    _ main: String, _ read: String?, limits: DoctorLimits = DoctorLimits()
  ) throws -> DoctorReport.Check {
    var environment = ["DATABASE_URL": main]
    environment["INVITECTL_DATABASE_READ_URL"] = read
    return try OperationContext.test(environment: environment).doctor(.readDatabase, limits: limits)
  }

  @Test func `a replica passes, behind it warns, promoted it fails`() async throws {
    let primary = try server()
    #expect(try check(primary.url, nil).verdict == .pass)
    let same = try check(primary.url, primary.url)
    #expect(same.verdict == .pass && same.detail.contains("itself"), "\(same)")
    let replica = try primary.replica()
    let well = try check(primary.url, replica.url)
    #expect(well.verdict == .pass && well.detail.contains("a replica"), "\(well)")

    try primary.connect().execute("CREATE TABLE before AS SELECT 1 AS a", deadline: .soon)
    try await eventually("the replica has replayed a transaction") {
      try replica.connect().query(
        "SELECT to_regclass('before') IS NOT NULL AS there", deadline: .soon
      )
      .only().bool("there")
    }
    try replica.connect().execute("SELECT pg_wal_replay_pause()", deadline: .soon)
    // The last transaction that it replayed gets old; what comes after it is not replayed.
    try primary.connect().execute("CREATE TABLE later AS SELECT 1 AS a", deadline: .soon)
    var limits = DoctorLimits()
    limits.replicaLag = .milliseconds(1)
    let behind = try check(primary.url, replica.url, limits: limits)
    #expect(behind.verdict == .warn && behind.detail.contains("of log"), "\(behind)")
    #expect(behind.fix?.contains("pg_stat_wal_receiver") == true)
    try replica.connect().execute("SELECT pg_wal_replay_resume()", deadline: .soon)

    let lone = try check("postgresql://u@127.0.0.1:1/d", replica.url)
    #expect(lone.verdict == .warn && lone.detail.contains("cannot be compared"), "\(lone)")

    try replica.connect().execute("SELECT pg_promote(true, 60)", deadline: .after(.seconds(90)))
    let promoted = try check(primary.url, replica.url)
    #expect(promoted.verdict == .fail && promoted.detail.contains("promoted"), "\(promoted)")
  }

  @Test func `one that is away is named, by doctor and by metrics-dump`() async throws {
    let database = try TestDatabase.inviteHub()
    let nowhere = "postgresql://reader@127.0.0.1:1/hub"
    let away = try check(database.url(), nowhere)
    #expect(away.verdict == .fail, "\(away)")
    #expect(away.detail.contains("database.readUrl") && away.detail.contains("port 1"), "\(away)")
    #expect(away.fix?.contains("without --read-database-url") == true, "\(away)")
    let dump = try await CommandRun.invitectl(
      ["metrics-dump", "--collectors", "seats"],
      environment: ["DATABASE_URL": database.url(), "INVITECTL_DATABASE_READ_URL": nowhere])
    #expect(dump.exitCode != 0)
    #expect(dump.errors.contains("database.readUrl"), "\(dump.errors)")
    // What is typed as it says works.
    let without = try await CommandRun.invitectl(
      ["metrics-dump", "--collectors", "seats"], environment: ["DATABASE_URL": database.url()])
    #expect(without.exitCode == 0, "\(without.errors)")
  }

  @Test func `another cluster, another database, a role that may not read`() throws {
    let primary = try server()
    let other = try server()
    let stranger = try check(primary.url, other.url)
    #expect(stranger.verdict == .fail && stranger.detail.contains("another cluster"), "\(stranger)")

    let connection = try primary.connect()
    try connection.executeScript(
      "CREATE DATABASE copy TEMPLATE template0", deadline: .after(.seconds(60)))
    let copy = try check(primary.url, primary.url.replacing("/postgres?", with: "/copy?"))
    #expect(copy.verdict == .fail, "\(copy)")

    try connection.executeScript("CREATE ROLE reader LOGIN", deadline: .soon)
    let reading = primary.url.replacing("postgres@", with: "reader@")
    let denied = try check(primary.url, reading)
    #expect(denied.verdict == .fail && denied.detail.contains("lacks privileges"), "\(denied)")
    let grants = try #require(denied.fix).components(separatedBy: "; ")
    for grant in grants { try connection.executeScript(grant, deadline: .soon) }
    let allowed = try check(primary.url, reading)
    #expect(allowed.verdict == .pass, "\(allowed)")
    // Without the right to ask for the identifier, time and place tell as much.
    try connection.executeScript(
      "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC", deadline: .soon)
    #expect(try check(primary.url, reading).verdict == .pass)
  }
}
