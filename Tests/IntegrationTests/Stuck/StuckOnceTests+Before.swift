import Foundation
import InviteDomain
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteOps
@testable import InviteStorage

/// Invites of before, and runs that stop.
extension StuckOnceTests {
  /// A distributor removes a member: `removed`, or `failed` by older releases of the backend.
  @Test func `whoever was invited and removed again is not invited a second time`() async throws {
    try connection.execute("ALTER TYPE invitestatus ADD VALUE 'removed'", deadline: .soon)
    var rows: [Int: StuckRow.Verdict] = [:]
    for (index, status) in ["removed", "failed", "pending", "failed"].enumerated() {
      let email = "p\(index)@x.com"
      rows[try row(email)] = index < 3 ? .done : .lost
      let made = try record(email, "EVX1", status: status)
      // The last one was never accepted: it failed.
      guard index == 1 || index == 2 else { continue }
      try connection.execute(
        "UPDATE invite_records SET accepted_at = created_at WHERE id = $1::bigint", ["\(made)"],
        deadline: .soon)
    }
    let codeless = try row("nameless@x.com")
    let record = try record("nameless@x.com", nil, status: "removed")
    rows[codeless] = .unknown
    #expect(try verdicts() == rows)
    let run = try await stuck("--yes")
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains("3 marked as done"), "\(run)")
    #expect(run.output.contains("invite_records \(record) is an invite of this email"), "\(run)")
    #expect(try queued() == 1)
  }

  @Test func `one that may be the row's and may not is named, and nothing is put back`()
    async throws
  {
    let rows = try ["a", "b", "c", "d", "e", "f"].map { try row("\($0)@x.com") }
    let records = [
      try record("A@x.com", nil), try record("b@x.com", "  "),
      try record("c@x.com", "evx1", at: "NULL"), try record("d@x.com", "EVX1", at: "'infinity'"),
      try record("e@x.com", "EVX1", status: nil),
    ]
    let why = [
      "is an invite of this email that was made, and names no code",
      "is an invite of this email that was made, and names no code",
      "is an invite that was made, and has no time",
      "is an invite that was made, and has no time", "is of this email and has no status",
    ]
    let waiting = try row("F@x.com", "evx1", status: "waiting")
    let doubts =
      zip(records, why).map { "invite_records \($0) \($1)" }
      + ["row \(waiting) of the same email and code waits"]
    let done = try row("g@x.com")
    let newer = try row("g@x.com", status: "success", at: "now() AT TIME ZONE 'utc'")
    // These are others' and older: the row is lost.
    let lost = try row("h@x.com")
    try record("h@x.com", "OTHER")
    try record("h@x.com", nil, at: "(now() AT TIME ZONE 'utc') - interval '3 hours'")
    try record("h@x.com", nil, status: "failed")
    _ = try row("h@x.com", "OTHER", status: "waiting")
    _ = try row("h@x.com", "EVX1", status: "failed")
    let run = try await stuck("--yes")
    #expect(run.exitCode == 8, "\(run)")
    for doubt in doubts + ["row \(newer) of the same email and code is newer and SUCCESS"] {
      #expect(run.output.contains(doubt), "\(run)")
    }
    #expect(run.output.contains("8 open rows: 1 lost, 7 unknown"), "\(run)")
    #expect(try queued() == 1)
    let found = try verdicts()
    #expect((rows + [done]).allSatisfy { found[$0] == .unknown })
    #expect(found[lost] == .queued)
  }

  /// As a process does that was stopped between its row and its message, until its lock was lost.
  @Test func `a run that goes on after another has begun sends nothing more`() throws {
    let context = try OperationContext.test(database: database, redis: redis)
    let message = try InviteTask(email: "woken@x.com", code: "EVX1").message()
    let first = try StuckTurn(context)
    try first.publish(message, row: 1)
    let second = try StuckTurn(context)
    let failure = #expect(throws: Failure.self) { try first.publish(message, row: 2) }
    #expect(failure?.kind == .transient)
    #expect(try queued() == 1)
    try second.publish(message, row: 2)
    // The first one's end is not the second one's.
    first.end()
    try second.publish(message, row: 3)
    #expect(try queued() == 3)
    second.end()
    #expect(try broker.send("EXISTS", StuckPublishScript.holder).asInteger() == 0)
    #expect(throws: Failure.self) { try second.publish(message, row: 4) }
  }

  /// SIGSTOP between the row and its message; the session, and the lock with it, is ended; another run
  /// puts the row back; then the first one goes on.
  @Test func `a run that was stopped before its message does not send it after another has`()
    async throws
  {
    _ = try row("stopped@x.com")
    var environment = Sandbox.variables(database: database, redis: redis)
    let (plain, database, lists) = (environment, database, redis.broker)
    let queued = { @Sendable in
      try TestRedis.connect(lists).send("LLEN", RedeemWorld.queue).asInteger()
    }
    environment["INVITECTL_FAILPOINT"] = "stuck-before-publish:stop"
    let first = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes"], environment: environment
    ) { pid in
      #expect(try await HeldProcess.stop(pid))
      #expect(try queued() == 0)
      try database.run(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND application_name LIKE 'invitectl cleanup-queue%'
        """)
      let second = try await CommandRun.invitectl(
        ["cleanup-queue", "--stuck", "--yes"], environment: plain)
      #expect(second.exitCode == 0, "\(second)")
      #expect(try queued() == 1)
      try await HeldProcess.letGo(pid)
    }
    #expect(first.exitCode == 75, "\(first)")
    #expect(try queued() == 1)
  }
}
