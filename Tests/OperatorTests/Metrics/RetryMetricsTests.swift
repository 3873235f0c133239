import ClientSupport
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// What `metrics-dump` says of `redeem retry`.
@Suite struct RetryMetricsTests {
  private static let tables = ["invite_queue", "invite_records"]

  private func retried(_ readings: Readings) -> [Int?] {
    Self.tables.flatMap { table in
      ["recorded", "sent", "waiting"].map {
        readings["invitectl_retry_rows{table=\"\(table)\",state=\"\($0)\"}"]
      }
    }
  }

  private func outcomes(_ readings: Readings) -> [Int?] {
    ["invited", "failed", "open"].map {
      readings["invitectl_retry_attempts{outcome=\"\($0)\"}"]
    }
  }

  private func runs(_ readings: Readings) -> [Int?] {
    ["complete", "partial", "failed", "skipped", "unfinished"].map {
      readings["invitectl_retry_runs{result=\"\($0)\"}"]
    }
  }

  @Test func `without the schema, and without a queue, all is 0`() throws {
    let readings = try MetricsWorld(queue: false).collect(.retries)
    #expect(retried(readings) == [0, 0, 0, 0, 0, 0])
    #expect(outcomes(readings) == [0, 0, 0])
    #expect(runs(readings) == [0, 0, 0, 0, 0])
  }

  @Test func `runs, rows and what came of them, as the commands write them`() async throws {
    let world = try await RetryWorld()
    func collect() throws -> Readings {
      let context = try OperationContext.test(
        database: world.world.database, redis: world.world.redis)
      let snapshot = MetricsDump(context, collectors: [.retries]).collect()
      for failure in snapshot.failures { throw failure.failure }
      return Readings(snapshot.families)
    }
    let emails = ["a@x.io", "b@x.io", "c@x.io"]
    for email in emails { try await world.redeemed("DIRECT10", email) }
    for email in emails.dropLast() { try world.failed(email, "DIRECT10") }
    try world.refused("c@x.io", "DIRECT10")
    try await world.settle()
    #expect(retried(try collect()) == [0, 0, 0, 0, 0, 0])
    let killed = try await world.retry(["--yes"], failpoint: "retry-recorded")
    #expect(killed.exitCode == nil, "\(killed)")
    let cut = try collect()
    #expect(retried(cut).compactMap(\.self).reduce(0, +) == 1)
    #expect(retried(cut)[1] == 0 && retried(cut)[4] == 0, "\(retried(cut))")
    #expect(runs(cut) == [0, 0, 0, 0, 1])
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 0, "\(run)")
    let sent = try collect()
    #expect(retried(sent) == [0, 2, 0, 0, 1, 0])
    #expect(outcomes(sent) == [0, 0, 3])
    #expect(runs(sent) == [1, 0, 0, 0, 1])
    // One is invited, one refused again; and one was tried two days ago.
    try world.world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      VALUES (1, 'A@x.io', 'success', 'direct10', now() AT TIME ZONE 'utc', false),
        (1, 'c@x.io', 'failed', 'DIRECT10', now() AT TIME ZONE 'utc', false);
      INSERT INTO invitectl.run_log (command, started_at, finished_at, exit_code, detail)
      VALUES ('redeem retry', now(), now(), 8, NULL), ('redeem retry', now(), now(), 75, NULL),
        ('redeem retry', now(), now(), NULL, '{"skipped": true}'),
        ('redeem retry', now() - interval '25 hours', now(), 0, NULL), ('sync-counts', now(), now(), 8, NULL)
      """)
    #expect(outcomes(try collect()) == [1, 1, 1])
    #expect(runs(try collect()) == [1, 1, 1, 1, 1])
    try world.world.run("UPDATE invitectl.invite_retry SET created_at = now() - interval '2 days'")
    #expect(outcomes(try collect()) == [0, 0, 0])
    #expect(retried(try collect()) == [0, 2, 0, 0, 1, 0])
    // Without a queue records alone tell whose attempts they were.
    try world.world.run(
      "UPDATE invitectl.invite_retry SET created_at = now() - interval '30 minutes'; DROP TABLE invite_queue"
    )
    #expect(outcomes(try collect()) == [0, 1, 0])
    #expect(retried(try collect()) == [0, 2, 0, 0, 1, 0])
  }
}
