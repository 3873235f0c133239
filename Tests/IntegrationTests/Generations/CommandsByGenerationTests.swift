import Foundation
import InviteDomain
import InviteOps
import InviteStorage
import LosslessJSON
import RedisClient
import TestSupport
import Testing

/// Every command on every generation of the backend, migrated and made by create_all: its exit code
/// as docs/backends.md says, and where it refuses nothing is changed.
@Suite struct CommandsByGenerationTests {
  private struct Command {
    let purpose: Purpose
    let words: [String]
    /// Exit codes where it does something.
    var exits: Set<Int32> = [0]

    init(_ purpose: Purpose, _ words: String..., exits: Set<Int32> = [0]) {
      self.purpose = purpose
      self.words = words
      self.exits = exits
    }
  }

  private static let commands: [Command] = [
    Command(.migrateLook, "migrate", "status"),
    Command(.migrateLook, "migrate", "plan"),
    Command(.migrateLook, "migrate", "verify"),
    Command(.migrate, "migrate", "up"),
    Command(.migrate, "migrate", "up", "--optional", "team-seat-stats"),
    Command(.migrate, "migrate", "repair"),
    Command(.seats, "refresh-seats"),
    Command(.metrics, "metrics-dump"),
    // No worker runs, nor is any needed: 69 says so.
    Command(.look, "inspect-workers", exits: [69]),
    Command(.redeemUpkeep, "redeem", "bucket", "DIRECT10"),
    Command(.redeemUpkeep, "redeem", "limiter"),
    Command(.redeemLook, "redeem", "DIRECT10", "a@example.com", "--explain"),
    Command(.redeemLook, "redeem", "DIRECT10", "a@example.com", "--dry-run"),
    Command(.redeem, "redeem", "DIRECT10", "a@example.com", "--via", "servers"),
    Command(.redeem, "redeem", "LINUXDO5", "b@example.com"),
    Command(.redeem, "redeem", "--resume"),
    // Nobody listens at the usual place.
    Command(.redeemByHTTP, "redeem", "DIRECT10", "a@example.com", "--via", "http", exits: [75]),
    // A task that nobody knows: forced, so that nothing but the backend can be the reason to refuse.
    Command(
      .refund, "redeem", "refund", "DIRECT10", "--task", "00000000-0000-4000-8000-000000000000",
      "--force"),
    // 8: codes of the seed that have no numbers, or whose counts the records do not bear out.
    Command(.syncLook, "sync-counts", "--dry-run", exits: [0, 8]),
    Command(.sync, "sync-counts", exits: [0, 8]),
    Command(.resync, "force-resync", "--all", "--dry-run", exits: [0, 8]),
    Command(.resync, "force-resync", "--all", "--yes", exits: [0, 8]),
    Command(.resyncHistory, "force-resync", "history"),
    Command(.cleanupLook, "cleanup-queue", "--dry-run"),
    Command(.recordsCleanupLook, "cleanup-queue", "--invite-records", "400d", "--dry-run"),
    Command(.cleanup, "cleanup-queue", "--yes", "--archive", "ARCHIVE"),
    Command(.recordsCleanup, "cleanup-queue", "--invite-records", "400d", "--yes"),
    Command(.stuckLook, "cleanup-queue", "--stuck", "--dry-run"),
    Command(.stuck, "cleanup-queue", "--stuck", "--yes"),
    Command(.restore, "cleanup-queue", "restore", "FILE"),
    // 1: what the fixture lacks, e.g. workers and beat.
    Command(.doctor, "doctor", exits: [0, 1, 8]),
  ]

  @Test func `every purpose has a command here`() {
    #expect(Set(Self.commands.map(\.purpose)) == Set(Purpose.allCases))
  }

  @Test(
    arguments: FixtureGeneration.allCases.flatMap { generation in
      FixtureMaking.allCases.map { (generation, $0) }
    })
  func `exit code and effect are those of the table`(
    generation: FixtureGeneration, made: FixtureMaking
  ) async throws {
    let world = try await GenerationWorld(generation, made)
    try addOldRow(world, generation)
    let archive = try TemporaryFolder()
    for command in Self.commands {
      let before = try state(world)
      let words = try command.words.map { word in
        switch word {
        case "ARCHIVE": archive.path
        case "FILE": archive.file(try #require(try archived(archive).first))
        default: word
        }
      }
      let result = try await CommandRun.invitectl(words, environment: world.environment)
      let told =
        "\(command.words.joined(separator: " ")): exit \(result.exitCode ?? -1)\n"
        + "\(result.output.prefix(1500))\(result.errors.prefix(1500))"
      if case .refused(let why) = command.purpose.support(generation.counting) {
        #expect(result.exitCode == 1, "\(told)")
        #expect(result.errors.contains("is not for a backend of era"), "\(told)")
        #expect(result.errors.contains(why), "\(told)")
        #expect(try state(world) == before, "\(told)")
      } else {
        #expect(command.exits.contains(result.exitCode ?? -1), "\(told)")
        #expect(!result.errors.contains("is not for a backend of era"), "\(told)")
      }
    }
  }

  /// A row that cleanup-queue deletes.
  private func addOldRow(_ world: GenerationWorld, _ generation: FixtureGeneration) throws {
    let kind =
      generation == .g026 ? (", is_rebind, consume_immediately", ", false, false") : ("", "")
    try world.run(
      """
      INSERT INTO invite_queue (email, status, retry_count, created_at, processed_at\(kind.0))
      SELECT 'old@example.com', label, 0, now() - interval '90 days', now() - interval '90 days'\(kind.1)
      FROM unnest(enum_range(NULL::invitequeuestatus)) AS label WHERE lower(label::text) = 'failed'
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
    let before = try state(world)
    let environment = world.environment.merging(["INVITECTL_BACKEND_URL": stub.url]) { $1 }
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com", "-o", "json"], environment: environment)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try JSONValue(parsing: Array(result.output.utf8))["via"]?.string == "http")
    #expect(try stub.redemptions.count == 1)
    #expect(try state(world) == before)
  }

  /// All that the backend has: rows, buckets, messages.
  private func state(_ world: GenerationWorld) throws -> [String] {
    var lines = try world.lines(
      """
      SELECT c::text AS line FROM redeem_codes c UNION ALL SELECT r::text FROM invite_records r
      UNION ALL SELECT q::text FROM invite_queue q UNION ALL SELECT t::text FROM teams t
      UNION ALL SELECT m::text FROM team_members m ORDER BY 1
      """)
    for endpoint in [world.redis.bucket, world.redis.broker] {
      let connection = try TestRedis.connect(endpoint)
      for key in try connection.send("KEYS", "*").asStrings().sorted() {
        lines.append("\(key) \(try connection.send("DUMP", key))")
      }
    }
    return lines
  }
}
