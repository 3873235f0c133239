/// The schema that the backend's tables are in. Every statement names them with it, so that none
/// depends on `search_path`.
public struct BackendSchema: Sendable, Equatable, CustomStringConvertible {
  /// As the catalog has it.
  public let name: String
  /// As an identifier in a statement, quoted where it must be; it stands before `.redeem_codes`.
  public let description: String
  /// The name as an SQL text, e.g. `'public'`.
  package let literal: String
  /// The identifier with its dot as an SQL text, to be put before a table's name for to_regclass.
  package let prefix: String
  /// Where whoever keeps the records of open rows of the queue looks for these rows.
  package var openRows = OpenRows.queue

  package enum OpenRows: Sendable {
    /// There is no invite_queue, which no migration makes.
    case none
    case queue
    /// In this session's copy, ``CleanupQueries/copyOpenRows(_:)``.
    case copy
  }

  /// - Parameter identifier: as the server's quote_ident writes `name`.
  package init(name: String, identifier: String) {
    self.name = name
    description = identifier
    literal = Self.literal(name)
    prefix = Self.literal(identifier + ".")
  }

  /// - Parameter identifier: as the server's quote_ident or regnamespace writes it.
  package init(identifier: String) {
    var name = Substring(identifier)
    if name.hasPrefix("\""), name.hasSuffix("\""), name.count > 1 {
      name = name.dropFirst().dropLast()
    }
    // Within the quotes a quote is doubled.
    var isSecond = false
    let text = name.filter { character in
      isSecond = character == "\"" && !isSecond
      return !(character == "\"" && !isSecond)
    }
    self.init(name: String(text), identifier: identifier)
  }

  /// What Alembic and create_all use where nobody said otherwise.
  public static let standard = BackendSchema(name: "public", identifier: "public")

  /// The schema as a regnamespace; NULL where it is not there.
  package var regnamespace: String { "to_regnamespace(\(Self.literal(description)))" }

  /// A table of it as a regclass; NULL where it is not there.
  ///
  /// - Parameter table: one of our own constants, which needs no quotes.
  package func regclass(_ table: String) -> String {
    "to_regclass(\(Self.literal("\(description).\(table)")))"
  }

  /// With doubled quotes and backslashes, which is right whatever standard_conforming_strings says.
  static func literal(_ text: String) -> String {
    let doubled = text.reduce(into: "") { result, character in
      result.append(character)
      if character == "'" || character == "\\" { result.append(character) }
    }
    return text.contains("\\") ? "E'\(doubled)'" : "'\(doubled)'"
  }
}
