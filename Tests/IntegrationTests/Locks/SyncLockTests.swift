import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// The lock of sync-counts when its holder is stopped, is somebody else, or is skipped for long.
@Suite struct SyncLockTests {
  /// With this `--timeout` a session that holds the lock may be idle for 18 seconds; each answer of a busy server
  /// has to come within it.
  static let quick = ["--timeout", "3s"]

  @Test(arguments: SyncCrashTests.named)
  func `a stopped run loses the lock, and harms nothing when it wakes`(
    _ point: String
  ) async throws {
    let world = try SyncWorld()
    try world.addSyncedCode("A")
    try world.take("A", 2)
    try world.increment("A", 1)
    let environment = world.environment
    let stopped = try await CommandRun.invitectl(
      ["sync-counts", "-q"] + Self.quick,
      environment: environment.merging(["INVITECTL_FAILPOINT": point + ":stop"]) { $1 }
    ) { pid in
      #expect(try await HeldProcess.stop(pid))
      let next = try await CommandRun.invitectl(
        ["sync-counts", "-q", "--lock-wait", "60s"] + Self.quick, environment: environment)
      #expect(next.exitCode == 0, "\(next.errors)")
      kill(pid, SIGCONT)
    }
    // At the last point there was nothing left to do.
    if point != "sync-after-second" {
      #expect(stopped.exitCode == 75, "\(stopped.errors)")
      #expect(stopped.errors.contains("process was stopped"), "\(stopped.errors)")
      #expect(stopped.errors.contains("run the same command again"))
    }
    for _ in 0..<2 { try world.sync() }
    #expect(try world.used("A") == 3)
    #expect(try world.tokens("A") == 7)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.sync().changed == 0)
  }

  @Test func `a holder that is not invitectl is named, with what to type`() async throws {
    let world = try SyncWorld()
    try world.addSyncedCode("A")
    let holder = try HeldSession(
      world.database.parameters,
      "SET application_name = 'psql'; SELECT pg_advisory_lock(1768846953, 3)")
    let failed = try await CommandRun.invitectl(
      ["sync-counts", "--if-locked", "fail"], environment: world.environment)
    #expect(failed.exitCode == 4)
    #expect(failed.errors.contains("pid \(holder.pid) (psql, role "), "\(failed.errors)")
    #expect(failed.errors.contains("no session of invitectl"))
    let statement = "SELECT pg_terminate_backend(\(holder.pid))"
    #expect(failed.errors.contains(statement))
    // What is printed to be typed works.
    _ = try world.postgres.query(statement, deadline: .soon)
    let after = try await CommandRun.invitectl(
      ["sync-counts", "--lock-wait", "10s"], environment: world.environment)
    #expect(after.exitCode == 0, "\(after.errors)")
  }

  @Test func `who has locked the codes is named, and what is printed ends it`() async throws {
    let world = try SyncWorld()
    try world.addSyncedCode("A")
    let holder = try HeldSession(world.database.parameters, "BEGIN; LOCK TABLE redeem_codes")
    let failed = try await CommandRun.invitectl(
      ["sync-counts", "--timeout", "8s"], environment: world.environment)
    #expect([1, 75].contains(failed.exitCode), "\(failed.errors)")
    #expect(failed.errors.contains("; pid \(holder.pid) ("), "\(failed.errors)")
    #expect(failed.errors.contains(") has locked redeem_codes"), "\(failed.errors)")
    let printed = try PrintedStatements(failed)
    #expect(printed.all == ["SELECT pg_terminate_backend(\(holder.pid));"])
    try await printed.type("SELECT", into: world.database)
    let after = try await CommandRun.invitectl(["sync-counts"], environment: world.environment)
    #expect(after.exitCode == 0, "\(after.errors)")
  }

  @Test func `skipping for too long is an error, until a run has ended`() async throws {
    let world = try SyncWorld()
    try world.addSyncedCode("A")
    let arguments = ["sync-counts", "-q", "--if-locked", "skip", "--max-skips", "2"]
    let free = try await CommandRun.invitectl(arguments, environment: world.environment)
    #expect(free.exitCode == 0, "\(free.errors)")
    for _ in 0..<2 {
      let holder = try HeldSession(
        world.database.parameters, "SELECT pg_advisory_lock(1768846953, 3)")
      var codes: [Int32?] = []
      var errors = ""
      for _ in 0..<4 {
        let skipped = try await CommandRun.invitectl(arguments, environment: world.environment)
        codes.append(skipped.exitCode)
        errors = skipped.errors
      }
      #expect(codes == [0, 0, 4, 4])
      #expect(errors.contains("skipped sync-counts 4 times in a row, since a run"), "\(errors)")
      #expect(errors.contains("pid \(holder.pid)"))
      holder.release()
      let again = try await CommandRun.invitectl(
        ["sync-counts", "-q"], environment: world.environment)
      #expect(again.exitCode == 0, "\(again.errors)")
    }
    // Skipped runs are no runs: the next one goes over all codes, and evidence counts no cleanup.
    let noted = try world.postgres.query(
      """
      SELECT count(*) FILTER (WHERE detail ? 'skipped') AS skips,
        count(*) FILTER (WHERE finished_at IS NULL) AS open FROM invitectl.run_log
      """, deadline: .soon
    ).only()
    #expect(try noted.int("skips") == 8)
    #expect(try noted.int("open") == 0)
  }

