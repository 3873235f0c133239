internal import InviteDomain
internal import InviteStorage

/// Judges what stands in `alembic_version` by what is there: columns, tables, indexes.
struct RevisionExamination {
  let recorded: RecordedRevision
  /// Told by the tables.
  let generation: BackendGeneration?
  let backend: BackendSchema
  /// The backend's tables that are there.
  let tables: Set<String>
  /// The indexes of 007 and 008 that are there and well.
  let indexes: Set<String>

  var check: DoctorReport.Check {
    switch recorded {
    case .tableMissing: unrecorded("there is no table alembic_version", isTableThere: false)
    case .empty: unrecorded("alembic_version is empty", isTableThere: true)
    case .several(let heads):
      .init(
        .revision, .fail,
        "alembic_version has several heads: \(heads.map(\.rawValue).joined(separator: ", "))",
        why: "migrate does not guess which of them is right",
        fix: "merge them with 'alembic merge', then 'alembic upgrade head'")
    case .at(let head): single(head)
    }
  }

  // MARK: - None

  private func unrecorded(_ detail: String, isTableThere: Bool) -> DoctorReport.Check {
    let missing = PerformanceIndex.requiredTables.filter { !tables.contains($0) }
    let why = "nobody can tell which migrations this database has seen"
    guard missing.isEmpty, let generation else {
      return .init(
        .revision, .fail, detail + ", nor a table \(missing.joined(separator: ", "))", why: why,
        fix: "correct the database URL; if the database is new: 'alembic upgrade "
          + "\(Revision.commercialFields)'")
    }
    if generation.tables > .r008 {
      let made = "the tables are those of revision \(generation.tables.name)"
      guard isTableThere else {
        return .init(
          .revision, .pass,
          "\(detail), and \(made): the backend's create_all has made them, and there is nothing to "
            + "record; see docs/backends.md")
      }
      return .init(
        .revision, .warn, "\(detail), and \(made)",
        why: "the backend's entrypoint records 003 in an empty alembic_version, and its migrations "
          + "then fail over columns that are there", fix: dropRecord(generation.tables))
    }
    return .init(.revision, isTableThere ? .warn : .fail, detail, why: why, fix: stampFix)
  }

  /// What records the revision that the indexes show, and makes the rest.
  private var stampFix: String {
    let likely = MigrationPlanner.likelyRevision { index in
      !tables.contains(index.table) || indexes.contains(index.name)
    }
    return "invitectl migrate stamp \(likely)"
      + (likely == Revision.ours.last?.revision ? "" : "; invitectl migrate up")
  }

  private func dropRecord(_ tables: BackendTables) -> String {
    "DROP TABLE \(backend).alembic_version, if the backend's create_all has made the tables; else "
      + "'alembic stamp \(tables.name)', the revision that they have"
  }

  // MARK: - One

  private func single(_ head: Revision) -> DoctorReport.Check {
    guard let number = head.number else {
      return .init(
        .revision, .warn, "\(head) is not known to invitectl",
        why: "migrate verifies the indexes of such a database and stamps nothing",
        fix: "invitectl migrate verify")
    }
    if let generation {
      let evidence = RevisionEvidence(recorded: number, generation)
      if evidence.recordIsAhead { return recordAhead(head, evidence) }
      if !evidence.early.isEmpty { return tablesAhead(head, evidence) }
    }
    if number < 6 {
      return .init(
        .revision, .warn, head.rawValue,
        why: "revision \(Revision.commercialFields) is what invitectl goes on from",
        fix: "alembic upgrade \(Revision.commercialFields)")
    }
    return indexed(head, number)
  }

  /// What the indexes say of a revision that the tables do not contradict.
  private func indexed(_ head: Revision, _ number: Int) -> DoctorReport.Check {
    let lacking = PerformanceIndex.all.filter {
      tables.contains($0.table) && !indexes.contains($0.name)
    }
    let isBeyond = number > 8
    guard lacking.isEmpty else {
      let names = lacking.map(\.name)
      return .init(
        .revision, .warn,
        "\(head); missing of the indexes of 007 and 008: \(names.prefix(2).joined(separator: ", "))"
          + (names.count > 2 ? " and \(names.count - 2) more" : ""),
        why: "queries read whole tables",
        fix: isBeyond ? "invitectl migrate repair" : "invitectl migrate up")
    }
    if isBeyond { return .init(.revision, .pass, "\(head), ahead of the indexes' revisions") }
    guard number < 8 else { return .init(.revision, .pass, head.rawValue) }
    return .init(
      .revision, .warn, "\(head) is recorded, and the indexes of 007 and 008 are there already",
      why: "'alembic upgrade' fails over indexes that are there", fix: "invitectl migrate up")
  }

  // MARK: - One that contradicts the tables

  private func recordAhead(_ head: Revision, _ evidence: RevisionEvidence) -> DoctorReport.Check {
    var detail =
      "alembic_version says \(head) and is ahead of the tables: there is no "
      + RevisionEvidence.list(evidence.missing)
    if !evidence.early.isEmpty {
      detail += "; of what comes later there is \(RevisionEvidence.list(evidence.early))"
    }
    let upgrade = "then 'alembic upgrade' to the revision of the backend's release"
    let fix =
      if evidence.isStale {
        "\(stampFix); \(upgrade)"
      } else if evidence.missing.contains(where: { $0.revision <= 8 }) {
        "'alembic stamp 005', then 'alembic upgrade \(Revision.commercialFields)'"
      } else if evidence.tables.rawValue < evidence.missing[0].revision {
        "'alembic stamp \(evidence.tables.name)', which is what the tables are; \(upgrade)"
      } else {
        "make what is missing by hand, as the backend's migration "
          + "\(RevisionEvidence.Part.name(evidence.missing[0].revision)) does"
      }
    return .init(
      .revision, .fail, detail,
      why:
        "code of that revision fails over what is missing, and 'alembic upgrade' makes none of it",
      fix: fix)
  }

  private func tablesAhead(_ head: Revision, _ evidence: RevisionEvidence) -> DoctorReport.Check {
    let fix =
      if evidence.isStale {
        stampFix
      } else if !evidence.tablesAreAhead {
        "DROP TABLE \(emptied(evidence)), where they are empty: create_all has added them too early"
      } else if evidence.recorded < 6 {
        dropRecord(evidence.tables)
      } else {
        "'alembic stamp \(evidence.tables.name)', which is what the tables are; then 'alembic upgrade' "
          + "to the revision of the backend's release"
      }
    return .init(
      .revision, .fail,
      "the tables are ahead of alembic_version, which says \(head): there is already "
        + RevisionEvidence.list(evidence.early),
      why: "'alembic upgrade' fails over columns and tables that are there", fix: fix)
  }

  private func emptied(_ evidence: RevisionEvidence) -> String {
    evidence.early.compactMap { part in
      part.kind == .table ? "\(backend).\(part.what.dropFirst("table ".count))" : nil
    }.joined(separator: ", ")
  }
}
