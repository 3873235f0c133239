internal import InviteDomain
internal import InviteStorage
internal import Localization

/// Judges what stands in `alembic_version` by what is there: columns, tables, indexes.
struct RevisionExamination {
  let recorded: RecordedRevision
  /// Where it is kept.
  let record: RevisionTable
  /// What a command needs to go by it.
  let recordFlag: String
  /// Told by the tables.
  let generation: BackendGeneration?
  let backend: BackendSchema
  /// The backend's tables that are there.
  let tables: Set<String>
  /// The indexes of 007 and 008 that are there and well.
  let indexes: Set<String>

  var check: DoctorReport.Check {
    switch recorded {
    case .tableMissing: unrecorded(tr("there is no table \(place)"), isTableThere: false)
    case .empty: unrecorded(tr("\(place) is empty"), isTableThere: true)
    case .unclear(let unclear):
      .init(
        .revision, .fail, unclear.sentence(in: backend),
        why: tr("with the revision in two tables invitectl and Alembic would go by different ones"),
        fix: unclear.hint)
    case .unreadable: .init(.revision, .skip, tr("\(place) may not be read by this role"))
    case .several(let heads): faulty(heads)
    case .at(let head): head.isMalformed ? faulty([head]) : single(head)
    }
  }

  private var place: String { record.phrase(in: backend) }

  private func faulty(_ rows: [Revision]) -> DoctorReport.Check {
    let fault = RecordFault(rows, in: record, backend: backend, likely: likely, generation)
    return .init(
      .revision, .fail, fault.what, why: tr("Alembic fails over it, and migrate does not guess"),
      fix: fault.fix)
  }

  // MARK: - None

  private func unrecorded(_ detail: String, isTableThere: Bool) -> DoctorReport.Check {
    let missing = PerformanceIndex.requiredTables.filter { !tables.contains($0) }
    let why = tr("nobody can tell which migrations this database has seen")
    guard missing.isEmpty, let generation else {
      return .init(
        .revision, .fail, tr("\(detail), nor a table \(missing.joined(separator: ", "))"), why: why,
        fix: tr(
          "correct the database URL; if the database is new: 'alembic upgrade "
            + "\(Revision.commercialFields)'"))
    }
    if generation.tables > .r008 {
      let made = tr("the tables are those of revision \(generation.tables.name)")
      guard isTableThere else {
        return .init(
          .revision, .pass,
          tr(
            "\(detail), and \(made): the backend's create_all has made them, and there is nothing to "
              + "record; see docs/backends.md"))
      }
      return .init(
        .revision, .warn, tr("\(detail), and \(made)"),
        why: tr(
          "the backend's entrypoint records 003 in an empty table, and its migrations "
            + "then fail over columns that are there"), fix: dropRecord(generation.tables))
    }
    return .init(.revision, isTableThere ? .warn : .fail, detail, why: why, fix: stampFix)
  }

  /// What records the revision that the indexes show, and makes the rest.
  private var stampFix: String {
    "invitectl migrate stamp \(likely)\(recordFlag)"
      + (likely == Revision.ours.last?.revision ? "" : "; \(up)")
  }

  private var up: String { "invitectl migrate up\(recordFlag)" }

  private var likely: Revision {
    MigrationPlanner.likelyRevision { index in
      !tables.contains(index.table) || indexes.contains(index.name)
    }
  }

  private func dropRecord(_ tables: BackendTables) -> String {
    tr(
      "DROP TABLE \(record), if the backend's create_all has made the tables; else "
        + "'alembic stamp --purge \(tables.name)', the revision that they have")
  }

  // MARK: - One

