import ClientSupport
import Foundation
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// VACUUM, other builds and other tools.
extension MigrateWaitTests {
  @Test func `4 - it waits for VACUUM's lock and goes on`() async throws {
    let world = try MigrateWorld()
    let vacuum = try world.hold("BEGIN; LOCK TABLE team_members IN SHARE UPDATE EXCLUSIVE MODE")
    let result = try await world.migrate("up") { _, said in
      try await eventually("the build waits for the table") {
        try world.value(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
            + "AND query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'") != nil
      }
      try await eventually("it says so") { said().contains("waiting for pid \(vacuum.pid)") }
      vacuum.release()
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.contains("waiting for pid \(vacuum.pid)"))
    try world.expectDone()
  }

  @Test func `11 - somebody else's build is waited for and not repeated`() async throws {
    let world = try MigrateWorld()
    let snapshot = try world.holdSnapshot()
    buildElsewhere(
      world, "CREATE INDEX CONCURRENTLY ix_team_members_team_id ON public.team_members (team_id)")
    let pid = try await world.waitForPhase("waiting for old snapshots")
    let oid = try world.value("SELECT to_regclass('ix_team_members_team_id')::oid")
    let failing = try await world.migrate("up", "--if-locked", "fail")
    #expect(failing.exitCode == 4, "\(failing.errors)")
    let late = try await world.migrate("up", "--snapshot-wait", "1s")
    #expect(late.exitCode == 4, "\(late.errors)")
    #expect(late.errors.contains("pid \(pid) is building ix_team_members_team_id"))
    let result = try await world.migrate("up") { _, said in
      try await eventually("it says who builds") { said().contains("pid \(pid) is building") }
      snapshot.release()
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.contains("pid \(pid) is building ix_team_members_team_id already"))
    try world.expectDone()
    #expect(try world.valid()["ix_team_members_team_id"] == oid)
  }

  @Test func `15, 16 - a drop that is held up is incomplete, and resumed`() async throws {
    let world = MigrateWorld(try TestDatabase.inviteHub())
    let reader = try world.hold("BEGIN; SELECT count(*) FROM invite_records")
    let result = try await world.migrate("down", "--yes", "--writer-wait", "1s")
    #expect(result.exitCode == 6, "\(result.errors)")
    #expect(result.errors.contains("drop incomplete"))
    #expect(result.errors.contains("pid \(reader.pid)"))
    #expect(try world.revision() == "008_add_composite_indexes")
    #expect(try world.flags("ix_invite_records_team_status_created")?.first == "f")
    let status = try await world.migrate("status")
    #expect(status.output.contains("dropping, broken off"))
    reader.release()
    #expect(try await world.migrate("down", "--yes").exitCode == 0)
    #expect(try world.flags("ix_invite_records_team_status_created") == nil)
    #expect(try world.revision() == "007_add_performance_indexes")
    #expect(try world.valid().count == 8)
  }

  @Test func `17 - leftovers of REINDEX CONCURRENTLY are reported`() async throws {
    let world = MigrateWorld(try TestDatabase.inviteHub())
    let snapshot = try world.holdSnapshot()
    let parameters = world.database.parameters
    let reindex = try HeldSession(parameters, "SET statement_timeout = '1s'")
    #expect(throws: (any Error).self) {
      try reindex.run("REINDEX INDEX CONCURRENTLY ix_team_members_email")
    }
    snapshot.release()
    for command in ["status", "plan"] {
      let result = try await world.migrate(command, "-o", "json")
      #expect(result.exitCode == 0)
      #expect(result.output.contains("ix_team_members_email_ccnew"))
    }
    let status = try await world.migrate("status")
    #expect(status.output.contains("DROP INDEX CONCURRENTLY public.ix_team_members_email_ccnew"))
  }

  @Test func `25 - an alembic that moves the revision meanwhile is noticed`() async throws {
    let world = try MigrateWorld()
    let alembic = try world.hold(
      "BEGIN; UPDATE alembic_version SET version_num = '007_add_performance_indexes'")
    let result = try await world.migrate("up") { _ in
      try await eventually("the stamp waits for the row") {
        try world.value(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
            + "AND query LIKE 'UPDATE public.alembic_version%' AND wait_event_type = 'Lock'") != nil
      }
      try alembic.run("COMMIT")
    }
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.contains("somebody else moved the recorded revision"))
    try world.expectDone()
  }
}
