import Foundation
import TestSupport
import TestWorlds
import Testing

/// What the commands print, and what they leave alone.
@Suite struct MigrateCommandTests {
  @Test func `status, plan and dry runs write nothing`() async throws {
    let world = try MigrateWorld()
    let before = try shape(world)
    for arguments in [
      ["status"], ["plan"], ["plan", "--sql"], ["up", "--dry-run"], ["repair", "-n"], ["verify"],
      ["prove"], ["prove", "--measure"],
      [],
    ] {
      let result = try await CommandRun.invitectl(
        ["migrate"] + arguments, environment: ["DATABASE_URL": world.database.url()])
      #expect(result.exitCode == 0, "\(arguments): \(result.errors)")
      #expect(try shape(world) == before, "\(arguments)")
    }
  }

  /// Every relation, and every transaction that wrote something.
  private func shape(_ world: MigrateWorld) throws -> String? {
    try world.value(
      """
      SELECT string_agg(relname, ',' ORDER BY oid) FROM pg_class
      WHERE relnamespace <> 'pg_toast'::regnamespace
      """)
  }

  /// Our own colours are shown, not written out as what a foreign text may not do to a terminal.
  @Test func `colours are colours in whatever is said`() async throws {
    let world = try MigrateWorld(records: 100)
    let redis = try TestRedis()
    for arguments in [
      ["migrate", "up"], ["migrate", "status"], ["migrate", "verify"], ["migrate", "prove"],
      ["migrate", "down", "--yes"], ["migrate", "repair"], ["sync-counts"], ["doctor"], ["runs"],
      ["force-resync", "--all", "--dry-run"], ["cleanup-queue", "--dry-run"],
      ["cleanup-queue", "--yes"], ["redeem", "DIRECT10", "a@example.com", "--explain"],
      ["trace", "a@example.com"], ["inspect-workers", "--wait", "50ms"],
    ] {
      let result = try await CommandRun.invitectl(
        arguments + ["--color", "always"],
        environment: Sandbox.variables(database: world.database, redis: redis))
      for said in [result.output, result.errors] {
        #expect(!said.lowercased().contains("u{1b}"), "\(arguments): \(said)")
      }
    }
  }

  @Test func `plan --sql can be run by psql and is what up would do`() async throws {
    let world = try MigrateWorld()
    let plan = try await world.migrate("plan", "--sql")
    for statement in plan.output.split(separator: "\n") where !statement.hasPrefix("--") {
      try world.database.run(String(statement))
    }
    #expect(try world.valid().count == 11)
    #expect(try world.revision() == "008_add_composite_indexes")
    #expect(try await world.migrate("verify").exitCode == 0)
    let status = try await world.migrate("status", "--exit-code")
    // Only schema invitectl is missing.
    #expect(status.exitCode == 3)
    #expect(
      status.output.contains(
        "pending: make schema invitectl with its tables; run invitectl migrate up"),
      "\(status.output)")
  }

  @Test func `a dry run shows the very steps that are taken`() async throws {
    struct Report: Decodable {
      struct Step: Decodable { let action: String, index: String? }
      let steps: [Step]
    }
    struct Outcome: Decodable { let actions: [Report.Step] }
    let world = try MigrateWorld(more: ["drift-some"])
    let decoder = JSONDecoder()
    let dry = try await world.migrate("up", "-n", "-o", "json")
    let wet = try await world.migrate("up", "-o", "json")
    #expect(wet.exitCode == 0)
    let planned = try decoder.decode(Report.self, from: Data(dry.output.utf8)).steps
    let taken = try decoder.decode(Outcome.self, from: Data(wet.output.utf8)).actions
    #expect(planned.map(\.action) == taken.map(\.action))
    #expect(planned.map(\.index) == taken.map(\.index))
    #expect(!planned.isEmpty)
  }

  @Test func `up and down go as far as they are told`() async throws {
    let world = try MigrateWorld()
    #expect(try await world.migrate("up", "--to", "007").exitCode == 0)
    #expect(try world.revision() == "007_add_performance_indexes")
    #expect(try world.valid().count == 8)
    #expect(try await world.migrate("up", "--to", "head", "--jobs", "4").exitCode == 0)
    try world.expectDone()
    let refused = try await world.migrate("down")
    #expect(refused.exitCode == 2)
    #expect(refused.errors.contains("--yes"))
    try world.expectDone()
    #expect(try await world.migrate("down", "--to", "006", "--yes").exitCode == 0)
    #expect(try world.revision() == "006_add_commercial_fields")
    #expect(try world.valid().isEmpty)
    #expect(try await world.migrate("down", "--to", "006", "--yes").exitCode == 0)
  }

  @Test func `tables are built side by side when asked to`() async throws {
    let world = try MigrateWorld(records: 50_000)
    let result = try await world.migrate(
      "up", "--jobs", "4", "--maintenance-work-mem", "128MB", "--parallel-workers", "0")
    #expect(result.exitCode == 0, "\(result.errors)")
    try world.expectDone()
  }

  @Test(arguments: [
    ["up", "--jobs", "9"], ["up", "--to", "009"], ["up", "--writer-wait", "soon"],
    ["up", "--parallel-workers", "-1"], ["stamp"], ["up", "--if-locked", "maybe"],
  ])
  func `a mistake in the command line is exit code 2`(arguments: [String]) async throws {
    let result = try await CommandRun.invitectl(["migrate"] + arguments)
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
  }

  @Test func `a memory size that makes no sense is refused before any work`() async throws {
    let world = try MigrateWorld()
    let result = try await world.migrate("up", "--maintenance-work-mem", "much")
    #expect(result.exitCode == 2, "\(result.errors)")
    #expect(result.errors.contains("maintenance_work_mem"))
    #expect(try world.valid().isEmpty)
  }

  @Test func `queries of other sessions are shown without their values`() async throws {
    let world = try MigrateWorld()
    let session = try world.hold(
      "BEGIN; UPDATE invite_records SET email = 'secret@example.com' WHERE id = 424242")
    let status = try await world.migrate("status")
    session.release()
    #expect(status.output.contains("pid \(session.pid)"))
    #expect(status.output.contains("UPDATE invite_records SET email = '…' WHERE id = …"))
    #expect(!status.output.contains("secret"))
    #expect(!status.output.contains("424242"))
  }

  @Test func `quiet means quiet`() async throws {
    let world = try MigrateWorld()
    let result = try await world.migrate("up", "-q")
    #expect(result.exitCode == 0)
    #expect(result.output.isEmpty)
    #expect(result.errors.isEmpty)
  }
}