  private func single(_ head: Revision) -> DoctorReport.Check {
    guard let number = head.number else {
      return .init(
        .revision, .warn, tr("\(head) is not known to invitectl"),
        why: tr("migrate verifies the indexes of such a database and stamps nothing"),
        fix: "invitectl migrate verify\(recordFlag)")
    }
    if let generation {
      let evidence = RevisionEvidence(recorded: number, generation)
      if evidence.recordIsAhead { return recordAhead(head, evidence) }
      if !evidence.early.isEmpty { return tablesAhead(head, evidence) }
    }
    if number < 6 {
      return .init(
        .revision, .warn, head.rawValue,
        why: tr("revision \(Revision.commercialFields) is what invitectl goes on from"),
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
      let shown = names.prefix(2).joined(separator: ", ")
      let list = names.count > 2 ? tr("\(shown) and \(names.count - 2) more") : shown
      return .init(
        .revision, .warn,
        tr("\(head); missing of the indexes of 007 and 008: \(list)"),
        why: tr("queries read whole tables"),
        fix: isBeyond ? "invitectl migrate repair\(recordFlag)" : up)
    }
    if isBeyond { return .init(.revision, .pass, tr("\(head), ahead of the indexes' revisions")) }
    guard number < 8 else { return .init(.revision, .pass, head.rawValue) }
    return .init(
      .revision, .warn, tr("\(head) is recorded, and the indexes of 007 and 008 are there already"),
      why: tr("'alembic upgrade' fails over indexes that are there"), fix: up)
  }

  // MARK: - One that contradicts the tables

  // With --purge, since Alembic looks for the revision that is recorded, which may be none of its own.
  private func recordAhead(_ head: Revision, _ evidence: RevisionEvidence) -> DoctorReport.Check {
    var detail =
      tr(
        "\(place) says \(head) and is ahead of the tables: there is no "
          + "\(RevisionEvidence.list(evidence.missing))")
    if !evidence.early.isEmpty {
      detail = tr(
        "\(detail); of what comes later there is \(RevisionEvidence.list(evidence.early))")
    }
    let upgrade = tr("then 'alembic upgrade' to the revision of the backend's release")
    let fix =
      if evidence.isStale {
        tr("\(stampFix); \(upgrade)")
      } else if evidence.missing.contains(where: { $0.revision <= 8 }) {
        tr("'alembic stamp --purge 005', then 'alembic upgrade \(Revision.commercialFields)'")
      } else if evidence.tables.rawValue < evidence.missing[0].revision {
        tr(
          "'alembic stamp --purge \(evidence.tables.name)', which is what the tables are; \(upgrade)"
        )
      } else {
        tr(
          "make what is missing by hand, as the backend's migration "
            + "\(RevisionEvidence.Part.name(evidence.missing[0].revision)) does")
      }
    return .init(
      .revision, .fail, detail,
      why:
        tr(
          "code of that revision fails over what is missing, and 'alembic upgrade' makes none of it"
        ),
      fix: fix)
  }

  private func tablesAhead(_ head: Revision, _ evidence: RevisionEvidence) -> DoctorReport.Check {
    let fix =
      if evidence.isStale {
        stampFix
      } else if !evidence.tablesAreAhead {
        tr(
          "DROP TABLE \(emptied(evidence)), where they are empty: create_all has added them too early"
        )
      } else if evidence.recorded < 6 {
        dropRecord(evidence.tables)
      } else {
        tr(
          "'alembic stamp --purge \(evidence.tables.name)', which is what the tables are; then 'alembic upgrade' "
            + "to the revision of the backend's release")
      }
    return .init(
      .revision, .fail,
      tr(
        "the tables are ahead of \(place), which says \(head): there is already "
          + "\(RevisionEvidence.list(evidence.early))"),
      why: tr("'alembic upgrade' fails over columns and tables that are there"), fix: fix)
  }

  private func emptied(_ evidence: RevisionEvidence) -> String {
    evidence.early.compactMap { part in
      // Its name is the last word, in every language.
      part.kind == .table
        ? part.what.split(separator: " ").last.map { "\(backend).\($0)" } : nil
    }.joined(separator: ", ")
  }
}
