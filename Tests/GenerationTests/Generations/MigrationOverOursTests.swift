import TestSupport
import TestWorlds
import Testing

/// The backend's own migrations beside everything that invitectl may have made.
@Suite struct MigrationOverOursTests {
  private func makeOptional(_ world: GenerationWorld) async throws {
    let up = try await world.invitectl("migrate", "up", "--optional", "team-seat-stats")
    #expect(up.exitCode == 0, "\(up.errors)")
    #expect(try await world.invitectl("refresh-seats").exitCode == 0)
  }

  /// What is ours, with its kind: nothing of it may be lost.
  private func ours(_ world: GenerationWorld) throws -> [String] {
    try world.lines(
      """
      SELECT relkind::text || ' ' || relname AS line FROM pg_class
      WHERE relnamespace = 'invitectl'::regnamespace AND relkind IN ('r', 'm', 'v', 'i', 'S')
      ORDER BY 1
      """)
  }

  @Test func `each revision from 009 to 026 goes over all objects of ours`() async throws {
    let world = try await GenerationWorld(.g008)
    try await makeOptional(world)
    let before = try ours(world)
    #expect(before.count > 8)
    for number in 9...26 {
      let step = try await world.alembic("upgrade", "+1")
      try #require(step.exitCode == 0, "to \(number): \(step.errors.suffix(2000))")
      let revision = try world.value("SELECT version_num FROM alembic_version")
      #expect(revision.flatMap { Int($0.prefix(3)) } == number)
      #expect(try ours(world) == before, "at \(number)")
      let refresh = try await world.invitectl("refresh-seats")
      #expect(refresh.exitCode == 0, "at \(number): \(refresh.errors)")
      let seats = try await world.invitectl("metrics-dump", "--collectors", "seats")
      #expect(seats.exitCode == 0, "at \(number): \(seats.errors)")
    }
  }

  @Test(arguments: FixtureGeneration.allCases)
  func `from each generation in one go, as the backend's entrypoint does`(
    generation: FixtureGeneration
  ) async throws {
    let world = try await GenerationWorld(generation)
    try await makeOptional(world)
    let before = try ours(world)
    let upgrade = try await world.alembic("upgrade", "head")
    #expect(upgrade.exitCode == 0, "\(upgrade.errors.suffix(2000))")
    #expect(try ours(world) == before)
    #expect(
      try world.value("SELECT version_num FROM alembic_version") == "026_add_bulk_email_jobs_logs")
    #expect(try await world.invitectl("refresh-seats").exitCode == 0)
  }
}
