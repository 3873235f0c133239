package import InviteDomain
internal import Localization
internal import PostgresClient

/// What `invitectl.schema_version` says.
package enum RecordedVersion: Sendable, Equatable {
  /// There is none, it may not be read, or nobody asked.
  case notSeen
  /// Its row is missing.
  case none
  case number(Int)
}

extension SessionFacts {
  /// One of our own tables that has lost a column, or has another type than it was made with: of
  /// those that the purpose touches and that are there.
  func changedOwnTables(_ purpose: Purpose) -> Failure? {
    for table in ownUses(purpose) {
      guard let found = own[table.rawValue], found.isTable, !found.columns.isEmpty else { continue }
      for (name, type) in table.columns.sorted(by: { $0.key < $1.key })
      where !table.laterColumns.contains(name) {
        guard let column = found.columns[name] else {
          return changed(tr("table invitectl.\(table.rawValue) has no column \(name)"), table)
        }
        // Some were integer in the first version.
        guard column.type == type || (type == 20 && column.type == 23) else {
          return changed(
            tr(
              "column \(name) of invitectl.\(table.rawValue) has another type than it was made with"
            ),
            table)
        }
      }
    }
    return nil
  }

  private func changed(_ message: String, _ table: OwnTable) -> Failure {
    Failure(
      .error, message,
      hint: tr(
        "see it with '\\d invitectl.\(table.rawValue)' in psql, and give it back its name and "
          + "type; a person must look"), reason: Requirement.ownTables.rawValue)
  }

  /// A version that says nothing, or that this program does not know.
  func versionFailure(_ purpose: Purpose) -> Failure? {
    guard purpose.keepsCounts, !ownNeeds(purpose).isEmpty else { return nil }
    switch recordedVersion {
    case .notSeen: return nil
    case .none:
      return Failure(
        .error, tr("invitectl.schema_version in database \(database) is empty"),
        hint: tr("make it whole with 'invitectl migrate up'"),
        reason: Requirement.ownTables.rawValue)
    case .number(let number) where number < 0: return Self.noVersion(number, database: database)
    case .number(let number) where number > OwnSchema.latest:
      return Failure(
        .error,
        tr(
          "schema invitectl in database \(database) is of version \(number), which a newer invitectl "
            + "made; this one knows \(OwnSchema.latest)"),
        hint: tr("use that invitectl: this one would not keep what it keeps"),
        reason: Requirement.ownTables.rawValue)
    case .number: return nil
    }
  }

  package static func noVersion(_ number: Int, database: String) -> Failure {
    Failure(
      .error,
      tr("invitectl.schema_version in database \(database) says \(number), which is no version"),
      hint:
        tr(
          "UPDATE invitectl.schema_version SET version = 0, and then 'invitectl migrate up', which "
            + "keeps what is there"), reason: Requirement.ownTables.rawValue)
  }

  /// Rows of these tables of the backend's that a policy hides from this role.
  package func hiddenFailure(of names: [String]) -> Failure? {
    hiddenFailure(names.filter { tables[$0]?.hidesRows == true })
  }

  private func hiddenFailure(_ hidden: [String]) -> Failure? {
    guard !hidden.isEmpty else { return nil }
    return Failure(
      .error,
      tr("row security hides rows of \(hidden.joined(separator: ", ")) from role \(role)"),
      hint: tr("ALTER ROLE \(PostgresIdentifier.quoted(role)) BYPASSRLS, as a superuser"),
      reason: Requirement.visibleRows.rawValue)
  }

  /// Rows that a policy hides from this role: of the backend's tables, or of our own.
  func hiddenFailure(_ purpose: Purpose) -> Failure? {
    var hidden = tableUses(purpose).map(\.table).filter { tables[$0]?.hidesRows == true }
    if purpose.readsRevision, case .found(let table, let relation, _) = record, relation.hidesRows {
      hidden.append(table.phrase(in: schema))
    }
    if let failure = hiddenFailure(hidden) { return failure }
    guard
      let table = ownUses(purpose).map(\.rawValue).first(where: { own[$0]?.hidesRows == true })
    else { return nil }
    return Failure(
      .error, tr("row security hides rows of invitectl.\(table) from role \(role)"),
      hint: tr("ALTER TABLE invitectl.\(table) DISABLE ROW LEVEL SECURITY, as its owner"),
      reason: Requirement.visibleRows.rawValue)
  }
}
