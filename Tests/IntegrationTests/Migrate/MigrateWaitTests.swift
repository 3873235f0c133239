import ClientSupport
import Foundation
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What `up` does about sessions in its way.
@Suite struct MigrateWaitTests {
  @Test func `1 - of two runs the loser waits, shows the winner, and never builds`() async throws {
    let world = try MigrateWorld()
    let snapshot = try world.holdSnapshot()
    let winner = try await world.migrate("up") { _ in
      let pid = try await world.waitForPhase("waiting for old snapshots")
      let loser = try await world.migrate("up", "--lock-wait", "1s")
      #expect(loser.exitCode == 4)
      #expect(loser.errors.contains("another run holds the lock: pid \(pid)"))
      #expect(loser.errors.contains("waiting for old snapshots, 100 %"))
      let failing = try await world.migrate("up", "--if-locked", "fail")
      #expect(failing.exitCode == 4)
      #expect(!failing.errors.contains("s more"), "\(failing.errors)")
      // 32: overlapping cron runs.
      let skipping = try await world.migrate("up", "-q", "--if-locked", "skip")
      #expect(skipping.exitCode == 0)
      #expect(skipping.output.isEmpty && skipping.errors.isEmpty)
      #expect(try world.valid().isEmpty)
      snapshot.release()
    }
    #expect(winner.exitCode == 0, "\(winner.errors)")
    try world.expectDone()
    for index in try world.valid().keys {
      #expect(winner.errors.contains("built \(index)"))
    }
  }

  @Test func `2 - a writer is named, and at the deadline everything is given back`() async throws {
    let world = try MigrateWorld()
    let writer = try world.holdWriter()
    let result = try await world.migrate("up", "--writer-wait", "1s", "--cleanup-wait", "60s") {
      _ in
      // Once it is given up, the drop would wait for the writer too: let it go then.
      try await eventually("the build is cancelled") {
        try world.value(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
            + "AND query LIKE 'DROP INDEX CONCURRENTLY%' AND state = 'active'") != nil
      }
      writer.release()
    }
    #expect(result.exitCode == 75, "\(result.errors)")
    #expect(result.errors.contains("waiting for writers: pid \(writer.pid) (postgres, invitectl"))
    #expect(result.errors.contains("idle in transaction"))
    #expect(result.errors.contains("has been removed"))
    #expect(try world.flags("ix_invite_records_team_id") == nil)
    #expect(try world.revision() == "006_add_commercial_fields")
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `2 - while the writer stays, what is left costs nothing and the next run goes on`()
    async throws
  {
    let world = try MigrateWorld()
    let writer = try world.holdWriter()
    let result = try await world.migrate(
      "up", "--writer-wait", "500ms", "--cleanup-wait", "500ms")
    // Something is left, though it costs nothing: 75 would say that nothing is half done.
    #expect(result.exitCode == 6, "\(result.errors)")
    #expect(result.errors.contains("left invalid"))
    #expect(result.errors.contains("'invitectl migrate up' removes it and goes on"))
    #expect(try world.flags("ix_invite_records_team_id") == "ff")
    // The next run is held up by the same writer, names it and says the same.
    let held = try await world.migrate("up", "--writer-wait", "500ms", "--cleanup-wait", "500ms")
    #expect(held.exitCode == 6, "\(held.errors)")
    #expect(held.errors.contains("pid \(writer.pid)"), "\(held.errors)")
    writer.release()
    let next = try await world.migrate("up")
    #expect(next.exitCode == 0, "\(next.errors)")
    #expect(next.errors.contains("dropped ix_invite_records_team_id, which was left invalid"))
    try world.expectDone()
  }

  /// What a prepared transaction holds, no session holds: it stays over restarts until somebody ends it.
  /// Every wait for one ends, it is named, and what is printed ends it.
  @Test(arguments: [
    ["down", "--yes", "--writer-wait", "1s"],
    ["up", "--writer-wait", "1s", "--cleanup-wait", "1s"],
    ["repair", "--writer-wait", "1s", "--cleanup-wait", "1s"],
  ])
  func `a prepared transaction is named, and what is printed ends it`(
    command: [String]
  ) async throws {
    let world = try MigrateWorld()
    let gid = "it's \(world.database.name)"
    let literal = "'\(gid.replacing("'", with: "''"))'"
    if command[0] == "down" { #expect(try await world.migrate("up").exitCode == 0) }
    if command[0] == "repair" {
      // An index that an earlier run had to leave.
      let writer = try world.holdWriter()
      let left = try await world.migrate("up", "--writer-wait", "500ms", "--cleanup-wait", "500ms")
      #expect(left.errors.contains("left invalid"))
      writer.release()
    }
    let preparer = try world.database.connect()
    try preparer.executeScript(
      """
      BEGIN; INSERT INTO invite_records (team_id, email) VALUES (1, 'writer@example.com');
      PREPARE TRANSACTION \(literal)
      """, deadline: .soon)
    defer { _ = try? preparer.execute("ROLLBACK PREPARED \(literal)", deadline: .soon) }
    let status = try await world.migrate("status")
    #expect(
      status.output.contains("in the way: prepared transaction \(literal)"), "\(status.output)")
    let result = try await CommandRun.invitectl(
      ["migrate"] + command, environment: ["DATABASE_URL": world.database.url()])
    #expect(result.exitCode == 6, "\(result.errors)")
    #expect(result.errors.contains("prepared transaction \(literal)"), "\(result.errors)")
    let printed = try PrintedStatements(result)
    #expect(printed.all == ["COMMIT PREPARED \(literal);", "ROLLBACK PREPARED \(literal);"])
    try await printed.type(command[0] == "up" ? "COMMIT" : "ROLLBACK", into: world.database)
    #expect(
      try world.value("SELECT count(*) FROM invite_records WHERE email = 'writer@example.com'")
        == (command[0] == "up" ? "1" : "0"))
    let again = try await CommandRun.invitectl(
      ["migrate", command[0]] + (command[0] == "down" ? ["--yes"] : []),
      environment: ["DATABASE_URL": world.database.url()])
    #expect(again.exitCode == 0, "\(again.errors)")
  }