  @Test func `a run that is skipped does not forget where a run was cut short`() throws {
    let world = try SyncWorld()
    for n in 0..<3 {
      try world.addCode("A\(n)", max: 10)
      try world.initialise("A\(n)")
    }
    try world.postgres.execute(
      """
      INSERT INTO invitectl.run_log (command, finished_at, exit_code, detail)
      VALUES ('sync-counts', now(), 75, '{"resume_after": 2}')
      """, deadline: .soon)
    let holder = try HeldSession(
      world.database.parameters, "SELECT pg_advisory_lock(1768846953, 3)")
    let skipped = try world.sync { $0.ifLocked = .skip }
    #expect(skipped.skipped)
    #expect(skipped.lockHolder?.contains("pid \(holder.pid)") == true)
    holder.release()
    // The rest first, then everything from the start, and each code once.
    let outcome = try world.sync()
    #expect(outcome.changes.map(\.code) == ["A2", "A0", "A1"])
    #expect(outcome.scanned == 3)
    let written = try world.postgres.query(
      "SELECT code_id FROM invitectl.redeem_sync_ledger ORDER BY id", deadline: .soon
    ).map { try $0.int("code_id") }
    #expect(written == [3, 1, 2])
  }

  @Test func `a client that is deaf in the middle of a statement loses the lock to the next run`()
    async throws
  {
    let world = try SyncWorld()
    try world.addSyncedCode("A")
    let deaf = try world.database.connect()
    try deaf.executeScript(
      """
      SET application_name = 'invitectl sync-counts [1]';
      SELECT pg_advisory_lock(1768846953, 3)
      """, deadline: .soon)
    // More than any socket buffer holds; nobody reads it.
    try deaf.start("SELECT repeat('x', 100000000)", deadline: .after(.seconds(120)))
    let next = try await CommandRun.invitectl(
      ["sync-counts", "--lock-wait", "60s"] + Self.quick, environment: world.environment)
    #expect(next.exitCode == 0, "\(next.errors)")
    #expect(next.errors.contains("whose client had stopped"), "\(next.errors)")
  }

  /// A follower listens: a session at rest whose client takes nothing stands in what it is to be told.
  @Test func `a client that is deaf to notifications loses the lock to the next run`() async throws
  {
    let world = try SyncWorld()
    try world.addSyncedCode("A")
    let deaf = try world.database.connect()
    try deaf.executeScript(
      """
      SET application_name = 'invitectl sync-counts --follow [1]';
      SELECT pg_advisory_lock(1768846953, 3);
      LISTEN deaf
      """, deadline: .soon)
    let teller = try world.database.connect()
    try await eventually("its server process cannot tell it any more") {
      try teller.executeScript(
        "SELECT pg_notify('deaf', i || repeat('x', 7000)) FROM generate_series(1, 100) i",
        deadline: .soon)
      return try teller.query(
        """
        SELECT count(*) AS n FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle' AND wait_event = 'ClientWrite'
        """, deadline: .soon
      ).only().int("n") == 1
    }
    let next = try await CommandRun.invitectl(
      ["sync-counts", "--lock-wait", "60s"] + Self.quick, environment: world.environment)
    #expect(next.exitCode == 0, "\(next.errors)")
    #expect(next.errors.contains("whose client had stopped"), "\(next.errors)")
    withExtendedLifetime(deaf) {}
  }

  @Test func `a stranger's session is never ended`() async throws {
    let world = try SyncWorld()
    try world.addSyncedCode("A")
    let stranger = try world.database.connect()
    try stranger.executeScript(
      "SET application_name = 'psql'; SELECT pg_advisory_lock(1768846953, 3)", deadline: .soon)
    try stranger.start("SELECT repeat('x', 100000000)", deadline: .after(.seconds(120)))
    let next = try await CommandRun.invitectl(
      ["sync-counts", "--lock-wait", "22s"] + Self.quick, environment: world.environment)
    #expect(next.exitCode == 4)
    #expect(next.errors.contains("waiting for its client for"), "\(next.errors)")
    #expect(try stranger.finish(deadline: .after(.seconds(60))).count == 1)
  }
}
