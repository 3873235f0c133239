import TestSupport
import TestWorlds
import Testing

/// `migrate up --optional row-feed`, what shows it, and `migrate down --optional row-feed`.
@Suite struct MigrateRowFeedTests {
  private func triggers(_ world: MigrateWorld) throws -> String? {
    try world.value("SELECT count(*) FROM pg_trigger WHERE tgname ~ '^invitectl_rows_'")
  }

  private func functions(_ world: MigrateWorld) throws -> String? {
    try world.value("SELECT count(*) FROM pg_proc WHERE proname = 'tell_rows'")
  }

  private func json(_ result: CommandResult) -> String {
    result.output.filter { !$0.isWhitespace }
  }

  @Test func `made and removed when asked for, and never otherwise`() async throws {
    let world = try MigrateWorld()
    let dry = try await world.migrate("up", "--optional", "row-feed", "--dry-run")
    #expect(dry.exitCode == 0 && dry.errors.contains("make the row feed"), "\(dry.errors)")
    #expect(try await world.migrate("up").exitCode == 0)
    #expect(try triggers(world) == "0")
    let without = try await world.migrate("status")
    #expect(without.exitCode == 0 && !without.output.contains("row feed"), "\(without.output)")
    let absent = try await world.migrate("status", "-o", "json")
    #expect(json(absent).contains(#""standing":"absent""#), "\(absent.output)")
    for _ in 1...2 {
      let up = try await world.migrate("up", "--optional", "row-feed")
      #expect(up.exitCode == 0 && up.errors.contains("row feed: there"), "\(up.errors)")
    }
    #expect(try triggers(world) == "2")
    try world.expectDone()
    let with = try await world.migrate("status", "--exit-code")
    #expect(with.exitCode == 0 && with.output.contains("row feed: there"), "\(with.output)")
    let there = try await world.migrate("status", "-o", "json")
    #expect(json(there).contains(#""standing":"there""#), "\(there.output)")
    let verified = try await world.migrate("verify")
    #expect(verified.exitCode == 0 && verified.output.contains("row feed: there"))
    // Indexes come and go without it.
    #expect(try await world.migrate("down", "--to", "006", "--yes").exitCode == 0)
    #expect(try triggers(world) == "2")
    #expect(try await world.migrate("up").exitCode == 0)
    let both = try await world.migrate("down", "--optional", "row-feed", "--to", "006")
    #expect(both.exitCode == 2 && both.errors.contains("--optional"), "\(both.errors)")
    let dryDown = try await world.migrate("down", "--optional", "row-feed", "-n")
    #expect(dryDown.exitCode == 0 && dryDown.errors.contains("would remove"), "\(dryDown.errors)")
    #expect(try triggers(world) == "2")
    let down = try await world.migrate("down", "--optional", "row-feed")
    #expect(down.exitCode == 0 && down.output.contains("removed"), "\(down.errors)")
    #expect(try triggers(world) == "0")
    #expect(try functions(world) == "0")
    try world.expectDone()
    let again = try await world.migrate("down", "--optional", "row-feed")
    #expect(again.exitCode == 0 && again.output.contains("nothing to do"), "\(again.errors)")
  }

  @Test func `one that is not as it was made is shown, and made anew`() async throws {
    let world = try MigrateWorld()
    #expect(try await world.migrate("up", "--optional", "row-feed").exitCode == 0)
    try world.database.run("ALTER TABLE redeem_codes DISABLE TRIGGER invitectl_rows_update")
    let status = try await world.migrate("status")
    #expect(status.output.contains("invitectl_rows_update is switched off"), "\(status.output)")
    let wrong = try await world.migrate("verify")
    #expect(wrong.exitCode == 7 && wrong.output.contains("WRONG row feed"), "\(wrong.output)")
    #expect(try await world.migrate("up", "--optional", "row-feed").exitCode == 0)
    #expect(try await world.migrate("verify").exitCode == 0)
  }

  @Test func `it waits for who has written, and holds nobody up meanwhile`() async throws {
    let world = try MigrateWorld()
    #expect(try await world.migrate("up").exitCode == 0)
    let held = try world.hold(
      "BEGIN; UPDATE redeem_codes SET note = 'held' WHERE code = 'DIRECT10'")
    // Longer than one request may take.
    let up = try await world.migrate(
      "up", "--optional", "row-feed", "--timeout", "2s"
    ) { _, said in
      try await eventually("it tries again and again") {
        said().split(separator: "could not make the row feed: somebody holds a lock").count > 3
      }
      // Behind one attempt a writer waits for a second at most.
      try world.database.run(
        "SET lock_timeout = '5s'; UPDATE redeem_codes SET note = 'free' WHERE code <> 'DIRECT10'")
      held.release()
    }
    #expect(up.exitCode == 0, "\(up.errors)")
    #expect(try triggers(world) == "2")
  }

  @Test func `who does not own the table is told so`() async throws {
    let world = try MigrateWorld()
    #expect(try await world.migrate("up").exitCode == 0)
    let role = try TestRole(in: world.database)
    try world.database.run(
      """
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role.quoted);
      GRANT USAGE ON SCHEMA invitectl TO \(role.quoted);
      GRANT SELECT ON ALL TABLES IN SCHEMA invitectl TO \(role.quoted)
      """)
    let up = try await world.migrate(
      "up", "--optional", "row-feed", url: world.database.url(role: role.name))
    #expect(up.exitCode == 1 && up.errors.contains("does not own"), "\(up.errors)")
    #expect(try triggers(world) == "0")
    withExtendedLifetime(role) {}
  }

  /// With it there is nothing that a new revision would be made of.
  @Test func `autogenerate sees what it saw without it`() async throws {
    let world = try MigrateWorld()
    #expect(try await world.migrate("up").exitCode == 0)
    let without = try await PythonPeer.autogenerate(on: world.database)
    #expect(without.exitCode == 0 && without.output.contains("redeem_codes"), "\(without.errors)")
    #expect(without.output.contains("invitectl.run_log"), "\(without.output)")
    #expect(try await world.migrate("up", "--optional", "row-feed").exitCode == 0)
    let with = try await PythonPeer.autogenerate(on: world.database)
    #expect(with.exitCode == 0 && with.output == without.output, "\(with.errors)\(with.output)")
  }

  @Test func `Alembic goes up and down over it`() async throws {
    let world = try MigrateWorld()
    #expect(try await world.migrate("up", "--optional", "row-feed").exitCode == 0)
    for arguments in [
      ["upgrade", "head"], ["downgrade", "006_add_commercial_fields"], ["upgrade", "head"],
    ] {
      let result = try await PythonPeer.alembic(arguments, on: world.database)
      #expect(result.exitCode == 0, "\(arguments): \(result.errors)")
    }
    #expect(try triggers(world) == "2")
    let verified = try await world.migrate("verify")
    #expect(verified.exitCode == 0, "\(verified.output)\(verified.errors)")
  }
}
