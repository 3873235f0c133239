import CeleryProtocol
import Foundation
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds

/// All that a command may change: every row of the backend's and of schema invitectl, the indexes and
/// views on them, buckets, messages, files. Two of them tell what became of one another.
struct WorldState {
  private var rows: [String: JSONObject] = [:]
  /// How often each is there.
  private var lines: [String: Int] = [:]
  /// When each goes by itself, of those that do.
  private var ends: [String: ContinuousClock.Instant] = [:]
  private let looked: ContinuousClock.Instant

  /// - Parameter folder: where files may come to be.
  init(
    _ world: GenerationWorld, _ broker: RedisConnection, _ bucket: RedisConnection, folder: String
  )
    throws
  {
    for line in try world.lines("SELECT line FROM pg_temp.everything()") {
      guard let row = try JSONValue(parsing: line).object else { continue }
      let keys = ["id", "task_id", "code_id", "team_id", "index_name"].compactMap { row[$0] }
      rows["\(row["place"] ?? .null) \(keys.first ?? .null)"] = row
    }
    for (name, connection) in [("bucket", bucket), ("broker", broker)] {
      let keys = try connection.send("KEYS", "*").asStrings()
      for key in keys {
        let left = try connection.send("PTTL", key).asInteger()
        for line in try Self.contents(key, connection).map({ Self.masked("\(name) \($0)") }) {
          lines[line, default: 0] += 1
          if left >= 0 { ends[line] = .now + .milliseconds(left) }
        }
      }
    }
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
      lines[Self.masked("file \(file)"), default: 0] += 1
    }
    looked = .now
  }

  /// A function of one session, so that all tables there are cost one question.
  static let function = """
    CREATE OR REPLACE FUNCTION pg_temp.everything() RETURNS TABLE (line text) LANGUAGE plpgsql AS $$
    DECLARE t record;
    BEGIN
      FOR t IN SELECT oid::regclass AS name, relname FROM pg_class WHERE relkind = 'r'
        AND relnamespace IN ('public'::regnamespace, to_regnamespace('invitectl'))
      LOOP
        RETURN QUERY EXECUTE format(
          'SELECT (jsonb_build_object(''place'', %L) || to_jsonb(r))::text FROM %s r',
          t.relname, t.name);
      END LOOP;
      RETURN QUERY SELECT jsonb_build_object('place', 'relation', 'id', relname)::text
        FROM pg_class WHERE relkind IN ('r', 'i', 'v', 'm')
          AND relnamespace IN ('public'::regnamespace, to_regnamespace('invitectl'));
    END $$
    """

  private static func contents(_ key: String, _ connection: RedisConnection) throws -> [String] {
    switch try connection.send("TYPE", key).asString() {
    case "string":
      let value = try connection.send("GET", key).asString()
      return ["\(key) \(Int(value).map(String.init) ?? "…")"]
    case "list":
      return try connection.send("LRANGE", key, 0, -1).asArray().map { message in
        let body = try MessageEnvelope(decoding: message.asBytes()).bodyJSON()
        let named = body[1]?.object?.members.map { ($0, $1) } ?? []
        let told = named.filter { $1 != .null && $1 != .bool(false) }.map { "\($0)=\(text($1))" }
        return "message " + told.joined(separator: " ")
      }
    case let type: return ["\(key) \(type)"]
    }
  }

  /// Without what differs from run to run.
  private static func masked(_ text: String) -> String {
    text.replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "ID")
      .replacing(/[0-9]{8}T[0-9]{6}Z-[a-z0-9]+/, with: "TIME")
  }

  private static func text(_ value: JSONValue?) -> String {
    switch value ?? .null {
    case .string(let text): text.contains(/[0-9]T[0-9]{2}:/) ? "TIME" : masked(text)
    case let other: String(decoding: other.pythonJSON, as: UTF8.self)
    }
  }

  /// What a row is called.
  private static func title(_ row: JSONObject) -> String {
    let isCode = row["place"]?.string == "redeem_codes"
    let names =
      ["place", "command", "flow", "code", "redeem_code", "email", "state"]
      + (isCode ? [] : ["status"])
    var parts = names.compactMap { row[$0] }.map(text)
    if row["place"]?.string == "relation" { parts.append(text(row["id"])) }
    return parts.filter { $0 != "null" }.joined(separator: " ")
  }

  /// What has changed since, a line each: `+` what came, `-` what went, and of other rows the columns.
  func changes(since before: WorldState) -> [String] {
    var changes: [String] = []
    for (key, row) in rows where before.rows[key] == nil { changes.append("+ " + Self.title(row)) }
    for (key, row) in before.rows {
      guard let now = rows[key] else {
        changes.append("- " + Self.title(row))
        continue
      }
      let columns = row.members.map(\.0).filter { row[$0] != now[$0] }.sorted()
      guard !columns.isEmpty else { continue }
      // What is kept of a sync is for the tests of the sync.
      let told =
        row["place"]?.string == "redeem_sync"
        ? ["…"] : columns.map { "\($0) \(Self.text(row[$0]))→\(Self.text(now[$0]))" }
      changes.append("\(Self.title(now)): " + told.joined(separator: ", "))
    }
    for line in Set(lines.keys).union(before.lines.keys) {
      let more = lines[line, default: 0] - before.lines[line, default: 0]
      if more > 0 { changes += Array(repeating: "+ " + line, count: more) }
      if more < 0 {
        if let end = before.ends[line], end <= looked { continue }
        changes += Array(repeating: "- " + line, count: -more)
      }
    }
    return changes.sorted()
  }
}
