import ClientSupport
import Foundation
import InviteDomain
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// A follower as a service, and beside other runs.
@Suite struct FollowServiceTests {
  private func notify(_ socket: NotifySocket, watchdog: Duration) -> [String: String] {
    [
      "NOTIFY_SOCKET": socket.name,
      "WATCHDOG_USEC": String(Int(watchdog.seconds * 1_000_000)),
    ]
  }

  @Test(arguments: [false, true])
  func `systemd hears that it is ready, that it lives, and no more once it stands still`(
    _ isAbstract: Bool
  ) throws {
    let redis = try PrivateRedis()
    let world = try SyncWorld(redis: redis)
    try world.addSyncedCode("A")
    let socket = try NotifySocket(isAbstract: isAbstract)
    let environment = notify(socket, watchdog: .milliseconds(400))
    let run = try FollowRun(world, environment: ["INVITECTL_TIMEOUT": "4s"]) {
      $0.manager = ServiceManager(environment: environment, processID: getpid())
    }
    #expect(try socket.wait(for: "READY=1").allSatisfy { !$0.contains("WATCHDOG") })
    for _ in 0..<3 { _ = try socket.wait(for: "WATCHDOG=1") }
    // The socket keeps a few messages and no more.
    while socket.next(within: .zero) != nil {}
    // No step comes to its end now, though time passes.
    kill(redis.processIdentifier, SIGSTOP)
    // Where this thread stood still it has been said by now, once.
    var isSaid = false
    while let message = socket.next(within: .zero) {
      isSaid = isSaid || message.split(separator: "\n").contains { $0.hasPrefix("STATUS=waiting") }
    }
    let said = isSaid ? [] : try socket.wait(for: "STATUS=waiting")
    kill(redis.processIdentifier, SIGCONT)
    // One step may have had its answers already.
    #expect(said.count { $0.contains("WATCHDOG=1") } <= 1, "\(said)")
    _ = try socket.wait(for: "WATCHDOG=1")
    try world.take("A")
    try waitUntil("it goes on") { try world.used("A") == 1 }
    try run.stop()
    _ = try socket.wait(for: "STOPPING=1")
  }

