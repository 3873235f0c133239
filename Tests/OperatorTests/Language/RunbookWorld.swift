import CeleryProtocol
import Foundation
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds

/// What one runbook is about, with a program that speaks one language: the same in each.
struct RunbookWorld: Sendable {
  enum Language: String, Sendable {
    case english = "C.UTF-8"
    case chinese = "zh_CN.UTF-8"
  }

  let database: TestDatabase
  let redis: TestRedis
  let folder: TemporaryFolder
  private let language: Language

  init(_ language: Language, indexes: Bool = true) throws {
    self.language = language
    database = try .inviteHub(indexes: indexes, prepared: true)
    redis = try TestRedis()
    try redis.declareInvites()
    folder = try TemporaryFolder()
  }

  var environment: [String: String] {
    Sandbox.environment(database, redis).merging(["LC_ALL": language.rawValue]) { $1 }
  }

  /// - Parameter words: FOLDER is this world's own, ARCHIVE the first archive in it, RUN the last run.
  func invitectl(_ words: [String]) async throws -> CommandResult {
    var typed: [String] = []
    for word in words {
      switch word {
      case "ARCHIVE": typed.append(try archive())
      case "RUN":
        typed += try lines("SELECT max(id)::text AS line FROM invitectl.run_log")
      default: typed.append(word.replacing("FOLDER", with: folder.path))
      }
    }
    return try await CommandRun.invitectl(typed, environment: environment)
  }

  private func archive() throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    guard let name = names.first(where: { $0.hasSuffix(".ndjson.gz") }) else {
      throw Sandbox.Missing(description: "nothing was archived")
    }
    return folder.file(name)
  }

  func run(_ sql: String) throws { try database.run(sql) }

  /// The rows of a query with the one column `line`.
  func lines(_ sql: String) throws -> [String] {
    let connection = try database.connect()
    defer { connection.close() }
    return try connection.query(sql, deadline: .soon).map { try $0.string("line") }
  }

  /// What runs left in the log, but for when, where and as which process; in details and arguments numbers
  /// are left out, as they say how long and where.
  func runLog() throws -> [String] {
    try lines(
      """
      SELECT concat_ws(' ', command, exit_code, changed, problems) || chr(9)
        || concat_ws(' ', arguments, detail) AS line
      FROM invitectl.run_log ORDER BY id
      """
    ).map { line in
      let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
      let rest = (parts.last ?? "").replacing(folder.path, with: "FOLDER")
        .replacing(/[0-9a-z_]+-[0-9TZ]+-[0-9a-z]+\.ndjson/, with: "ARCHIVE")
        .replacing(/[0-9a-f]{8}-[0-9a-f-]{27}/, with: "ID")
        .replacing(database.name, with: "DATABASE")
        .replacing(/"plan": "[0-9a-f]+"/, with: "PLAN")
        .replacing(/[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h|d)?(?: [0-9]+(?:ms|s|m|h|d))*/, with: "N")
      return (parts.first ?? "") + " " + rest
    }
  }

  // MARK: - What happened

  /// A row of the queue that was done with ninety days ago, and one that nobody works on.
  func addQueueRows() throws {
    try run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, error_message, retry_count, created_at,
        processed_at)
      SELECT email, code, status::invitequeuestatus, error, 0, utc - age,
        CASE WHEN status = 'FAILED' THEN utc - age END
      FROM (SELECT now() AT TIME ZONE 'utc' AS utc) AS n, (
        VALUES ('old@example.com', 'DIRECTFOREVER', 'FAILED', 'refused', interval '90 days'),
          ('stuck@example.com', 'DIRECT10', 'PENDING', NULL, interval '1 day'),
          ('r@example.com', 'LINUXDO5', 'FAILED', 'seat', interval '1 hour')
      ) AS q (email, code, status, error, age);
      UPDATE redeem_codes SET used_count = 1, bound_email = 'r@example.com',
        activated_at = (now() AT TIME ZONE 'utc') - interval '1 hour' WHERE code = 'LINUXDO5'
      """)
  }

  func initialise(_ code: String, tokens: Int) throws {
    let bucket = try TestRedis.connect(redis.bucket)
    try bucket.send("SETEX", "redeem:\(code):remaining", 86_000, tokens)
  }

  /// A message of the queue of invites that no program reads.
  func addPoison() throws {
    try TestRedis.connect(redis.broker).send("RPUSH", "invites\u{06}\u{16}3", "poison")
  }

  /// A message that a worker has taken which is gone.
  func abandon(_ email: String, _ code: String) throws {
    let message = try TraceWorld.message(email, code)
    let broker = try TestRedis.connect(redis.broker)
    let tag = message.envelope.deliveryTag ?? ""
    try broker.send(
      "HSET", "unacked", tag,
      JSONValue.array([message.envelope.json, "", .string("invites")]).pythonJSON)
    try broker.send("ZADD", "unacked_index", 1_795_000_000, tag)
  }
}
