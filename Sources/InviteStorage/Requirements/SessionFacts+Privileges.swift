internal import InviteDomain
internal import Localization
internal import PostgresClient

extension SessionFacts {
  /// What the role may not do and the uses want, with the GRANTs that give it.
  func privilegeFailure(_ uses: [TableUse]) -> Failure? {
    var names: [String] = []
    var grants: [String] = []
    let role = PostgresIdentifier.quoted(role)
    for use in uses {
      guard let table = tables[use.table] else { continue }
      let missing = Self.missing(use, table)
      guard !missing.isEmpty || !table.isReachable else { continue }
      if !names.contains(use.table) { names.append(use.table) }
      grants += missing.map { "GRANT \($0) ON \(schema).\(use.table) TO \(role)" }
    }
    guard !names.isEmpty else { return nil }
    if tables.values.contains(where: { !$0.isReachable }) {
      grants.insert("GRANT USAGE ON SCHEMA \(schema) TO \(role)", at: 0)
    }
    return Failure(
      .error, tr("role \(self.role) lacks privileges on \(names.joined(separator: ", "))"),
      hint: grants.joined(separator: "; "), reason: Requirement.privileges.rawValue)
  }

  /// The GRANTs without which the role may not read these tables of the backend's whole; `nil` where it may.
  package func grants(toRead names: [String]) -> String? {
    privilegeFailure(names.map { TableUse(table: $0, reads: .rows) })?.hint
  }

  /// What stands between GRANT and ON.
  private static func missing(_ use: TableUse, _ table: RelationFacts) -> [String] {
    var missing: [String] = []
    switch use.reads {
    case .rows: if !table.isReadable { missing.append("SELECT") }
    case .columns(let names):
      let denied = names.filter { table.columns[$0]?.canSelect == false }
      if !denied.isEmpty { missing.append("SELECT (\(denied.joined(separator: ", ")))") }
    }
    let denied = use.updates.filter { table.columns[$0]?.canUpdate == false }
    if !denied.isEmpty { missing.append("UPDATE (\(denied.joined(separator: ", ")))") }
    if use.inserts, !table.canInsert { missing.append("INSERT") }
    if use.deletes, !table.canDelete { missing.append("DELETE") }
    return missing
  }
}
