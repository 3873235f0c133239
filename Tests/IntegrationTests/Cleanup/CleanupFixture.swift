import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import TestSupport

/// A database with a queue of known rows, and a directory for archives.
final class CleanupFixture {
  let database: TestDatabase
  let directory: String
  let connection: PostgresConnection

  /// - Parameter queue: how many rows the fixture's generator makes: 80 % are finished.
  init(lowerCase: Bool = false, queue: Int = 0, records: Int = 0) throws {
    database = try TestDatabase.inviteHub(lowerCase: lowerCase)
    if queue > 0 || records > 0 {
      try database.fill(records: max(20, records), codes: 100, queue: queue)
    }
    directory = Sandbox.temporaryPath()
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: false)
    connection = try database.connect()
  }

  deinit {
    try? FileManager.default.removeItem(atPath: directory)
  }

  func context(interrupt: Interrupt? = nil) throws -> OperationContext {
    try .test(database: database, interrupt: interrupt)
  }

  var environment: [String: String] { Sandbox.variables(database: database) }

  /// The rows of a table as JSON by id.
  func rows(_ table: String, where condition: String = "true") throws -> [Int: String] {
    let rows = try connection.query(
      "SELECT id, to_jsonb(t)::text AS row FROM \(table) t WHERE \(condition)",
      deadline: .after(.seconds(60)))
    var found: [Int: String] = [:]
    for row in rows { found[try row.int("id")] = try row.string("row") }
    return found
  }

  func count(_ table: String, where condition: String = "true") throws -> Int {
    try connection.query(
      "SELECT count(*) AS n FROM \(table) WHERE \(condition)", deadline: .soon
    ).only().int("n")
  }

  /// The rows of all complete archives, as the database itself reads the JSON, each as often as it
  /// is there.
  func archived() throws -> [String] {
    var lines: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    where name.hasSuffix(".ndjson.gz") {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["gzip", "-dc", "\(directory)/\(name)"]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw Sandbox.Missing(description: "gzip cannot read \(name)")
      }
      lines += String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
    guard !lines.isEmpty else { return [] }
    let rows = try connection.query(
      "SELECT value::text AS row FROM jsonb_array_elements($1::jsonb)",
      ["[\(lines.joined(separator: ","))]"], deadline: .after(.seconds(60)))
    return try rows.map { try $0.string("row") }
  }

  static let old = """
    upper(status::text) IN ('SUCCESS', 'FAILED')
    AND processed_at < (now() AT TIME ZONE 'utc') - interval '30 days'
    """
}