  /// What is in the way is a session; what is printed ends it, and the next run gets through.
  @Test(arguments: ["writer", "snapshot", "reader"])
  func `a session is named, and what is printed ends it`(blocker: String) async throws {
    let world = try MigrateWorld()
    if blocker == "reader" { #expect(try await world.migrate("up").exitCode == 0) }
    let command = blocker == "reader" ? ["down", "--yes"] : ["up"]
    let session =
      switch blocker {
      case "writer": try world.holdWriter()
      case "snapshot": try world.holdSnapshot()
      default: try world.hold("BEGIN; SELECT count(*) FROM invite_records")
      }
    let result = try await CommandRun.invitectl(
      ["migrate"] + command
        + ["--writer-wait", "1s", "--cleanup-wait", "1s"]
        + (blocker == "snapshot" ? ["--snapshot-wait", "1s"] : []),
      environment: ["DATABASE_URL": world.database.url()])
    #expect(result.exitCode == (blocker == "snapshot" ? 75 : 6), "\(result.errors)")
    let printed = try PrintedStatements(result)
    #expect(printed.all == ["SELECT pg_terminate_backend(\(session.pid));"])
    try await printed.type("SELECT", into: world.database)
    let again = try await CommandRun.invitectl(
      ["migrate"] + command, environment: ["DATABASE_URL": world.database.url()])
    #expect(again.exitCode == 0, "\(again.errors)")
  }

  @Test func `3 - a dump's snapshot is seen before, and its build is given back`() async throws {
    let world = try MigrateWorld()
    let dump = try world.holdSnapshot()
    let status = try await world.migrate("status")
    #expect(status.output.contains("in the way: pid \(dump.pid)"))
    #expect(status.output.contains(": snapshot"))
    let result = try await world.migrate("up", "--snapshot-wait", "1s")
    #expect(result.exitCode == 75, "\(result.errors)")
    #expect(result.errors.contains("pid \(dump.pid)"))
    #expect(result.errors.contains("may hold up a build (snapshot)"))
    #expect(result.errors.contains("waiting for old snapshots"))
    #expect(try world.flags(MigrateWorld.first) == nil)
    dump.release()
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }

  @Test func `3 - a dump that has read the table leaves debris that is said to be some`()
    async throws
  {
    let world = try MigrateWorld()
    let dump = try world.hold(
      "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM team_members")
    let result = try await world.migrate(
      "up", "--snapshot-wait", "500ms", "--cleanup-wait", "500ms")
    #expect(result.exitCode == 6, "\(result.errors)")
    #expect(result.errors.contains("is left invalid"))
    #expect(try world.flags(MigrateWorld.first)?.first == "f")
    dump.release()
    #expect(try await world.migrate("up").exitCode == 0)
    try world.expectDone()
  }
}
