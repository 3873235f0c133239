import CeleryProtocol
import Glibc
import InviteDomain
import InviteOps
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// `redeem retry` killed, stopped and run twice: one message for one invite.
@Suite struct RetryCrashTests {
  /// Those of the messages, each once however often it was sent.
  private func emails(_ world: RetryWorld) throws -> [String] {
    try world.messages().map { "\($0.headers["kwargsrepr"]?.string ?? "")" }
  }

  /// From where the first row is begun to the end, at every step there is.
  @Test func `kill -9 at any step leaves no invite out and sends none twice`() async throws {
    let traced = try await RetryWorld.ofTwoFailed()
    let trace = try await traced.retry("--yes", failpoint: "trace")
    #expect(trace.exitCode == 0, "\(trace)")
    let names = trace.errors.split(separator: "\n").filter { $0.hasPrefix("failpoint ") }
    let first = try #require(names.firstIndex(of: "failpoint retry-begin"))
    #expect(names.count { $0 == "failpoint retry-sent" } == 2)
    var killed = 0
    let world = try await RetryWorld.ofTwoFailed()
    for point in first..<names.count + 2 {
      try world.emptied()
      try world.forgotten()
      let run = try await world.retry(["--yes"], failpoint: "\(point + 1)")
      if run.exitCode == 0 { continue }
      #expect(run.signal == SIGKILL, "failpoint \(point + 1): \(run)")
      killed += 1
      // Here and not in a process of its own: what follows is no step to be killed at.
      let again = try world.retryHere()
      #expect(again.failure == nil, "failpoint \(point + 1): \(again)")
      let sent = try emails(world)
      #expect(sent.count == 2 && Set(sent).count == 2, "failpoint \(point + 1): \(sent)")
      let states = try world.world.lines(
        "SELECT count(*) || ' ' || max(attempt) AS line FROM invitectl.invite_retry")
      #expect(states == ["2 1"], "failpoint \(point + 1)")
    }
    #expect(killed >= 8)
  }

  @Test func `two at once send each invite once`() async throws {
    let world = try await RetryWorld.ofTwoFailed()
    async let first = world.retry("--yes")
    async let second = world.retry("--yes")
    let runs = try await [first, second]
    for run in runs { #expect(run.exitCode == 0, "\(run)") }
    #expect(runs.count { $0.output.contains("2 invites put into the queue") } == 1, "\(runs)")
    #expect(try world.queued() == 2)
  }

  @Test func `beside --stuck one of both sends it`() async throws {
    let world = try await RetryWorld.ofTwoFailed()
    try world.world.run("UPDATE invite_queue SET status = 'pending' WHERE email = 'b@x.io'")
    try world.failed("b@x.io", "DIRECT10")
    async let stuck = world.world.invitectl("cleanup-queue", "--stuck", "--yes")
    async let retry = world.retry("--yes")
    _ = try await [stuck, retry]
    #expect(Set(try emails(world)).count == (try world.queued()))
    #expect(try world.queued() <= 2)
  }

  /// SIGSTOP between the record of the attempt and its message; the lock is lost; another run does it; then
  /// the first one goes on.
  @Test func `a run that was stopped before its message does not send it after another has`()
    async throws
  {
    let world = try await RetryWorld.ofTwoFailed()
    var environment = world.world.environment
    environment["INVITECTL_FAILPOINT"] = "retry-recorded:stop"
    let first = try await CommandRun.invitectl(
      ["redeem", "retry", "--yes"], environment: environment
    ) { pid in
      #expect(try await HeldProcess.stop(pid))
      #expect(try world.queued() == 0)
      try world.world.run(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND application_name LIKE 'invitectl redeem retry%'
        """)
      let second = try await world.retry("--yes")
      #expect(second.exitCode == 0, "\(second)")
      #expect(try world.queued() == 2)
      try await HeldProcess.letGo(pid)
    }
    #expect(first.exitCode == 75, "\(first)")
    #expect(try world.queued() == 2)
  }

  @Test func `while another run has the lock nothing is tried`() async throws {
    let world = try await RetryWorld.ofTwoFailed()
    let session = try world.world.database.connect()
    try _ = session.query("SELECT pg_advisory_lock(1768846953, 30)", deadline: .soon)
    let failed = try await world.retry("--yes", "--if-locked", "fail")
    #expect(failed.exitCode == 4, "\(failed)")
    let skipped = try await world.retry("--yes", "--if-locked", "skip")
    #expect(skipped.exitCode == 0 && skipped.output.contains("skipped"), "\(skipped)")
    let unasked = try await world.retry()
    #expect(unasked.exitCode == 2, "\(unasked)")
    #expect(try world.queued() == 0)
  }
}
