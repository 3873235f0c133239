internal import InviteDomain
internal import InviteStorage
internal import Localization

/// What is recorded, held against the tables: where the two do not go together, what they are counts.
extension MigrationPlanner {
  /// `nil` where no single revision with a number is recorded, or nothing tells what the tables are.
  var evidence: RevisionEvidence? {
    guard case .at(let revision) = snapshot.revision, !revision.isMalformed,
      let number = revision.number, let generation = snapshot.generation
    else { return nil }
    return RevisionEvidence(recorded: number, generation)
  }

  /// Whether no revision is recorded and the tables are those of 008 or before, so that one can be.
  var lacksRecord: Bool {
    switch snapshot.revision {
    case .tableMissing, .empty: unrecordedTables == nil && missingTables.isEmpty
    case .at, .several, .unclear, .unreadable: false
    }
  }

  /// What contradicts the recorded revision so that one from 006 to 008 should be recorded in its place, as
  /// a sentence; `nil` where it stands as it is, or another one than these is the right one.
  var staleRecord: String? {
    guard missingTables.isEmpty, let evidence, evidence.isStale else { return nil }
    return evidence.recordIsAhead
      ? tr("of what it makes there is no \(RevisionEvidence.list(evidence.missing))")
      : tr("there is \(RevisionEvidence.list(evidence.early)) already")
  }

  /// What a person should know where record and tables do not go together.
  var recordNote: String? {
    guard case .at(let revision) = snapshot.revision, let evidence,
      evidence.tablesAreAhead || evidence.recordIsAhead
    else { return nil }
    return tr(
      "\(snapshot.server.recordPhrase) says \(revision), and the tables are those of revision "
        + "\(evidence.tables.name); 'invitectl doctor --only revision' says what to type")
  }

  /// How the right revision is recorded, where ``staleRecord`` says that another one is.
  var recordHint: String {
    tr("'\(stampCommand)' records what is there")
  }

  /// What a person should know of where the revision is kept; `nil` where it is where everybody looks.
  var placeNote: String? {
    let server = snapshot.server
    let usual = RevisionTable(schema: schema)
    var parts: [String] = []
    if server.record != usual { parts.append(tr("the revision is kept in \(server.record)")) }
    if !server.otherRecords.isEmpty {
      let names = server.otherRecords.map(\.description).joined(separator: ", ")
      parts.append(tr("Alembic does not look at \(names)"))
    }
    return parts.isEmpty ? nil : parts.joined(separator: tr("; "))
  }

  /// For rows of Alembic's table of which nothing can be made.
  func faulty(_ rows: [Revision]) -> Failure {
    let fault = RecordFault(
      rows, in: snapshot.server.record, backend: schema, likely: likelyRevision,
      snapshot.generation)
    return Failure(
      .conflict, tr("database \(snapshot.server.database): \(fault.what)"),
      hint: tr("\(fault.fix); then run this again"))
  }

  private static let evidenceHint =
    tr("'invitectl doctor --only revision' says what contradicts the record, and what to type")

  /// Why `down` has nothing to go back from, beyond what invitectl makes.
  func downFailure(_ position: Position) -> Failure {
    let database = snapshot.server.database
    switch position {
    case .within, .unrecorded:
      return Failure(
        .conflict, tr("database \(database) is \(place(position))"),
        hint: tr("nothing tells what invitectl has made there; see docs/backends.md"))
    case .outgrown:
      return Failure(
        .conflict, tr("database \(database) is \(place(position)): nothing was dropped"),
        hint:
          tr(
            "'invitectl doctor --only revision' says what contradicts the record, and what to type")
      )
    case .ahead(let revision):
      if let staleRecord {
        return Failure(
          .conflict,
          tr(
            "database \(database) is at revision \(revision) by \(snapshot.server.recordPhrase) alone: "
              + "\(staleRecord)"
          ),
          hint: tr("\(recordHint); then run this again"))
      }
      if let evidence, evidence.recordIsAhead {
        return Failure(
          .conflict,
          tr(
            "database \(database) is at revision \(revision) by \(snapshot.server.recordPhrase), and there is no "
              + "\(RevisionEvidence.list(evidence.missing))"), hint: Self.evidenceHint)
      }
      return Failure(
        .conflict, tr("database \(database) is ahead of what invitectl makes"),
        hint: tr("go back with 'alembic downgrade \(Revision.compositeIndexes)' first"))
    }
  }
}
