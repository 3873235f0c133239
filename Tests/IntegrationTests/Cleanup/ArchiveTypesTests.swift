import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// Columns of any type come back from an archive to the last bit, or their rows are not deleted.
@Suite struct ArchiveTypesTests {
  func archived(_ fixture: CleanupFixture) throws -> CleanupOutcome {
    var request = CleanupRequest()
    request.archive = fixture.directory
    return try CleanupQueue(try fixture.context()).run(request)
  }

  /// Columns and values that each of them must give back: SQL of one value each.
  private static let columns: [(type: String, values: [String])] = [
    ("boolean", ["true", "false"]), ("smallint", ["-32768"]), ("bigint", ["9223372036854775807"]),
    (
      "numeric",
      [
        "'NaN'", "'Infinity'", "'-Infinity'", "1.500", "-0.000", "1e1000", "1e-1000",
        "1e15000 - 1e-9",
      ]
    ),
    ("numeric(10,3)", ["1.5", "-0.001"]), ("money", ["'-1234567.89'::numeric", "0"]),
    (
      "float8",
      [
        "'-0'", "'NaN'", "'Infinity'", "0.1", "1e-310", "1.7976931348623157e308",
        "2^53::float8 + 1",
      ]
    ),
    ("float4", ["'-0'", "'-Infinity'", "0.1", "1e-40", "16777217"]),
    ("text", [#"E'\x01\t\r\n\x7f\\"'"#, "''", "'\u{2028}\u{feff}码🎟'", #"'\u0000 \N'"#]),
    ("varchar(9)", ["' a  '"]), ("char(5)", ["' a'", "''"]), (#""char""#, ["'x'", "''"]),
    ("name", ["' n '"]),
    ("bytea", [#"'\x00ff0a22'"#, "''"]),
    (
      "timestamp",
      [
        "'infinity'", "'-infinity'", "'4713-01-01 00:00:00 BC'", "'0044-03-15 12:00:00.123456 BC'",
        "'294276-12-31 23:59:59.999999'", "'10000-01-01'", "'2026-03-29 02:30:00.000001'",
      ]
    ),
    (
      "timestamptz",
      [
        "'infinity'", "'0044-03-15 12:00:00+00 BC'", "'1850-01-01 00:00:00+00'",
        "'294276-12-31 12:00:00+00'", "'2026-10-25 00:30:00+00'", "'2026-10-25 01:30:00.000001+00'",
      ]
    ),
    ("date", ["'infinity'", "'0044-03-15 BC'", "'5874897-12-31'", "'2026-02-01'"]),
    ("time", ["'24:00:00'", "'00:00:00.000001'"]), ("timetz", ["'12:00:00-15:59:59'"]),
    (
      "interval",
      [
        "'-1 mon +2 days -03:04:05.6'", "'1 mon -2 days'", "'178000000 years'",
        "'-00:00:00.000001'", "'-178956970 years -8 mons -2147483648 days'",
      ]
    ),
    (
      "json",
      [
        "'null'", #"E'{"a":1,\n "a": 2, "b":"\\u0000"}'"#, "' [1 , 2e0 ] '", #"'"x"'"#, "'1.50'",
        #"'"{}"'"#,
      ]
    ),
    ("jsonb", ["'null'", #"'{"b":1.50,"a":null}'"#, #"'"null"'"#, "'-0.0'", "'1e400'"]),
    ("jsonb[]", [#"'{"null","{\"a\":1}",NULL}'"#]), ("json[]", [#"'{" null","\"x\""}'"#]),
    (
      "int[]",
      ["'[0:1]={1,2}'", "'{}'", "'{NULL,1}'", "'{{1,2},{3,4}}'", "'[-2:-1][3:3]={{1},{NULL}}'"]
    ),
    ("text[]", [#"'{"NULL",NULL,"","a,b","\"","{}"}'"#]), ("int2vector", ["'1 2'", "''"]),
    ("oidvector", ["'1 4294967295'"]), ("timestamptz[]", ["'{\"2026-10-25 01:30:00+00\"}'"]),
    ("mood", ["'so so'", "'N\"o'"]), ("mood[]", ["'{\"so so\",NULL}'"]),
    ("pair", ["'(,,)'", #"'(1,"a,b","[1, 2]")'"#, "'(,\"\",null)'"]),
    ("pair[]", [#"'{"(,,)",NULL}'"#]), ("positive", ["7"]), ("pairs", [#"'{"(1,,)"}'"#]),
    ("document", ["'null'", "' {} '"]), ("documents", ["'{\" null\"}'"]), ("sole", ["'(,x,null)'"]),
    ("document2", ["'null'"]), ("inner_document", ["row(' null', '-0')"]),
    ("inet", ["'::1'", "'10.0.0.1/8'"]), ("cidr", ["'10.0.0.0/8'"]),
    ("macaddr", ["'08:00:2b:01:02:03'"]),
    ("tsvector", [#"'''a b'':1A,16383 ''\\''''x'':2C'"#]), ("tsquery", ["'!a & (b:*A <-> c)'"]),
    ("int4range", ["'empty'", "'[1,)'"]), ("daterange", ["'[2026-02-01,2026-03-04)'"]),
    ("tstzrange", ["'(\"2026-10-25 01:30:00+00\",infinity]'"]), ("numrange", ["'[1.50,NaN)'"]),
    ("int4multirange", ["'{[1,2),[5,)}'", "'{}'"]),
    ("datemultirange", ["'{[2026-02-01,2026-03-04)}'"]),
    ("point", ["'(-0,1e-300)'", "'(NaN,Infinity)'"]), ("polygon", ["'((0,0),(0.1,0.2),(3,-0))'"]),
    ("path", ["'[(0,0),(1,1)]'"]), ("box", ["'(1,1),(0.3,0)'"]), ("lseg", ["'(0,0),(0.1,-0)'"]),
    ("circle", ["'<(0.1,0.2),3e-5>'"]), ("line", ["'{1,-1,0.1}'"]),
    ("bit(5)", ["'10101'"]), ("varbit", ["'1'", "''"]),
    ("uuid", ["'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"]),
    ("regclass", ["'pg_class'", "'invite_queue'", "'public.\"Odd \"\"x\"'"]),
    ("regtype", ["'pair'"]),
    ("regproc", ["'pg_backend_pid'"]), ("oid", ["4294967295"]), ("xid", ["'4294967295'"]),
    ("pg_lsn", ["'FFFFFFFF/FFFFFFFF'"]), ("pg_snapshot", ["'10:20:10,14,15'"]),
    ("jsonpath", [#"'strict $."a b"[*] ? (@ > 1.50)'"#]), ("tid", ["'(4294967295,65535)'"]),
    ("hstore", [#"'"a b"=>"1", "n"=>NULL, "q"=>"\""'"#, "''"]), ("citext", ["'MiXed'"]),
    ("ltree", ["'Top.Science'"]), ("cube", ["'(0.1,-0),(2,3)'"]),
  ]

  private static let types = """
    CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION ltree; CREATE EXTENSION cube;
    CREATE TABLE "Odd ""x" (id int);
    CREATE TYPE mood AS ENUM ('so so', 'N"o');
    CREATE TYPE pair AS (a int, b text, j json);
    CREATE TYPE inner_document AS (j json, f float8);
    CREATE DOMAIN positive AS int CHECK (value > 0);
    CREATE DOMAIN pairs AS pair[];
    CREATE DOMAIN sole AS pair;
    CREATE DOMAIN document AS json;
    CREATE DOMAIN document2 AS document;
    CREATE DOMAIN documents AS document[];
    """

  /// What a role may be set to, before the archive and when it is read.
  static let sessions = [
    "DateStyle = 'SQL, DMY'", "IntervalStyle = sql_standard", "extra_float_digits = -15",
    "TimeZone = 'Europe/Berlin'", "bytea_output = escape", "array_nulls = off",
    "quote_all_identifiers = on", "xmloption = document", "DateStyle = 'German, MDY'",
    "IntervalStyle = iso_8601", "TimeZone = 'Africa/Monrovia'", "extra_float_digits = 0",
    "lc_monetary = 'C.UTF-8'",
  ]

  @Test func `columns of every type come back to the last bit, whatever the sessions are set to`()
    async throws
  {
    var random = SeededGenerator()
    let fixture = try CleanupFixture(queue: 400)
    let ids = try fixture.rows("invite_queue", where: CleanupFixture.old).keys.sorted()
    try fixture.database.run(Self.types)
    var columns: [String] = []
    for (index, column) in Self.columns.enumerated() {
      // Some have names that our statements have, too.
      let reserved = [
        "value", "made", "given", "whole", "shown", "line", "g", "t", "r", "invite_queue",
      ]
      let name = index < reserved.count ? reserved[index] : "c \(index)\""
      columns.append(PostgresIdentifier.quoted(name))
      try fixture.database.run(
        "ALTER TABLE invite_queue ADD \(columns[index]) \(column.type); "
          + (index % 9 == 0
            ? "ALTER TABLE invite_queue ADD gone int DEFAULT 1; ALTER TABLE invite_queue DROP gone"
            : ""))
    }
    try fixture.database.run(
      "ALTER TABLE invite_queue ADD twice bigint GENERATED ALWAYS AS (retry_count * 2) STORED")
    // Each value once, and then rows of which each column is drawn or NULL.
    let most = Self.columns.map(\.values.count).max() ?? 0
    for (row, id) in ids.enumerated() {
      let given = Self.columns.indices.compactMap { index -> String? in
        let values = Self.columns[index].values
        let value =
          row < most ? values[row % values.count] : values.randomElement(using: &random)!
        guard row < most || Bool.random(using: &random) else { return nil }
        return "\(columns[index]) = CAST(\(value) AS \(Self.columns[index].type))"
      }
      try fixture.database.run(
        "SET extra_float_digits = 3; UPDATE invite_queue SET "
          + "\(given.joined(separator: ", ")) WHERE id = \(id)")
    }
    try fixture.database.run("CREATE TABLE kept AS TABLE invite_queue")
    try set(fixture, &random)
    let outcome = try archived(fixture)
    #expect(outcome.tables[0].kept.isEmpty, "\(outcome.tables[0].kept)")
    #expect(outcome.deleted == ids.count)
    let path = try #require(outcome.tables[0].archive)
    try set(fixture, &random)
    let restore = CleanupRestore(try fixture.context())
    let restored = try restore.run(path, dryRun: false)
    #expect(restored.failure == nil, "\(restored)")
    #expect(restored.inserted == ids.count)
    let same = (["id", "email", "status", "processed_at", "twice"] + columns).map { name in
      "ROW(k.\(name))::record *= ROW(q.\(name))::record AS \(name)"
    }
    let rows = try fixture.connection.query(
      "SELECT \(same.joined(separator: ", ")) FROM kept k LEFT JOIN invite_queue q ON q.id = k.id",
      deadline: .after(.seconds(60)))
    for (index, column) in Self.columns.enumerated() {
      let name = columns[index].dropFirst().dropLast().replacing("\"\"", with: "\"")
      let key = columns[index].hasPrefix("\"") ? String(name) : columns[index]
      let wrong = try rows.filter { try $0.bool(key) == false }.count
      #expect(wrong == 0, "\(column.type)")
    }
    #expect(try rows.allSatisfy { try $0.bool("twice") && $0.bool("processed_at") })
    // And again: all are there, to the last bit.
    let again = try restore.run(path, dryRun: false)
    #expect(again.present == ids.count && again.different == 0)
    let minus = columns[Self.columns.firstIndex { $0.type == "float8" }!]
    try fixture.database.run("UPDATE invite_queue SET \(minus) = 0 WHERE id = \(ids[0])")
    #expect(try restore.run(path, dryRun: false).different == 1)
  }
}
