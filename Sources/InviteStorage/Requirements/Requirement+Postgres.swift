package import InviteDomain
internal import Localization
internal import PostgresClient

extension Requirement {
  /// The oldest version whose syntax and settings are used.
  static let oldestPostgres = 140_000

  /// What is to be said when it is broken; `nil` when it holds, or is not about PostgreSQL.
  package func failure(_ facts: SessionFacts, for purpose: Purpose) -> Failure? {
    switch self {
    case .postgresVersion: facts.versionFailure
    case .directSession: nil
    case .postgresPrimary: facts.recoveryFailure
    case .writableSession: facts.readOnlyFailure
    case .backendSchema: facts.schemaFailure
    case .backendTables: facts.missingTables(facts.tableUses(purpose))
    case .backendGeneration: facts.generationFailure(purpose)
    case .columnTypes: facts.columnFailure(facts.tableUses(purpose))
    case .singleRows: facts.ambiguityFailure(facts.tableUses(purpose))
    case .visibleRows: facts.hiddenFailure(purpose)
    case .privileges: facts.privilegeFailure(facts.tableUses(purpose))
    case .trustedSchema: facts.trustFailure
    case .ownTables:
      facts.missingOwnTables(purpose) ?? facts.versionFailure(purpose)
        ?? facts.changedOwnTables(purpose) ?? facts.olderOwnTables(purpose)
    case .ownPrivileges: facts.ownPrivilegeFailure(purpose)
    case .redisVersion, .redisPrimary, .redisSingle: nil
    }
  }
}

extension SessionFacts {
  /// - Parameter version: as in server_version, e.g. `13.4`.
  static func tooOld(_ version: String) -> Failure {
    Failure(
      .error, tr("the server is PostgreSQL \(version); invitectl needs PostgreSQL 14 or newer"),
      hint: tr("upgrade the server"), reason: Requirement.postgresVersion.rawValue)
  }

  fileprivate var versionFailure: Failure? {
    versionNumber < Requirement.oldestPostgres ? Self.tooOld(version) : nil
  }

  fileprivate var recoveryFailure: Failure? {
    isRecovering ? Self.replica(database: database) : nil
  }

  package static func replica(database: String) -> Failure {
    Failure(
      .error, tr("the server of database \(database) is a read-only replica"),
      hint: tr("point the database URL at the primary"),
      reason: Requirement.postgresPrimary.rawValue)
  }

  fileprivate var readOnlyFailure: Failure? {
    isReadOnly && !isRecovering ? Self.readOnly(role: role, database: database) : nil
  }

  package static func readOnly(role: String, database: String) -> Failure {
    Failure(
      .error, tr("transactions of role \(role) in database \(database) are read-only by a setting"),
      hint:
        tr(
          "ALTER ROLE \(PostgresIdentifier.quoted(role)) RESET default_transaction_read_only, if it is the role's; "
            + "'SELECT source, sourcefile FROM pg_settings WHERE name = "
            + "$$default_transaction_read_only$$' says where it comes from"),
      reason: Requirement.writableSession.rawValue)
  }

  fileprivate var schemaFailure: Failure? {
    guard !isSchemaChosen, candidates.count > 1 else { return nil }
    let names = candidates.map(\.name).joined(separator: ", ")
    return Failure(
      .error, tr("table redeem_codes is in several schemas of this database: \(names)"),
      hint: tr(
        "say which is the backend's, e.g. INVITECTL_DATABASE_SCHEMA=\(ShellWord.quoted(schema.name))"
      ),
      reason: Requirement.backendSchema.rawValue)
  }

  fileprivate func missingTables(_ uses: [TableUse]) -> Failure? {
    let missing = uses.filter { !$0.isOptional && tables[$0.table]?.isTable != true }.map(\.table)
    return missing.isEmpty ? nil : noTables(missing)
  }

  /// All of the backend's tables that some command needs and that are not there.
  package var missingTables: [String] {
    var missing: [String] = []
    for use in Purpose.allCases.flatMap(tableUses)
    where !use.isOptional && tables[use.table]?.isTable != true && !missing.contains(use.table) {
      missing.append(use.table)
    }
    return missing
  }

