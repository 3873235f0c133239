import TestSupport
import TestWorlds
import Testing

/// Codes whose numbers mean one thing beside one backend, and another beside the next.
extension TraceGenerationTests {
  /// In E1 and E2 it is a code that is used up, from E3 on one without a limit.
  @Test(
    arguments: [(.g008, false), (.g013, false), (.g023, true), (.g026, true)]
      as [(FixtureGeneration, Bool)])
  func `a max_uses of 0 is what this backend takes it for`(
    generation: FixtureGeneration, isUnlimited: Bool
  ) async throws {
    let world = try await GenerationWorld(generation)
    let traced = try await trace(world, "DIRECTUNLIMITED")
    #expect((traced.state == "unusable") == !isUnlimited, "\(traced)")
    #expect(traced.sentence.contains("without a limit") == isUnlimited, "\(traced)")
    #expect(traced.lines.contains { $0.contains("without a limit") } == isUnlimited, "\(traced)")
  }

  @Test func `where uses are counted on join a code without a count is mended by what is printed`()
    async throws
  {
    let world = try await GenerationWorld(.g026)
    try world.run("UPDATE redeem_codes SET used_count = NULL WHERE code = 'DIRECT10'")
    #expect(try await world.invitectl("redeem", "DIRECT10", "n@example.com").exitCode == 7)
    let broken = try await trace(world, "DIRECT10")
    #expect(broken.state == "unusable" && broken.exit == 3 && broken.kind == "sql", "\(broken)")
    try await type(broken, world)
    #expect(try await trace(world, "DIRECT10").state == "unused")
    #expect(try await world.invitectl("redeem", "DIRECT10", "n@example.com").exitCode == 0)
  }
}
