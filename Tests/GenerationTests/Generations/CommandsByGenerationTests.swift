import Foundation
import InviteDomain
import InviteOps
import InviteStorage
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Every command on every generation of the backend, migrated and made by create_all: its exit code,
/// what it prints and what it changes are as docs/backends.md says, nothing else is changed, and where
/// it refuses nothing is.
@Suite struct CommandsByGenerationTests {
  @Test func `every purpose has a command here`() {
    #expect(Set(CommandEffect.all.map(\.purpose)) == Set(Purpose.allCases))
  }

  @Test(
    arguments: FixtureGeneration.allCases.flatMap { generation in
      FixtureMaking.allCases.map { (generation, $0) }
    })
  func `exit code and effect are those of the table`(
    generation: FixtureGeneration, made: FixtureMaking
  ) async throws {
    let world = try await GenerationWorld(generation, made, prepared: false)
    try addOldRows(world, generation)
    if generation == .g026 { try world.run(GenerationWorld.countedOnJoin) }
    try world.run(WorldState.function)
    let broker = try TestRedis.connect(world.redis.broker)
    let bucket = try TestRedis.connect(world.redis.bucket)
    let archive = try TemporaryFolder()
    func look() throws -> WorldState {
      try WorldState(world, broker, bucket, folder: archive.path)
    }
    var before = try look()
    try await world.prepare()
    var after = try look()
    // Tables and indexes of ours, and a revision where none was recorded.
    let others = after.changes(since: before).filter { change in
      !change.hasPrefix("+ relation ") && !change.hasPrefix("+ schema_version")
        && !change.hasPrefix("+ alembic_version") && !change.hasPrefix("alembic_version")
    }
    #expect(others == [])
    for command in CommandEffect.all {
      let support = command.purpose.support(generation.counting)
      before = after
      let words = try command.words.map { word in
        switch word {
        case "ARCHIVE": archive.path
        case "FILE": archive.file(try #require(try archived(archive).first))
        default: word
        }
      }
      let result = try await CommandRun.invitectl(words, environment: world.environment)
      after = try look()
      let changes = after.changes(since: before)
      let told =
        "\(command.words.joined(separator: " ")): exit \(result.exitCode ?? -1)\n"
        + "\(result.output.prefix(1500))\(result.errors.prefix(1500))"
      if case .refused(let why) = support {
        #expect(result.exitCode == 1, "\(told)")
        #expect(result.errors.contains("not work with a backend whose era is"), "\(told)")
        #expect(result.errors.contains(why), "\(told)")
        #expect(changes == [], "\(told)")
      } else {
        let wanted = command.effect(generation, made)
        #expect(wanted.exit == result.exitCode, "\(told)")
        #expect(
          wanted.shows.isEmpty || (result.output + result.errors).contains(wanted.shows), "\(told)")
        #expect(changes == wanted.changes.sorted(), "\(told)")
      }
    }
  }

  /// Rows that cleanup-queue deletes, and one that is stuck.
  private func addOldRows(_ world: GenerationWorld, _ generation: FixtureGeneration) throws {
    let kind =
      generation == .g026 ? (", is_rebind, consume_immediately", ", false, false") : ("", "")
    try world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at, processed_at\(kind.0))
      SELECT email, 'DIRECTFOREVER', label, 0, now() - interval '90 days',
        CASE WHEN label::text ILIKE 'failed' THEN now() - interval '90 days' END\(kind.1)
      FROM unnest(enum_range(NULL::invitequeuestatus)) AS label
      JOIN (VALUES ('failed', 'old@example.com'), ('pending', 'stuck@example.com')) AS v (status, email)
        ON lower(label::text) = v.status;
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT 1, 'gone@example.com', label, 'NOSUCHCODE', now() - interval '500 days', false
      FROM unnest(enum_range(NULL::invitestatus)) AS label WHERE lower(label::text) = 'failed'
      """)
  }

  private func archived(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".ndjson.gz") }
  }

  @Test(arguments: [(FixtureGeneration.g019, "E3"), (.g023, "E5")])
  func `what is refused by the servers goes by the backend's API`(
    generation: FixtureGeneration, era: String
  ) async throws {
    let world = try await GenerationWorld(generation)
    let stub = try BackendAPIStub(era: era)
    try world.run(WorldState.function)
    let broker = try TestRedis.connect(world.redis.broker)
    let bucket = try TestRedis.connect(world.redis.bucket)
    let folder = try TemporaryFolder()
    let before = try WorldState(world, broker, bucket, folder: folder.path)
    let environment = world.environment.merging(["INVITECTL_BACKEND_URL": stub.url]) { $1 }
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com", "-o", "json"], environment: environment)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try JSONValue(parsing: Array(result.output.utf8))["via"]?.string == "http")
    #expect(try stub.redemptions.count == 1)
    let after = try WorldState(world, broker, bucket, folder: folder.path)
    #expect(after.changes(since: before) == [])
  }
}
