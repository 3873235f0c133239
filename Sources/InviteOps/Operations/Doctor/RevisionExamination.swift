internal import InviteDomain

/// Judges what stands in `alembic_version`.
enum RevisionExamination {
  /// - Parameter generation: told by the tables.
  static func check(
    _ heads: [Revision], _ generation: BackendGeneration? = nil
  ) -> DoctorReport.Check {
    if let generation, let contradiction = contradiction(heads, generation) { return contradiction }
    guard let head = heads.first else {
      return .init(
        .revision, .warn, "alembic_version is empty",
        why: "nobody can tell which migrations this database has seen",
        fix: "invitectl migrate stamp")
    }
    guard heads.count == 1 else {
      return .init(
        .revision, .fail,
        "alembic_version has several heads: \(heads.map(\.rawValue).joined(separator: ", "))",
        why: "migrate does not guess which of them is right",
        fix: "merge them with 'alembic merge', then 'alembic upgrade head'")
    }
    let pending = Revision.ours.last?.revision
    if head == pending { return .init(.revision, .pass, head.rawValue) }
    guard let number = head.number, let last = pending?.number else {
      return .init(
        .revision, .warn, "\(head) is not known to invitectl",
        why: "migrate verifies the indexes of such a database and stamps nothing",
        fix: "invitectl migrate verify")
    }
    if number > last {
      return .init(.revision, .pass, "\(head), ahead of the indexes' revisions")
    }
    return .init(
      .revision, .warn, head.rawValue,
      why: "the indexes of revisions 007 and 008 are missing: queries read whole tables",
      fix: number < 6 ? "alembic upgrade \(Revision.commercialFields)" : "invitectl migrate up")
  }

  /// What is recorded and what the tables are do not go together.
  private static func contradiction(
    _ heads: [Revision], _ generation: BackendGeneration
  ) -> DoctorReport.Check? {
    let tables = generation.tables
    guard let head = heads.first else {
      guard tables > .r008 else { return nil }
      return .init(
        .revision, .warn,
        "alembic_version is empty, and the tables are those of revision \(tables.name)",
        why: "the backend's entrypoint records 003 in an empty alembic_version, and its migrations "
          + "then fail over columns that are there",
        fix: "DROP TABLE alembic_version, if the backend's create_all has made the tables; else "
          + "'alembic stamp' the revision that its release has")
    }
    guard heads.count == 1, let number = head.number, generation.isBeyond(number) else {
      return nil
    }
    return .init(
      .revision, .fail,
      "\(head) is recorded, and the tables have what comes later: "
        + generation.evidence.prefix(2).joined(separator: ", "),
      why: "'alembic upgrade' fails over columns and tables that are there",
      fix: "'alembic stamp' the revision that the backend's release has, when its tables are all "
        + "there; tables alone that create_all added too early, and that are empty: drop them")
  }
}
