/// The name of the table in which Alembic keeps the revision, as somebody gave it: `version_table` and
/// `version_table_schema` of the backend's Alembic.
public struct RevisionTableName: Sendable, Equatable {
  /// What Alembic takes where nobody says otherwise (`MigrationContext.version_table`).
  public static let standard = RevisionTableName(schema: nil, name: "alembic_version")

  /// Where it is; `nil` to look where the search path leads, as Alembic does.
  public let schema: String?
  public let name: String

  public init(schema: String?, name: String) {
    self.schema = schema
    self.name = name
  }

  /// `TABLE` or `SCHEMA.TABLE`, each as the catalog has it, capitals and all; with a dot or a quote in it a
  /// name stands in double quotes, as in SQL.
  ///
  /// - Returns: `nil` for what is no such name.
  public init?(_ text: String) {
    var parts = [""]
    var isQuoted = false
    var rest = Substring(text)
    while let character = rest.popFirst() {
      switch character {
      case "\"" where isQuoted && rest.first == "\"":
        parts[parts.count - 1].append("\"")
        rest.removeFirst()
      case "\"" where isQuoted || parts[parts.count - 1].isEmpty: isQuoted.toggle()
      case "." where !isQuoted: parts.append("")
      case "\0": return nil
      default: parts[parts.count - 1].append(character)
      }
    }
    // 63 bytes are what PostgreSQL keeps of a name; more would be cut off, and be another's
    // (https://www.postgresql.org/docs/15/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS).
    guard !isQuoted, parts.count <= 2, parts.allSatisfy({ (1...63).contains($0.utf8.count) }) else {
      return nil
    }
    self.init(schema: parts.count == 2 ? parts[0] : nil, name: parts[parts.count - 1])
  }

  /// As ``init(_:)`` reads it again.
  public var text: String {
    [schema, name].compactMap { $0 }.map { part in
      part.contains { $0 == "." || $0 == "\"" }
        ? "\"\(part.replacing("\"", with: "\"\""))\"" : part
    }.joined(separator: ".")
  }
}
