import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Types that do not give back what they took, and encodings.
extension ArchiveTypesTests {
  func set(_ fixture: CleanupFixture, _ random: inout SeededGenerator) throws {
    for setting in Self.sessions.shuffled(using: &random).prefix(9) {
      try fixture.database.run("ALTER DATABASE \(fixture.database.name) SET \(setting)")
    }
  }

  /// One writes a number that is another one when it is read, one what is no number.
  @Test(arguments: ["int8out", "boolout"])
  func `a type that does not give back what it took keeps its rows, and is named`(
    output: String
  ) async throws {
    let fixture = try CleanupFixture(queue: 1000)
    let old = try fixture.rows("invite_queue", where: CleanupFixture.old).keys.sorted()
    try fixture.database.run(
      """
      CREATE TYPE loud;
      CREATE FUNCTION loud_in(cstring) RETURNS loud LANGUAGE internal IMMUTABLE STRICT AS 'float8in';
      CREATE FUNCTION loud_out(loud) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS '\(output)';
      CREATE TYPE loud (INPUT = loud_in, OUTPUT = loud_out, LIKE = float8)
      """)
    try fixture.database.run(
      """
      ALTER TABLE invite_queue ADD "lo ud" loud;
      UPDATE invite_queue SET "lo ud" = '1.5' WHERE id IN (\(old[3]), \(old[77]))
      """)
    let result = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--archive", fixture.directory], environment: fixture.environment)
    #expect(result.exitCode == 8, "\(result.output)\(result.errors)")
    #expect(result.output.contains("invite_queue row \(old[3]): "), "\(result.output)")
    #expect(result.output.contains("column \"lo ud\" would not be read back"), "\(result.output)")
    #expect(
      try fixture.rows("invite_queue", where: CleanupFixture.old).keys.sorted() == [
        old[3], old[77],
      ])
    // Where every row has such a value it is said once, and nothing is deleted.
    try restore(fixture)
    try fixture.database.run("UPDATE invite_queue SET \"lo ud\" = '2.5'")
    let refused = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--archive", fixture.directory], environment: fixture.environment)
    #expect(refused.exitCode == 1, "\(refused.output)\(refused.errors)")
    #expect(refused.errors.contains("column \"lo ud\" of invite_queue cannot be archived"))
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == old.count)
    // Without an archive nothing stands in their way.
    let gone = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes"], environment: fixture.environment)
    #expect(gone.exitCode == 0, "\(gone.output)\(gone.errors)")
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == 0)
  }

  /// All archives of the directory.
  func restore(_ fixture: CleanupFixture) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: fixture.directory)
    where name.hasSuffix(".ndjson.gz") {
      let restored = try CleanupRestore(try fixture.context()).run(
        "\(fixture.directory)/\(name)", dryRun: false)
      #expect(restored.failure == nil, "\(restored)")
    }
  }

  @Test func `xml comes back with its declaration`() throws {
    let fixture = try CleanupFixture(queue: 50)
    guard
      (try? fixture.database.run(
        """
        ALTER TABLE invite_queue ADD note xml;
        UPDATE invite_queue SET note =
          xmlparse(document '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><a> b</a>')
        """)) != nil
    else { return }
    try fixture.database.run("CREATE TABLE kept AS TABLE invite_queue")
    let outcome = try archived(fixture)
    #expect(outcome.deleted > 0 && outcome.tables[0].kept.isEmpty)
    _ = try CleanupRestore(try fixture.context()).run(
      try #require(outcome.tables[0].archive), dryRun: false)
    #expect(
      try fixture.count(
        "kept k JOIN invite_queue q USING (id)",
        where: "ROW(k.note)::record *= ROW(q.note)::record") == 50)
  }

  @Test(arguments: ["SQL_ASCII", "LATIN1", "EUC_JP", "KOI8R", "WIN1252"])
  func `text of every encoding comes back`(encoding: String) throws {
    let database = try TestDatabase(
      options: "TEMPLATE template0 ENCODING '\(encoding)' LOCALE 'C'")
    try database.load(["enums-upper", "schema-006", "invite-queue"])
    // Its characters that UTF-8 has: those of one byte two at a time.
    try database.run(
      #"""
      DO $$
      DECLARE
        low int;
        text text;
      BEGIN
        FOR high IN 0..255 LOOP
          FOR low IN SELECT generate_series(1, 255, CASE encoding WHEN 'EUC_JP' THEN 1 ELSE 64 END)
            FROM getdatabaseencoding() AS encoding
          LOOP
            CONTINUE WHEN high > 0 AND low < 128;
            BEGIN
              text := convert_from(CASE WHEN high > 0 AND getdatabaseencoding() = 'EUC_JP'
                AND low % 2 = 0 THEN '\x8f' ELSE '\x'::bytea END
                || CASE WHEN high = 0 THEN '\x'::bytea ELSE set_byte('\x00', 0, high) END
                || set_byte('\x00', 0, low), getdatabaseencoding());
              PERFORM convert_to(text, 'UTF8');
              INSERT INTO invite_queue (email, status, processed_at, error_message)
              VALUES ('x@example.com', 'SUCCESS', (now() AT TIME ZONE 'utc') - interval '40 days', text);
            EXCEPTION WHEN data_exception THEN NULL;
            END;
          END LOOP;
        END LOOP;
      END $$;
      INSERT INTO invite_queue (email, status, processed_at, error_message)
      SELECT 'x@example.com', 'SUCCESS', (now() AT TIME ZONE 'utc') - interval '40 days', 'plain ' || i
      FROM generate_series(1, 200) i;
      CREATE TABLE kept AS TABLE invite_queue
      """#)
    let directory = Sandbox.temporaryPath()
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var request = CleanupRequest()
    request.archive = directory
    let outcome = try CleanupQueue(try .test(database: database)).run(request)
    #expect(outcome.deleted > 200)
    // Of some of its characters UTF-8 has one for two.
    #expect((outcome.tables[0].kept.count > 0) == (encoding == "EUC_JP"))
    _ = try CleanupRestore(try .test(database: database)).run(
      try #require(outcome.tables[0].archive), dryRun: false)
    // What UTF-8 has no character for was not deleted.
    let rows = try database.connect().query(
      """
      SELECT count(*) AS all, count(*) FILTER (
        WHERE ROW(k.error_message)::record *= ROW(q.error_message)::record) AS same
      FROM kept k LEFT JOIN invite_queue q USING (id)
      """, deadline: .soon)
    #expect(try rows.only().int("all") == rows.only().int("same"))
  }

  @Test func `an archive of the first version goes back`() async throws {
    let fixture = try CleanupFixture(queue: 300)
    let rows = try fixture.rows("invite_queue")
    let outcome = try archived(fixture)
    let path = try #require(outcome.tables[0].archive)
    let manifest = path.replacing(".ndjson.gz", with: ".manifest.json")
    let text = try String(contentsOfFile: manifest, encoding: .utf8)
    for (version, code) in [("1", Int32(0)), ("3", 7)] {
      try text.replacing("\"schema_version\" : 2", with: "\"schema_version\" : \(version)")
        .write(toFile: manifest, atomically: true, encoding: .utf8)
      let result = try await CommandRun.invitectl(
        ["cleanup-queue", "restore", path], environment: fixture.environment)
      #expect(result.exitCode == code, "\(result.errors)")
    }
    #expect(try fixture.rows("invite_queue") == rows)
  }
}
