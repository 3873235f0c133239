internal import InviteDomain
internal import InviteStorage
internal import Localization

/// What is wrong with the rows of Alembic's table themselves, as a sentence, with the statement that mends
/// it. Alembic's own commands do not: none of them finds a revision that its scripts do not have, and heads
/// of which one is the other's ancestor cannot be merged.
struct RecordFault: Equatable {
  let what: String
  let fix: String

  /// - Parameters:
  ///   - rows: more than one, or one that is malformed.
  ///   - likely: of 006 to 008, by the indexes.
  init(
    _ rows: [Revision], in table: RevisionTable, backend: BackendSchema, likely: Revision,
    _ generation: BackendGeneration?
  ) {
    let place = table.phrase(in: backend)
    var heads: [Revision] = []
    for row in rows where !heads.contains(row) { heads.append(row) }
    if rows.count == 1 {
      what =
        heads[0].rawValue.isEmpty
        ? tr("\(place) has a row without a revision")
        : tr("\(place) says '\(heads[0])', which is no revision of the backend's")
      let fitting = generation.flatMap { generation in
        generation.tables == .r008 ? nil : Revision.ofChain(generation.tables.rawValue)
      }
      fix = RevisionQueries.advance(
        table, from: heads[0], to: heads[0].meant ?? fitting ?? likely)
    } else if heads.count == 1 {
      what = tr("\(place) says '\(heads[0])' \(rows.count) times")
      fix = RevisionQueries.removeDoubles(table)
    } else {
      let kept = Self.fitting(heads, likely: likely, generation)
      let names = heads.map { $0.rawValue.isEmpty ? "''" : $0.rawValue }.joined(separator: ", ")
      what = tr("\(place) has \(heads.count) heads: \(names)")
      let extra = RevisionQueries.remove(table, heads.filter { $0 != kept ?? heads[0] })
      fix =
        kept == nil
        ? tr("see with 'alembic heads' which one is the backend's; if it is \(heads[0]): \(extra)")
        : extra
    }
  }

  /// The row that goes with the tables and the indexes: the latest that neither contradicts, else the
  /// earliest; `nil` where none is the backend's.
  private static func fitting(
    _ rows: [Revision], likely: Revision, _ generation: BackendGeneration?
  ) -> Revision? {
    let ofBackend = rows.compactMap { row in
      row.isMalformed ? nil : row.number.map { (row: row, number: $0) }
    }.sorted { $0.number > $1.number }
    let best = ofBackend.first { row, number in
      if (7...8).contains(number), number > likely.number ?? 6 { return false }
      return generation.map { !RevisionEvidence(recorded: number, $0).recordIsAhead } ?? true
    }
    return (best ?? ofBackend.last)?.row
  }
}
