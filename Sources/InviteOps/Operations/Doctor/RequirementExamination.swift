internal import InviteDomain
internal import InviteStorage
internal import Localization

/// The checks that say of PostgreSQL what the commands would say, by the same code.
struct RequirementExamination {
  private let facts: SessionFacts

  init(_ facts: SessionFacts) {
    self.facts = facts
  }

  /// What some command would say about a requirement; `nil` when it holds for all that have it.
  func failure(_ requirement: Requirement) -> Failure? {
    for purpose in Purpose.allCases where purpose.requirements.contains(requirement) {
      if let failure = requirement.failure(facts, for: purpose) { return failure }
    }
    return nil
  }

  private func check(
    _ name: DoctorCheckName, _ requirements: [Requirement], otherwise detail: String,
    verdict: DoctorReport.Verdict = .fail
  ) -> DoctorReport.Check {
    for requirement in requirements {
      guard let failure = failure(requirement) else { continue }
      return .init(name, verdict, failure.message, why: requirement.why, fix: failure.hint)
    }
    return .init(name, .pass, detail)
  }

  func server(_ server: ServerFacts) -> DoctorReport.Check {
    check(
      .postgres, [.postgresVersion, .postgresPrimary, .writableSession],
      otherwise: tr(
        "database \(server.database) as \(server.role), PostgreSQL \(server.version)"))
  }

  var tables: DoctorReport.Check {
    let missing = facts.missingTables
    if !missing.isEmpty {
      let failure = facts.noTables(missing)
      let isDispensable = missing == ["invite_queue"] && facts.generation?.counting == .atRequest
      return .init(
        .backendTables, isDispensable ? .warn : .fail, failure.message,
        why: isDispensable
          ? tr("only 'cleanup-queue --stuck' fails without it") : Requirement.backendTables.why,
        fix: failure.hint)
    }
    return check(
      .backendTables, [.columnTypes, .singleRows],
      otherwise: facts.isSchemaChosen
        ? tr("in schema \(facts.schema), as configured") : tr("in schema \(facts.schema)"))
  }

  var rows: DoctorReport.Check {
    check(.rowSecurity, [.visibleRows], otherwise: tr("all rows can be seen"))
  }

  /// - Parameter judged: by the whole list of privileges, which tells looking from writing.
  func privileges(_ judged: DoctorReport.Check) -> DoctorReport.Check {
    guard let failure = failure(.privileges) else { return judged }
    // What only this generation of the backend asks for is not in the list.
    guard judged.verdict != .pass else {
      return .init(
        .postgresPrivileges, .fail, failure.message, why: Requirement.privileges.why,
        fix: failure.hint)
    }
    return .init(
      .postgresPrivileges, judged.verdict, tr("\(judged.detail); \(failure.message)"),
      why: judged.why,
      fix: judged.fix)
  }

  var ownSchema: DoctorReport.Check {
    if failure(.trustedSchema) != nil {
      return check(.invitectlSchema, [.trustedSchema], otherwise: "")
    }
    // An older version has fewer tables, too.
    if let older = facts.outdatedOwnTables {
      return .init(
        .invitectlSchema, .warn, older.message, why: Requirement.ownTables.why, fix: older.hint)
    }
    if failure(.ownTables) != nil {
      return check(.invitectlSchema, [.ownTables], otherwise: "", verdict: .warn)
    }
    guard let lack = facts.lackingOwnTables else {
      return check(.invitectlSchema, [.ownPrivileges], otherwise: tr("there"))
    }
    // A role that only looks needs no more than to read.
    let isReadable =
      Requirement.ownPrivileges.failure(facts, for: .syncLook) == nil
    return .init(
      .invitectlSchema, isReadable ? .warn : .fail, lack.message,
      why: Requirement.ownPrivileges.why, fix: lack.hint)
  }
}
