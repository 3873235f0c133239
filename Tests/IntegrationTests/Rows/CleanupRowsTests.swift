import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// A row that cannot be deleted or restored is named, and all others are.
@Suite struct CleanupRowsTests {
  /// What keeps row `id` of invite_queue from being deleted.
  enum Obstacle: String, CaseIterable, Sendable {
    case foreignKey, deferredKey, raises, returnsNull, rule

    func sql(_ id: Int) -> String {
      switch self {
      case .foreignKey, .deferredKey:
        """
        CREATE TABLE audit (queue_id int CONSTRAINT "the row" REFERENCES invite_queue
          \(self == .deferredKey ? "DEFERRABLE INITIALLY DEFERRED" : ""));
        INSERT INTO audit VALUES (\(id))
        """
      case .raises, .returnsNull:
        """
        CREATE FUNCTION keep_it() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.id = \(id) THEN
            \(self == .raises ? "RAISE EXCEPTION 'not this one'" : "RETURN NULL");
          END IF;
          RETURN OLD;
        END $$;
        CREATE TRIGGER "keep it" BEFORE DELETE ON invite_queue FOR EACH ROW
        EXECUTE FUNCTION keep_it()
        """
      case .rule:
        """
        CREATE RULE "keep it" AS ON DELETE TO invite_queue WHERE OLD.id = \(id) DO INSTEAD NOTHING
        """
      }
    }

    var constraint: String? { self == .foreignKey || self == .deferredKey ? "the row" : nil }
    var trigger: String? { constraint == nil ? "keep it" : nil }
  }

  @Test(arguments: Obstacle.allCases, [false, true])
  func `one row of 3,000 is kept: it is named, the others go`(
    obstacle: Obstacle, archives: Bool
  ) throws {
    // A rule takes RETURNING away from the statement: PostgreSQL refuses the archive as a whole.
    if obstacle == .rule, archives { return }
    let fixture = try CleanupFixture(queue: 3000)
    let doomed = try fixture.count("invite_queue", where: CleanupFixture.old)
    let id = try fixture.connection.query(
      """
      SELECT id FROM invite_queue WHERE \(CleanupFixture.old)
      ORDER BY id OFFSET \(doomed / 2) LIMIT 1
      """, deadline: .soon
    ).only().int("id")
    try fixture.database.run(obstacle.sql(id))
    var request = CleanupRequest()
    if archives { request.archive = fixture.directory }
    let outcome = try CleanupQueue(try fixture.context()).run(request)
    #expect(outcome.deleted == doomed - 1)
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == 1)
    let kept = outcome.tables[0].kept
    #expect(kept.count == 1)
    #expect(kept.shown.map(\.id) == [id])
    #expect(kept.shown.first?.object == "invite_queue row \(id)")
    #expect(kept.shown.first?.constraint == obstacle.constraint)
    #expect(kept.shown.first?.trigger == obstacle.trigger)
    #expect(outcome.failure?.kind == .partial)
    if archives { #expect(try fixture.archived().count == doomed - 1) }
    // Again: the same, and nothing else.
    let again = try CleanupQueue(try fixture.context()).run(request)
    #expect(again.deleted == 0)
    #expect(again.kept == 1)
  }

  @Test func `the command names the row, what to type, and exits with 8`() async throws {
    let fixture = try CleanupFixture(queue: 1000)
    let id = try fixture.connection.query(
      "SELECT min(id) AS id FROM invite_queue WHERE \(CleanupFixture.old)", deadline: .soon
    ).only().int("id")
    try fixture.database.run(Obstacle.foreignKey.sql(id))
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "-q"], environment: fixture.environment)
    #expect(result.exitCode == 8)
    #expect(result.output.contains("invite_queue row \(id): "))
    #expect(result.output.contains("foreign key constraint \"the row\" on table \"audit\""))
    let line = try #require(result.output.split(separator: "\n").first { $0.contains("next:") })
    let statement = try #require(
      line.split(separator: "next: ").last?.components(separatedBy: " shows the constraint").first)
    #expect(
      try fixture.connection.query(statement, deadline: .soon).only()
        .string("pg_get_constraintdef").contains("REFERENCES invite_queue"))
  }

  @Test func `an email that is not UTF-8 is not archived and not lost, the others are`() throws {
    let database = try TestDatabase(options: "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    try database.load(["enums-upper", "schema-006", "invite-queue"])
    try database.run(
      #"""
      INSERT INTO invite_queue (email, status, processed_at, error_message)
      SELECT CASE WHEN i = 77 THEN E'caf\xc9@example.com' ELSE i || '@example.com' END, 'SUCCESS',
        (now() AT TIME ZONE 'utc') - interval '40 days', CASE WHEN i = 99 THEN E'\xff' END
      FROM generate_series(1, 300) i
      """#)
    let directory = Sandbox.temporaryPath()
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var request = CleanupRequest()
    request.archive = directory
    let outcome = try CleanupQueue(try .test(database: database)).run(request)
    #expect(outcome.deleted == 298)
    #expect(outcome.tables[0].kept.shown.map(\.id) == [77, 99])
    let left = try database.connect().query("SELECT id FROM invite_queue", deadline: .soon)
    #expect(try left.map { try $0.int("id") }.sorted() == [77, 99])
    let statement = try #require(
      outcome.tables[0].kept.shown.first?.hint.components(separatedBy: " shows its bytes").first)
    #expect(try database.connect().query(statement, deadline: .soon).count == 1)
  }

  @Test(arguments: [false, true])
  func `a row that the table refuses is named, the rest of the archive is restored`(
    dryRun: Bool
  ) async throws {
    let fixture = try CleanupFixture(queue: 2000)
    let before = try fixture.rows("invite_queue")
    var request = CleanupRequest()
    request.archive = fixture.directory
    let outcome = try CleanupQueue(try fixture.context()).run(request)
    let archive = try #require(outcome.tables[0].archive)
    let gone = before.keys.filter { id in
      (try? fixture.rows("invite_queue", where: "id = \(id)"))?.isEmpty ?? false
    }
    let bad = try #require(gone.sorted().dropFirst(gone.count / 2).first)
    try fixture.database.run(
      "ALTER TABLE invite_queue ADD CONSTRAINT \"not that\" CHECK (id <> \(bad))")
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "restore", archive] + (dryRun ? ["-n"] : []),
      environment: fixture.environment)
    #expect(result.exitCode == 8, "\(result.errors)")
    #expect(result.output.contains("invite_queue row \(bad): "))
    #expect(result.output.contains("\"not that\""))
    #expect(result.output.contains("\(gone.count - 1) of \(gone.count) rows"))
    let rows = try fixture.rows("invite_queue")
    #expect(rows.count == (dryRun ? before.count - gone.count : before.count - 1))
  }
}
