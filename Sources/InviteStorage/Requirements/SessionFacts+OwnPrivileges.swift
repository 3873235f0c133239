package import InviteDomain
internal import Localization
internal import PostgresClient

/// What a role may do in schema `invitectl`.
extension SessionFacts {
  /// What this command lacks, and nothing that it does without.
  func ownPrivilegeFailure(_ purpose: Purpose) -> Failure? {
    let quoted = PostgresIdentifier.quoted(role)
    var isReachable = true
    var lacking: [String] = []
    var grants: [String] = []
    for table in ownNeeds(purpose) {
      guard let found = own[table.rawValue] else { continue }
      if !found.isReachable { isReachable = false }
      let missing: [String] =
        (found.isReadable ? [] : ["SELECT"])
        + (purpose.writesOwnTables ? table.missingWrites(found) : [])
      guard !missing.isEmpty else { continue }
      let name = "invitectl.\(table.rawValue)"
      lacking.append(name)
      grants.append(verbatim("GRANT \(missing.joined(separator: ", ")) ON \(name) TO \(quoted)"))
    }
    if !isReachable {
      grants.insert(verbatim("GRANT USAGE ON SCHEMA invitectl TO \(quoted)"), at: 0)
    }
    guard !grants.isEmpty else { return nil }
    return Failure(
      .error,
      isReachable
        ? tr("role \(role) lacks privileges on \(lacking.joined(separator: ", "))")
        : tr("role \(role) may not use schema invitectl"),
      hint: grants.joined(separator: "; "), reason: Requirement.ownPrivileges.rawValue)
  }

  /// What this role lacks for some command that changes something, all of it at once: what is printed is
  /// enough for each of them.
  package var lackingOwnTables: Failure? {
    let lacking = OwnTable.allCases.filter { table in
      guard table != .seatStats, let found = own[table.rawValue], found.isTable else {
        return false
      }
      return !found.isReachable || !found.isReadable || !table.isWritable(found)
    }
    guard !lacking.isEmpty else { return nil }
    let names = lacking.map { "invitectl.\($0.rawValue)" }
    let quoted = PostgresIdentifier.quoted(role)
    let isReachable = lacking.allSatisfy { own[$0.rawValue]?.isReachable == true }
    let grants =
      (isReachable ? [] : [verbatim("GRANT USAGE ON SCHEMA invitectl TO \(quoted)")])
      + OwnTable.grants(to: quoted, isWriter: true)
      .filter { grant in names.contains { grant.contains(" ON \($0) ") } }
    return Failure(
      .error,
      isReachable
        ? tr("role \(role) lacks privileges on \(names.joined(separator: ", "))")
        : tr("role \(role) may not use schema invitectl"),
      hint: grants.joined(separator: "; "), reason: Requirement.ownPrivileges.rawValue)
  }

  /// - Parameter isMigrating: whether the journal of index builds is written, too.
  package static func ownUnreadable(role: String, isMigrating: Bool = false) -> Failure {
    let all =
      verbatim("; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA invitectl TO ")
      + PostgresIdentifier.quoted(role)
    return Failure(
      .error, tr("role \(role) may not use schema invitectl"),
      hint: ownGrants(role) + (isMigrating ? all : ""), reason: Requirement.ownPrivileges.rawValue)
  }

  private static func ownGrants(_ role: String) -> String {
    let role = PostgresIdentifier.quoted(role)
    return
      ([verbatim("GRANT USAGE ON SCHEMA invitectl TO \(role)")]
      + OwnTable.grants(to: role, isWriter: true))
      .joined(separator: "; ")
  }
}

extension RelationFacts {
  var isReadable: Bool { columns.values.allSatisfy(\.canSelect) }
  var isUpdatable: Bool { columns.values.allSatisfy(\.canUpdate) }
}
