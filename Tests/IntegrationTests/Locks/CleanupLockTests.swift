import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import InviteStorage
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// The lock of cleanup-queue when its holder is stopped, or rests for long on purpose.
@Suite struct CleanupLockTests {
  @Test(arguments: [
    "archive-half-written", "archive-synchronized", "archive-committed", "archive-before-manifest",
  ])
  func `a stopped run loses the lock, and its archive stays right when it wakes`(
    _ point: String
  ) async throws {
    let fixture = try CleanupFixture(queue: 3000)
    let doomed = try fixture.rows("invite_queue", where: CleanupFixture.old)
    let arguments = ["cleanup-queue", "-q", "--yes", "--archive", fixture.directory]
    let environment = fixture.environment
    let stopped = try await CommandRun.invitectl(
      arguments + SyncLockTests.quick,
      environment: environment.merging(["INVITECTL_FAILPOINT": point + ":stop"]) { $1 }
    ) { pid in
      #expect(try await HeldProcess.stop(pid))
      let next = try await CommandRun.invitectl(
        arguments + ["--lock-wait", "60s"] + SyncLockTests.quick, environment: environment)
      #expect(next.exitCode == 0, "\(next.errors)")
      try await HeldProcess.letGo(pid)
    }
    #expect(stopped.exitCode == 75, "\(stopped.errors)")
    // In the middle of a batch its own time is over as well.
    #expect(
      stopped.errors.contains("process was stopped") || stopped.errors.contains("timed out"),
      "\(stopped.errors)")
    // The file of the run that was stopped is settled once nobody has it open.
    let last = try await CommandRun.invitectl(arguments, environment: environment)
    #expect(last.exitCode == 0, "\(last.errors)")
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == 0)
    let archived = try fixture.archived()
    #expect(archived.count == doomed.count)
    #expect(Set(archived) == Set(doomed.values))
    // Each archive reads as its manifest says.
    for name in try FileManager.default.contentsOfDirectory(atPath: fixture.directory)
    where name.hasSuffix(".ndjson.gz") {
      let restored = try await CommandRun.invitectl(
        ["cleanup-queue", "restore", "\(fixture.directory)/\(name)", "--dry-run"],
        environment: environment)
      #expect(restored.exitCode == 0, "\(restored.errors)")
    }
  }

  /// The server takes no limit of more than INT_MAX milliseconds, some 24 days.
  @Test func `a limit of any length is one`() async throws {
    let fixture = try CleanupFixture(queue: 100)
    for command in [
      ["cleanup-queue", "--yes", "--timeout", "30d"], ["migrate", "up", "--timeout", "30d"],
      ["migrate", "prove", "--measure", "--limit", "30d"],
    ] {
      let result = try await CommandRun.invitectl(command, environment: fixture.environment)
      #expect(result.exitCode == 0, "\(command): \(result.output)\(result.errors)")
    }
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == 0)
  }

  @Test(arguments: [[], ["--stuck"]])
  func `who waits for the lock says so once, and then seldom`(_ flags: [String]) async throws {
    let fixture = try CleanupFixture(queue: 100)
    let redis = try TestRedis()
    try redis.declareInvites()
    let holder = try fixture.database.connect()
    _ = try holder.query(
      AdvisoryLockQueries.tryRunLock,
      [
        String(AdvisoryLock.classID), String(AdvisoryLock.cleanup.rawValue), "invitectl x [1]",
        "60000",
      ], deadline: .soon)
    // A dozen looks.
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--lock-wait", "3s"] + flags,
      environment: Sandbox.variables(database: fixture.database, redis: redis))
    #expect(result.exitCode == 4, "\(result)")
    let notes = result.errors.split(separator: "\n").filter { $0.contains("waiting for ") }
    #expect(notes.count == 1, "\(result.errors)")
  }

  @Test func `a run that rests between two batches keeps the lock`() async throws {
    let fixture = try CleanupFixture(queue: 3000)
    let database = fixture.database
    // Its session may be idle for six times as long as an answer may take.
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "-q", "--yes", "--rate", "1", "--timeout", "5s"],
      environment: fixture.environment
    ) { pid in
      let connection = try database.connect()
      func holder() throws -> Int? {
        try connection.query(
          "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 30 AND database = "
            + "(SELECT oid FROM pg_database WHERE datname = current_database())", deadline: .soon
        ).first?.int("pid")
      }
      try await eventually("it has the lock") { try holder() != nil }
      // From then on, for longer than that.
      var holders: Set<Int?> = []
      let begin = ContinuousClock.now
      while ContinuousClock.now - begin < .seconds(33) {
        holders.insert(try holder())
        try await Task.sleep(for: .milliseconds(200))
      }
      #expect(holders.count == 1 && !holders.contains(nil), "\(holders)")
      // At that rate it would rest for half an hour.
      kill(pid, SIGINT)
    }
    #expect(result.exitCode == 130, "\(result.errors)")
  }

  @Test func `skips are counted, and without a run log the age of the holder decides`()
    async throws
  {
    let fixture = try CleanupFixture(queue: 100)
    let holder = try HeldSession(
      fixture.database.parameters, "SELECT pg_advisory_lock(1768846953, 30)")
    let arguments = ["cleanup-queue", "--yes", "--if-locked", "skip", "--max-skips", "1"]
    for _ in 0..<3 {
      let skipped = try await CommandRun.invitectl(arguments, environment: fixture.environment)
      #expect(skipped.exitCode == 0, "\(skipped.errors)")
      #expect(skipped.output.contains("pid \(holder.pid)"), "\(skipped.output)")
    }
    try fixture.connection.executeScript("CREATE SCHEMA invitectl", deadline: .soon)
    for statement in SyncSchema.statements {
      try fixture.connection.executeScript(statement, deadline: .soon)
    }
    var codes: [Int32?] = []
    for _ in 0..<3 {
      codes.append(
        try await CommandRun.invitectl(arguments, environment: fixture.environment).exitCode)
    }
    #expect(codes == [0, 4, 4])
  }
}
