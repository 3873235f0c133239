package import ClientSupport
import Foundation
package import InviteOps
package import PostgresClient
package import TestSupport

/// A database with a queue of known rows, and a directory for archives.
package final class CleanupFixture {
  package let database: TestDatabase
  package let directory: String
  package let connection: PostgresConnection

  /// - Parameter queue: how many rows the fixture's generator makes: 80 % are finished.
  package init(lowerCase: Bool = false, queue: Int = 0, records: Int = 0) throws {
    database = try TestDatabase.inviteHub(lowerCase: lowerCase)
    if queue > 0 || records > 0 {
      try database.fill(records: max(20, records), codes: 100, queue: queue)
      // What a test counts as old must be the same when it ends, minutes later.
      try database.run(
        "DELETE FROM invite_queue WHERE NOT (\(Self.old)) AND (\(Self.old(in: "1 day")))")
    }
    directory = Sandbox.temporaryPath()
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: false)
    connection = try database.connect()
  }

  deinit {
    try? FileManager.default.removeItem(atPath: directory)
  }

  package func context(interrupt: Interrupt? = nil) throws -> OperationContext {
    try .test(database: database, interrupt: interrupt)
  }

  package var environment: [String: String] { Sandbox.variables(database: database) }

  /// The rows of a table as JSON by id.
  package func rows(_ table: String, where condition: String = "true") throws -> [Int: String] {
    let rows = try connection.query(
      "SELECT id, to_jsonb(t)::text AS row FROM \(table) t WHERE \(condition)",
      deadline: .after(.seconds(60)))
    var found: [Int: String] = [:]
    for row in rows { found[try row.int("id")] = try row.string("row") }
    return found
  }

  package func count(_ table: String, where condition: String = "true") throws -> Int {
    try connection.query(
      "SELECT count(*) AS n FROM \(table) WHERE \(condition)", deadline: .soon
    ).only().int("n")
  }

  /// Notes every row of invite_queue, and whether it is old, for ``changes()`` and others.
  package func keepQueue() throws {
    try database.run(
      """
      CREATE SCHEMA kept;
      CREATE TABLE kept.queue AS
        SELECT id, to_jsonb(t)::text AS row, coalesce(\(Self.old), false) AS old
        FROM invite_queue t
      """)
  }

  /// Rows that are in one of two results and not as often in the other, at most five: rows are
  /// compared where they are, since thousands of them are a failure that nobody can read.
  private func differing(
    _ first: String, _ second: String, _ parameters: [String?] = []
  ) throws -> [String] {
    try connection.query(
      """
      (\(first) EXCEPT ALL \(second)) UNION ALL (\(second) EXCEPT ALL \(first)) LIMIT 5
      """, parameters, deadline: .after(.seconds(60))
    ).map { try $0.string("row") }
  }

  private static let gone = """
    SELECT k.row FROM kept.queue k WHERE NOT EXISTS (SELECT FROM invite_queue q WHERE q.id = k.id)
    """

  /// How invite_queue differs from what ``keepQueue()`` noted.
  package func changes() throws -> [String] {
    try differing(
      "SELECT to_jsonb(t)::text AS row FROM invite_queue t", "SELECT row FROM kept.queue")
  }

  /// How the rows that are gone differ from those that were old.
  package func wronglyGone() throws -> [String] {
    try differing(Self.gone, "SELECT row FROM kept.queue WHERE old")
  }

  /// How the rows in complete archives differ from those that are gone, each as often as it is
  /// there.
  package func wronglyArchived() throws -> [String] {
    try differing(
      "SELECT value::text AS row FROM jsonb_array_elements($1::jsonb)", Self.gone,
      ["[\(archivedLines().joined(separator: ","))]"])
  }

  /// The rows of all complete archives, as the database itself reads the JSON, each as often as it
  /// is there.
  package func archived() throws -> [String] {
    let lines = try archivedLines()
    guard !lines.isEmpty else { return [] }
    let rows = try connection.query(
      "SELECT value::text AS row FROM jsonb_array_elements($1::jsonb)",
      ["[\(lines.joined(separator: ","))]"], deadline: .after(.seconds(60)))
    return try rows.map { try $0.string("row") }
  }

  private func archivedLines() throws -> [String] {
    var lines: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    where name.hasSuffix(".ndjson.gz") {
      let (exitCode, data) = try ChildProcess.run(
        ["gzip", "-dc", "\(directory)/\(name)"], errors: .nowhere)
      guard exitCode == 0 else {
        throw Sandbox.Missing(description: "gzip cannot read \(name)")
      }
      lines += String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
    return lines
  }

  package static let old = old(in: "0")

  /// Those that are old after `time`.
  private static func old(in time: String) -> String {
    """
    upper(status::text) IN ('SUCCESS', 'FAILED')
    AND processed_at < (now() AT TIME ZONE 'utc') - interval '30 days' + interval '\(time)'
    """
  }
}
