internal import InviteDomain
internal import PostgresClient

/// The table in which Alembic keeps the revision. Every statement names it with its schema.
public struct RevisionTable: Sendable, Equatable, CustomStringConvertible {
  public let schema: BackendSchema
  /// As the catalog has it.
  public let name: String
  /// As an identifier in a statement, with its schema, both quoted where they must be.
  public let description: String

  package init(schema: BackendSchema, name: String = RevisionTableName.standard.name) {
    self.schema = schema
    self.name = name
    description = "\(schema).\(Self.identifier(name))"
  }

  /// In a sentence about the tables of `backend`: Alembic's usual name alone, another place whole.
  package func phrase(in backend: BackendSchema) -> String {
    schema == backend && name == RevisionTableName.standard.name ? name : description
  }

  /// As an argument of `--version-table`.
  package var argument: String {
    ShellWord.quoted(RevisionTableName(schema: schema.name, name: name).text)
  }

  /// As Alembic names the primary key (`MigrationContext.version_table_pk`).
  var keyName: String { PostgresIdentifier.quoted(name + "_pkc") }

  /// Behind a dot any word may stand, so that only what is no plain word needs quotes.
  private static func identifier(_ name: String) -> String {
    let isPlain =
      name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "_"):
          true
        default: false
        }
      } && name.first?.isNumber == false
    return isPlain ? name : PostgresIdentifier.quoted(name)
  }
}