  /// Another run may have the lock for longer than the manager gives it to start.
  @Test func `who waits for the lock asks for more time to start`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    let key = "\(AdvisoryLock.classID), \(AdvisoryLock.sync.rawValue)"
    _ = try world.postgres.query("SELECT pg_advisory_lock(\(key))", deadline: .soon)
    let socket = try NotifySocket(isAbstract: false)
    var environment = world.environment
    environment["NOTIFY_SOCKET"] = socket.name
    let process = try FollowProcess(environment: environment)
    _ = try socket.wait(for: "EXTEND_TIMEOUT_USEC=")
    _ = try world.postgres.query("SELECT pg_advisory_unlock(\(key))", deadline: .soon)
    _ = try socket.wait(for: "READY=1")
    let code = process.end(SIGTERM)
    #expect(code == 0, "\(process.errors)")
  }

  /// That may take a minute where codes are slow, and each attempt has its answer.
  @Test func `while it looks for the code that is in the way it says that it lives`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCodes("A", 64)
    try world.postgres.executeScript(
      """
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.code = 'A1' THEN RAISE EXCEPTION 'not this one'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON redeem_codes FOR EACH ROW EXECUTE FUNCTION refuse()
      """, deadline: .soon)
    let socket = try NotifySocket(isAbstract: false)
    // Nothing that is to be said is too early.
    let environment = notify(socket, watchdog: .microseconds(8))
    let run = try FollowRun(world) {
      $0.every = .seconds(3600)
      $0.manager = ServiceManager(environment: environment, processID: getpid())
    }
    try waitUntil("the only turn before the last one is over") {
      try world.postgres.query(
        """
        SELECT EXISTS (
          SELECT FROM invitectl.run_log WHERE (detail->'follow'->>'ticks')::int > 0) AS is_over
        """, deadline: .soon
      ).only().bool("is_over")
    }
    for n in 1...64 { try world.take("A\(n)") }
    while socket.next(within: .zero) != nil {}
    let outcome = try run.stop()
    var signs = 0
    while let message = socket.next(within: .zero) {
      if message == "WATCHDOG=1" { signs += 1 }
    }
    // Thirteen attempts; the socket keeps ten messages by default (net.unix.max_dgram_qlen).
    #expect(signs >= 5)
    #expect(outcome.problems == 1)
    #expect(try world.used("A1") == 0 && world.used("A64") == 1)
  }

  @Test func `what a server says in several lines is one line to the manager`() throws {
    let socket = try NotifySocket(isAbstract: true)
    let manager = ServiceManager(environment: ["NOTIFY_SOCKET": socket.name], processID: 812)
    #expect(manager.tell("STATUS=waiting: a\r\nMAINPID=1\nb", "WATCHDOG=1"))
    #expect(socket.next(within: .zero) == "STATUS=waiting: a MAINPID=1 b\nWATCHDOG=1")
  }

  @Test func `the watchdog of another process is none of ours`() {
    func manager(of pid: String) -> ServiceManager {
      ServiceManager(
        environment: ["NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "1500000", "WATCHDOG_PID": pid],
        processID: 812)
    }
    #expect(manager(of: "812").watchdog == .milliseconds(1500))
    #expect(manager(of: "1").watchdog == nil)
  }

  /// Its turns are so far apart that only the last one, at the signal, can have counted it.
  @Test func `SIGTERM ends it with 0, and what was taken before is counted`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    let process = try FollowProcess(["--every", "1h"], environment: world.environment)
    try process.waitUntilItFollows()
    try world.take("A", 3)
    let code = process.end(SIGTERM)
    #expect(code == 0, "\(process.errors)")
    #expect(process.output.contains("followed for"), "\(process.output)")
    #expect(try world.used("A") == 3)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test func `after kill -9 the next one goes on where it was`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    for point in ["sync-after-first", "sync-before-second", nil] {
      var environment = world.environment
      environment["INVITECTL_FAILPOINT"] = point
      let process = try FollowProcess(
        ["--every", "50ms", "--rows-every", "50ms"], environment: environment)
      try process.waitUntilItFollows()
      try world.take("A")
      try world.increment("A")
      let code = point == nil ? process.end(SIGKILL) : process.end()
      #expect(code == 128 + SIGKILL, "\(point ?? "anywhere"): \(process.errors)")
    }
    let run = try FollowRun(world)
    try waitUntil("all of it is counted") {
      try world.used("A") == 6 && world.tokens("A") == 4
    }
    try run.stop()
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.sync().changed == 0)
  }

  @Test func `another run is refused by name, or gets the lock in between`() async throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    let run = try FollowRun(world)
    let environment = world.environment
    for arguments in [["sync-counts"], ["sync-counts", "--follow"]] {
      let refused = try await CommandRun.invitectl(
        arguments + ["--if-locked", "fail"], environment: environment)
      #expect(refused.exitCode == 4, "\(refused)")
      #expect(refused.errors.contains("(invitectl sync-counts --follow ["), "\(refused)")
    }
    let skipped = try await CommandRun.invitectl(
      ["sync-counts", "--if-locked", "skip"], environment: environment)
    #expect(skipped.exitCode == 0 && skipped.errors.contains("skipped"), "\(skipped)")
    try world.bucket.send("DEL", world.key("A"))
    try waitUntil("the loss is seen") { try world.standing("A").hasPrefix("vanished") }
    // Both wait, and get it.
    let whole = try await CommandRun.invitectl(["sync-counts"], environment: environment)
    #expect(whole.exitCode == 0, "\(whole)")
    let resync = try await CommandRun.invitectl(
      ["force-resync", "A", "--from", "database", "--yes"], environment: environment)
    #expect(resync.exitCode == 0, "\(resync)")
    try world.take("A")
    try waitUntil("it goes on") { try world.used("A") == 1 }
    #expect(try run.stop().problems == 0)
  }

  /// As of a run that was stopped while it waited: it would be lent the lock every five seconds.
  @Test func `who has not asked for the lock for long is not waited for`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    let other = try world.database.connect()
    try other.execute("SET application_name = 'invitectl sync-counts [812]'", deadline: .soon)
    try waitUntil("it has not asked for long") {
      try world.postgres.query(
        """
        SELECT count(*) AS n FROM pg_stat_activity WHERE pid = $1::int
          AND application_name LIKE 'invitectl sync-counts [%'
          AND clock_timestamp() - state_change > interval '3s'
        """, [String(other.backendPID)], deadline: .soon
      ).only().int("n") == 1
    }
    let run = try FollowRun(world)
    func said(_ name: String) throws -> Int {
      let row = try world.postgres.query(
        """
        SELECT (detail->'follow'->>$1)::int AS said FROM invitectl.run_log
        WHERE detail ? 'follow' ORDER BY id DESC LIMIT 1
        """, [name], deadline: .soon
      ).first
      return try row?.optionalInt("said") ?? 0
    }
    try waitUntil("it has reported") { try said("reported") > 0 }
    let first = try said("reported")
    // Between two reports it looks who waits.
    try waitUntil("it has reported twice more") { try said("reported") >= first + 8 }
    try run.stop()
    #expect(try said("lent") == 0)
    withExtendedLifetime(other) {}
  }

  @Test(
    arguments: [
      (["--follow", "--dry-run"], "has no --dry-run"), (["--follow", "CODE"], "about all codes"),
      (["--follow", "--max-runtime", "1m"], "leave out --max-runtime"),
      (["--follow", "--jitter", "1s"], "--jitter and --ping-url"),
      (["--every", "2s"], "are about --follow"), (["--follow", "--every", "1ms"], "50ms or more"),
      (["--follow", "--full-every", "4h"], "3h or less"),
    ] as [([String], String)])
  func `what a run that goes on cannot have is refused`(
    _ words: [String], _ why: String
  ) async throws {
    let result = try await CommandRun.invitectl(["sync-counts"] + words)
    #expect(result.exitCode == 2)
    #expect(result.errors.contains(why), "\(result.errors)")
  }
}
