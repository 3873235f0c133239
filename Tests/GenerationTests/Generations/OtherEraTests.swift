import Foundation
import LosslessJSON
import TestSupport
import TestWorlds
import Testing

/// The API that runs says what it is, whatever the tables tell: older code works on newer tables.
@Suite struct OtherEraTests {
  /// The commands that count uses, or rely on how they are counted.
  private static let counting = [
    ["redeem", "DIRECT10", "a@example.com", "--via", "servers"],
    ["redeem", "refund", "DIRECT10", "--task", "00000000-0000-4000-8000-000000000000", "--force"],
    ["sync-counts"], ["force-resync", "--all", "--yes"],
  ]

  @Test(arguments: [
    (FixtureGeneration.g026, "E5"), (.g026, "E3"), (.g026, "E1"), (.g008, "E6"), (.g013, "E3"),
  ])
  func `code of another era than the tables: nothing is written, and doctor says the same`(
    generation: FixtureGeneration, era: String
  ) async throws {
    let world = try await GenerationWorld(generation)
    let stub = try BackendAPIStub(era: era)
    let environment = world.environment.merging(["INVITECTL_BACKEND_URL": stub.url]) { $1 }
    try world.run(WorldState.function)
    let broker = try TestRedis.connect(world.redis.broker)
    let bucket = try TestRedis.connect(world.redis.bucket)
    let folder = try TemporaryFolder()
    // The seed's counts are not what the records say: without the API they would be set.
    let before = try WorldState(world, broker, bucket, folder: folder.path)
    let doctor = try await DoctorFinding(
      "generation", world.database, world.redis, ["INVITECTL_BACKEND_URL": stub.url])
    #expect(doctor.verdict == "warn", "\(doctor)")
    #expect(doctor.detail.contains("era unclear"), "\(doctor)")
    #expect(doctor.detail.contains("the API's"), "\(doctor)")
    #expect(doctor.fix?.contains("alembic upgrade head") == true, "\(doctor)")
    for words in Self.counting {
      let result = try await CommandRun.invitectl(words, environment: environment)
      #expect(result.exitCode == 1, "\(words): \(result)")
      let refusal = try #require(
        result.errors.split(separator: "\n").first { $0.hasPrefix("error: ") }, "\(result)")
      #expect(
        refusal.contains("does not work with a backend whose era is unclear"), "\(words): \(result)"
      )
      #expect(doctor.detail.contains(refusal.dropFirst("error: ".count)), "\(refusal) \(doctor)")
    }
    let after = try WorldState(world, broker, bucket, folder: folder.path)
    #expect(after.changes(since: before) == [])
  }

  /// The tables tell it; 60 s would be waited for an answer that is needed.
  @Test(arguments: BackendAPIStub.Description.allCases, [FixtureGeneration.g008, .g026])
  func `an API of that era, or one that does not tell, is in nobody's way`(
    description: BackendAPIStub.Description, generation: FixtureGeneration
  ) async throws {
    let world = try await GenerationWorld(generation)
    let stub = try BackendAPIStub(
      era: generation == .g026 ? "E6" : "E1", description: description)
    let more = ["INVITECTL_BACKEND_URL": stub.url, "INVITECTL_TIMEOUT": "60s"]
    let environment = world.environment.merging(more) { $1 }
    let begin = ContinuousClock.now
    let redeemed = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com", "--via", "servers"], environment: environment)
    #expect(redeemed.exitCode == 0, "\(redeemed)")
    #expect(begin.duration(to: .now) < .seconds(30))
    #expect(try stub.requests.contains { $0["path"]?.string == "/openapi.json" })
    #expect(try stub.redemptions.isEmpty)
    let doctor = try await DoctorFinding("generation", world.database, world.redis, more)
    #expect(doctor.verdict == "pass", "\(doctor)")
    let said =
      switch description {
      case .era: generation == .g026 ? "era E6" : "era E1"
      case .silent: "does not answer"
      case .foreign: "is not InviteHub's API"
      case .missing: "gives no openapi.json (404)"
      }
    #expect(doctor.detail.contains(said), "\(doctor)")
  }
}
