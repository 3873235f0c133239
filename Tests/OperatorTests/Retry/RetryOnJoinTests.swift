import Glibc
import InviteDomain
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteStorage

/// `redeem retry` where uses are counted on join: a failed invite waits for a seat again, as long as the
/// code has a use left for it, and the backend makes it.
@Suite struct RetryOnJoinTests {
  private func waiting(_ world: RetryWorld) throws -> [String] {
    try world.world.lines(
      """
      SELECT concat_ws(' ', email, redeem_code, status, is_rebind, consume_immediately) AS line
      FROM invite_queue ORDER BY email, id
      """)
  }

  @Test func `a failed row waits again, a failed record has one wait, and both are made once`()
    async throws
  {
    let world = try await RetryWorld(.g026)
    // The job has no seat for who is of no group.
    try world.world.run(
      """
      UPDATE redeem_codes SET group_id = (SELECT id FROM team_groups WHERE name = 'alpha')
      WHERE code = 'DIRECT10'
      """)
    let row = try world.failed(
      "a@x.io", "DIRECT10", "the code is not valid any more", group: "alpha")
    let record = try world.refused("b@x.io", "DIRECT10", "the team is gone or not active")
    let counts = try world.counts()
    for _ in 0..<2 {
      let run = try await world.retry("--yes")
      #expect(run.exitCode == 0, "\(run)")
      #expect(
        try waiting(world) == ["a@x.io DIRECT10 waiting f f", "b@x.io DIRECT10 waiting f f"])
      #expect(
        try world.attempts() == [
          "invite_queue \(row) 1 waiting", "invite_records \(record) 1 waiting",
        ])
    }
    #expect(try world.queued() == 0)
    let worker = try WorkerProcess(world.world.database, world.world.redis, app: "later.e6")
    #expect(try await world.world.peer.job("e6", "drain").contains("'processed': 2"))
    try await eventually("both are invited", limit: .seconds(90)) {
      try world.invites() == ["a@x.io DIRECT10", "b@x.io DIRECT10"]
    }
    #expect(try world.counts() == counts)
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 0 && run.output.contains("nothing is to be tried again"), "\(run)")
    withExtendedLifetime(worker) {}
  }

  @Test func `what the backend would refuse now is named`() async throws {
    let world = try await RetryWorld(.g026)
    try world.failed("a@x.io", "ONE")
    try world.failed("b@x.io", "TWO")
    try world.refused("c@x.io", "ONE")
    try world.world.run(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at,
        bound_email, validity_days, rebind_count, rebind_limit, status)
      VALUES ('ONE', 'direct', 1, 0, true, now() AT TIME ZONE 'utc', NULL, 30, 0, 1, 'bound'),
        ('TWO', 'direct', 1, 0, true, now() AT TIME ZONE 'utc', 'other@x.io', 30, 0, 1, 'bound');
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      VALUES (1, 'd@x.io', 'reserved', 'ONE', now() AT TIME ZONE 'utc', false)
      """)
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 8, "\(run)")
    // Its one use is in flight for somebody else.
    #expect(run.output.contains("CODE_USED_UP"), "\(run)")
    #expect(run.output.contains("EMAIL_MISMATCH"), "\(run)")
    #expect(try world.attempts() == [])
    // That reservation is given up: one use, and one of the two gets it.
    try world.world.run("DELETE FROM invite_records WHERE email = 'd@x.io'")
    let second = try await world.retry("--yes", "--code", "ONE")
    #expect(second.exitCode == 8, "\(second)")
    #expect(second.output.contains("1 invite wait"), "\(second)")
    #expect(second.output.contains("CODE_USED_UP"), "\(second)")
    #expect(try world.attempts().count == 1)
  }

  /// The person has redeemed again between our look and the lock of the code's row.
  @Test(arguments: ["reserved", "success"])
  func `an invite that was made meanwhile stands for both`(status: String) async throws {
    let world = try await RetryWorld(.g026)
    try world.failed("a@x.io", "DIRECT10")
    var environment = world.world.environment
    environment["INVITECTL_FAILPOINT"] = "retry-begin:stop"
    let run = try await CommandRun.invitectl(
      ["redeem", "retry", "--yes"], environment: environment
    ) { pid in
      #expect(try await HeldProcess.stop(pid))
      try world.world.run(
        """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        VALUES (1, 'A@x.io', '\(status)', 'direct10', now() AT TIME ZONE 'utc', false)
        """)
      try await HeldProcess.letGo(pid)
    }
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains("of the same email and code, is newer and \(status)"), "\(run)")
    #expect(try world.rows() == ["a@x.io failed"])
    #expect(try world.attempts() == [])
  }

  @Test func `kill -9 at any step leaves a row both waiting and recorded, or neither`() async throws
  {
    let world = try await RetryWorld(.g026)
    let record = try world.refused("a@x.io", "DIRECT10")
    let trace = try await world.retry(["--yes"], failpoint: "trace")
    #expect(trace.exitCode == 0, "\(trace)")
    let names = trace.errors.split(separator: "\n").filter { $0.hasPrefix("failpoint ") }
    let first = try #require(names.firstIndex(of: "failpoint retry-begin"))
    var killed = 0
    for point in first..<names.count {
      try world.world.run("DELETE FROM invitectl.invite_retry; DELETE FROM invite_queue")
      let run = try await world.retry(["--yes"], failpoint: "\(point + 1)")
      if run.exitCode == 0 { continue }
      #expect(run.signal == SIGKILL, "\(point + 1): \(run)")
      killed += 1
      #expect(try waiting(world).count == (try world.attempts().count), "\(point + 1)")
      let again = try await world.retry("--yes")
      #expect(again.exitCode == 0, "\(point + 1): \(again)")
      #expect(try waiting(world) == ["a@x.io DIRECT10 waiting f f"], "\(point + 1)")
      #expect(try world.attempts() == ["invite_records \(record) 1 waiting"], "\(point + 1)")
    }
    #expect(killed >= 5)
  }
}
