import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// A watch beside a file in quarantine.
extension QuarantineTests {
  /// A world with one message in quarantine.
  private func quarantined() async throws -> TraceWorld {
    let world = try TraceWorld()
    _ = try world.publish("watched@x.io", "DIRECT10")
    let taken = try await CommandRun.invitectl(
      [
        "inspect-workers", "control", "quarantine", "invites", "--to",
        world.folder.file("watched.msg"), "--yes",
      ], environment: world.environment)
    #expect(taken.exitCode == 0, "\(taken)")
    return world
  }

  private func make(_ world: TraceWorld) throws {
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT min(id), 'watched@x.io', 'SUCCESS'::invitestatus, 'DIRECT10', now() AT TIME ZONE 'utc',
        false FROM teams
      """)
  }

  private func hint(_ snapshot: FleetSnapshot) -> String {
    snapshot.diagnoses.first { $0.kind == "quarantined_messages" }?.hint ?? ""
  }

  @Test func `what is known of a message in quarantine is not asked at each look`() async throws {
    let world = try await quarantined()
    let context = try OperationContext.test(environment: world.environment)
    let connection = try context.redis(.broker)
    let overview = FleetOverview(context, wait: .milliseconds(200))
    var lasting: FleetOverview.Lasting?
    try waitUntil("it is said to go back") {
      let look = try overview.take(connection, known: nil)
      lasting = look.lasting
      return hint(look.snapshot).contains("puts it back, there")
    }
    try make(world)
    // Neither results nor rows are read again.
    let again = try overview.take(connection, known: lasting)
    #expect(hint(again.snapshot).contains("puts it back, there"), "\(hint(again.snapshot))")
    try waitUntil("a look without what was known says that it was made") {
      try hint(overview.take(connection, known: nil).snapshot).contains("was made already")
    }
  }

  @Test func `a watch does not say that it goes back where that was not seen in time`() async throws
  {
    let world = try await quarantined()
    try make(world)
    let holder = try HeldSession(
      world.redeem.database.parameters, "BEGIN; LOCK TABLE invite_records IN ACCESS EXCLUSIVE MODE")
    let watch = FleetWatch(
      try OperationContext.test(environment: world.environment), wait: .milliseconds(200))
    for _ in 0..<2 {
      let said = hint(try watch.tick().snapshot)
      #expect(said.hasPrefix("not seen whether put back it is an invite more: "), "\(said)")
      #expect(said.contains("--put-back \(world.folder.file("watched.msg")) -n'"), "\(said)")
    }
    holder.release()
  }
}
