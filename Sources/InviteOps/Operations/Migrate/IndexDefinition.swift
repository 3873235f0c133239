internal import InviteDomain
internal import Localization

/// An index definition as pg_get_indexdef writes it, to be compared without its names.
enum IndexDefinition {
  /// `CREATE UNIQUE INDEX a ON public.t USING btree (x)` becomes
  /// `CREATE UNIQUE INDEX USING btree (x)`.
  static func withoutNames(_ definition: String) -> String {
    var rest = Substring(definition)
    while !rest.isEmpty, !rest.hasPrefix(" USING ") { rest.removeFirst() }
    let kind = definition.hasPrefix("CREATE UNIQUE ") ? "CREATE UNIQUE INDEX" : "CREATE INDEX"
    return kind + rest
  }
}

extension PerformanceIndex {
  /// What pg_get_indexdef says of it, without names: a plain btree on plain columns, none of
  /// which needs quotes.
  var definitionWithoutNames: String {
    verbatim("CREATE INDEX USING btree (\(columns.joined(separator: ", ")))")
  }

  /// About how large it will be, in bytes: with emails of 24 characters, without the deduplication
  /// of equal keys, at the default fill factor of 90 %.
  func estimatedBytes(rows: Int) -> Int {
    let key = columns.reduce(0) { $0 + (Self.width[$1] ?? 8) }
    // Line pointer 4, tuple header 8, the key padded to 8; 24 + 16 bytes of a page are taken.
    let tuple = 12 + (key + 7) / 8 * 8
    let leaves = (rows * tuple * 10 / 9 + 8151) / 8152
    // An inner page leads to some 200 leaves; one page is about the index.
    return (leaves + leaves / 200 + 2) * 8192
  }

  private static let width = ["email": 28, "bound_email": 28, "status": 4, "team_id": 4]
}
