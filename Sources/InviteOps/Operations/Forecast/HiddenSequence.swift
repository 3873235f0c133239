internal import InviteStorage
internal import PostgresClient

/// A sequence that numbers a column and that this role may not see: where it is nobody else can say.
struct HiddenSequence: Sendable {
  /// More of one schema are not granted one by one.
  private static let most = 3

  /// As a statement names it, with its schema.
  let name: String
  let schema: String
  /// Who may not see it, as a statement names it.
  let role: String

  /// - Parameter row: of ``ForecastQueries/sequences(_:)``; `nil` where it knows of no sequence.
  init?(_ row: PostgresRow) throws(PostgresError) {
    guard let name = try row.optionalString("sequence"),
      let schema = try row.optionalString("sequence_schema")
    else { return nil }
    self.name = name
    self.schema = schema
    role = try row.string("role")
  }

  /// What the owner of the sequences types in psql.
  static func grants(_ hidden: [HiddenSequence]) -> [String] {
    guard let role = hidden.first?.role else { return [] }
    return Dictionary(grouping: hidden) { $0.schema }.sorted { $0.key < $1.key }.flatMap {
      (schema, found) -> [String] in
      let names = Set(found.map(\.name)).sorted()
      return names.count > most
        ? [ForecastQueries.grantSequences(in: schema, to: role)]
        : names.map { ForecastQueries.grantSequence($0, to: role) }
    }
  }
}