  package func noTables(_ missing: [String]) -> Failure {
    Failure(
      .error, tr("there is no table \(missing.joined(separator: ", ")) in schema \(schema)"),
      hint: missing == ["invite_queue"]
        ? tr("start the backend's API once: it makes the table, and no migration does")
        : tr("correct the database URL, or run the backend's own migrations first"),
      reason: Requirement.backendTables.rawValue)
  }

  /// What the purpose does with the backend's tables in this generation.
  func tableUses(_ purpose: Purpose) -> [TableUse] {
    purpose.tables(generation?.counting ?? .atRequest)
  }

  /// What it needs in schema `invitectl` in this generation.
  func ownNeeds(_ purpose: Purpose) -> [OwnTable] {
    purpose.ownTables(generation?.counting ?? .atRequest)
  }

  /// What it touches there in this generation.
  func ownUses(_ purpose: Purpose) -> [OwnTable] {
    purpose.ownUses(generation?.counting ?? .atRequest)
  }

  fileprivate func columnFailure(_ uses: [TableUse]) -> Failure? {
    for use in uses {
      guard let table = tables[use.table] else { continue }
      for name in use.columns {
        guard let type = ColumnType.ofColumn[name] else { continue }
        guard let column = table.columns[name] else {
          return Failure(
            .error, tr("table \(schema).\(use.table) has no column \(name)"),
            hint: tr(
              "bring it to revision \(Revision.commercialFields) or later with the backend's "
                + "own migrations"), reason: Requirement.columnTypes.rawValue)
        }
        guard !type.admits(column.type) else { continue }
        return Failure(
          .error, tr("column \(name) of \(schema).\(use.table) is not of type \(type.name)"),
          hint: tr("see it with '\\d \(schema).\(use.table)' in psql; a person must look"),
          reason: Requirement.columnTypes.rawValue)
      }
    }
    return nil
  }

  fileprivate var trustFailure: Failure? { Self.untrusted(ownSchema?.foreign ?? []) }

  /// - Parameter foreign: what belongs to roles that need not be trusted.
  package static func untrusted(_ foreign: [String]) -> Failure? {
    guard !foreign.isEmpty else { return nil }
    let most = foreign.prefix(3).joined(separator: tr(", "))
    return Failure(
      .error,
      foreign.count > 3
        ? tr("schema invitectl is not to be trusted: \(most) and \(foreign.count - 3) more")
        : tr("schema invitectl is not to be trusted: \(most)"),
      hint: tr(
        "see who made it and why; then give it to the owner of the backend's tables, or, as a "
          + "superuser, DROP SCHEMA invitectl CASCADE and 'invitectl migrate up'"),
      reason: Requirement.trustedSchema.rawValue)
  }

  fileprivate func missingOwnTables(_ purpose: Purpose) -> Failure? {
    // Where the schema may not be used, its tables are there or not: the privilege comes first.
    guard ownNeeds(purpose).contains(where: { own[$0.rawValue]?.isTable != true }) else {
      return nil
    }
    // An older version has fewer tables, too.
    if let older = olderOwnTables(purpose) { return older }
    return Failure(
      .error, tr("schema invitectl is missing or incomplete in database \(database)"),
      hint: tr("make it with 'invitectl migrate up'"), reason: Requirement.ownTables.rawValue)
  }

  /// Of those that it writes: what is written is of the latest version.
  fileprivate func olderOwnTables(_ purpose: Purpose) -> Failure? {
    olderFailure(purpose.latestOwnTables(generation?.counting ?? .atRequest))
  }

  /// The same for any command beside any backend: what is old today refuses after the backend's next
  /// upgrade.
  package var outdatedOwnTables: Failure? { olderFailure(OwnTable.allCases) }

  private func olderFailure(_ tables: [OwnTable]) -> Failure? {
    let isOlder = tables.contains { table in
      guard let found = own[table.rawValue], found.isTable else { return false }
      return table.latestColumns.contains { found.columns[$0.key]?.type != $0.value }
    }
    guard isOlder else { return nil }
    return Failure(
      .error, tr("the tables of schema invitectl in database \(database) are of an older version"),
      hint: tr("bring them up to date with 'invitectl migrate up'"),
      reason: Requirement.ownTables.rawValue)
  }
}
