internal import InviteDomain
internal import InviteStorage
internal import Localization

/// Says which backend it is, by what that was told, and what commands do beside it.
enum GenerationExamination {
  /// - Parameters:
  ///   - facts: with what the running code said of itself.
  ///   - older: workers that take invites and are of an older release than the tables.
  static func check(
    _ facts: SessionFacts?, older: [WorkerReleases.Older] = []
  ) -> DoctorReport.Check {
    guard let facts, let generation = facts.generation else {
      return .init(.generation, .skip, tr("there are no tables that tell"))
    }
    let counting = generation.counting
    var detail =
      tr(
        "era \(generation.eraName), tables of revision \(generation.tables.name), told by "
          + "\(generation.evidence.prefix(3).joined(separator: tr(", ")))")
    if !generation.contradictions.isEmpty {
      detail = tr("\(detail); \(generation.contradictions.joined(separator: tr("; ")))")
    }
    if let unanswered = generation.unanswered { detail = tr("\(detail); \(unanswered)") }
    let differing = differences(facts, counting)
    if !differing.isEmpty {
      detail = tr("\(detail). Here: \(differing.joined(separator: tr("; ")))")
    }
    if !older.isEmpty {
      return .init(
        .generation, .warn,
        tr(
          "\(detail); \(WorkerReleases.sentence(older, generation.tables)): redeem, "
            + "redeem --resume and cleanup-queue --stuck do nothing beside them"),
        why: WorkerReleases.harm, fix: WorkerReleases.remedy(older))
    }
    guard counting == .mixed || !generation.contradictions.isEmpty else {
      return .init(.generation, .pass, detail)
    }
    return .init(
      .generation, .warn, detail,
      why: counting == .mixed
        ? tr("the backend counts uses in two places that overwrite each other")
        : tr("code and tables do not belong together"),
      fix: fix(generation))
  }

  private static func fix(_ generation: BackendGeneration) -> String {
    let what =
      if !generation.contradictions.isEmpty {
        tr("run the code that belongs to these tables, or its migrations: alembic upgrade head")
      } else if !generation.isOpen {
        tr(
          "bring the backend to revision 024 or later; until then "
            + "'invitectl redeem CODE EMAIL --via http'")
      } else if generation.unanswered != nil {
        tr("set INVITECTL_BACKEND_URL to where the backend's API answers")
      } else {
        tr(
          "set INVITECTL_BACKEND_URL to the API's URL, e.g. \(BackendURL.standard), so that it can be asked"
        )
      }
    return tr("\(what); see docs/backends.md")
  }

  /// What each command does that is not as documented, in its own words where it refuses.
  private static func differences(
    _ facts: SessionFacts, _ counting: BackendCounting
  ) -> [String] {
    Purpose.allCases.compactMap { purpose in
      if let failure = facts.generationFailure(purpose) { return failure.message }
      let support = purpose.support(counting)
      return support == .full ? nil : tr("\(purpose.rawValue): \(support.sentence)")
    }
  }
}
