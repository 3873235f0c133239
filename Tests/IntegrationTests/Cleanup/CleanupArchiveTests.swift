import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@Suite struct CleanupArchiveTests {
  private func request(_ fixture: CleanupFixture) -> CleanupRequest {
    var request = CleanupRequest()
    request.archive = fixture.directory
    return request
  }

  func archives(_ fixture: CleanupFixture) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: fixture.directory)
      .filter { $0.hasSuffix(".ndjson.gz") }.sorted().map { "\(fixture.directory)/\($0)" }
  }

  @Test(arguments: [false, true])
  func `every deleted row is in the archive, and restore gives the same rows`(
    lowerCase: Bool
  ) throws {
    let fixture = try CleanupFixture(lowerCase: lowerCase, queue: 3000)
    var random = SeededGenerator()
    let nasty = PostgresArray.literal((0..<200).map { _ in random.nastyText(upTo: 200) })
    try fixture.connection.execute(
      """
      INSERT INTO invite_queue (email, error_message, status, processed_at, created_at)
      SELECT 'x@example.com', m, (enum_range(NULL::invitequeuestatus))[4],
        (now() AT TIME ZONE 'utc') - interval '31 days 1.234567 s', NULL
      FROM unnest($1::text[]) AS m
      """, [nasty], deadline: .soon)
    let before = try fixture.rows("invite_queue")
    let doomed = try fixture.rows("invite_queue", where: CleanupFixture.old)
    let outcome = try CleanupQueue(try fixture.context()).run(request(fixture))
    #expect(outcome.deleted == doomed.count)
    #expect(try fixture.archived().sorted() == doomed.values.sorted())
    let path = try #require(outcome.tables[0].archive)
    let restore = CleanupRestore(try fixture.context())
    let dry = try restore.run(path, dryRun: true)
    #expect(dry.inserted == doomed.count)
    #expect(try fixture.count("invite_queue") == before.count - doomed.count)
    #expect(try restore.run(path, dryRun: false).inserted == doomed.count)
    #expect(try fixture.rows("invite_queue") == before)
    // Again: nothing to do. After a change: it is left, and told.
    let again = try restore.run(path, dryRun: false)
    #expect(again.inserted == 0 && again.present == doomed.count && again.different == 0)
    let id = try #require(doomed.keys.min())
    try fixture.database.run("UPDATE invite_queue SET retry_count = 77 WHERE id = \(id)")
    #expect(try restore.run(path, dryRun: false).different == 1)
    #expect(try fixture.count("invite_queue", where: "retry_count = 77") == 1)
  }

  @Test func `the checksum in the manifest is the file's, and a changed file is refused`()
    async throws
  {
    let fixture = try CleanupFixture(queue: 1000)
    let outcome = try CleanupQueue(try fixture.context()).run(request(fixture))
    let path = try #require(outcome.tables[0].archive)
    let manifest = try String(
      contentsOfFile: path.replacingOccurrences(of: ".ndjson.gz", with: ".manifest.json"),
      encoding: .utf8)
    let sum = try await CommandRun.run("/usr/bin/env", ["sha256sum", path]).output.prefix(64)
    #expect(manifest.contains("\"sha256\" : \"\(sum)\""))
    #expect(manifest.contains("\"rows\" : \(outcome.deleted),"))
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    let failure = #expect(throws: Failure.self) {
      try CleanupRestore(try fixture.context()).run(path, dryRun: false)
    }
    #expect(failure?.kind == .conflict)
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == 0)
  }

  @Test func `rows of a time with other enum labels are restored in today's`() throws {
    let fixture = try CleanupFixture(queue: 500)
    let outcome = try CleanupQueue(try fixture.context()).run(request(fixture))
    let path = try #require(outcome.tables[0].archive)
    try fixture.database.run(
      """
      ALTER TYPE invitequeuestatus RENAME VALUE 'SUCCESS' TO 'success';
      ALTER TYPE invitequeuestatus RENAME VALUE 'FAILED' TO 'failed'
      """)
    let restored = try CleanupRestore(try fixture.context()).run(path, dryRun: false)
    #expect(restored.inserted == outcome.deleted)
  }

  @Test func `a directory that cannot be written changes nothing`() throws {
    let fixture = try CleanupFixture(queue: 500)
    let before = try fixture.count("invite_queue")
    var request = CleanupRequest()
    request.archive = fixture.directory + "/none"
    let failure = #expect(throws: Failure.self) {
      try CleanupQueue(try fixture.context()).run(request)
    }
    #expect(failure?.hint?.contains("make the directory first") == true)
    #expect(try fixture.count("invite_queue") == before)
  }

  @Test func `nothing to delete leaves no file behind`() throws {
    let fixture = try CleanupFixture()
    _ = try CleanupQueue(try fixture.context()).run(request(fixture))
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.directory).isEmpty)
  }
}
