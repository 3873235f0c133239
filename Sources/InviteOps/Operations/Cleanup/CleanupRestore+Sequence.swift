internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Rows come back with their ids, which the sequence of their table may not have reached.
extension CleanupRestore {
  /// Notes a sequence that is behind the ids of its table, or that this role may not look at.
  func lookAtSequence(_ connection: PostgresConnection, _ outcome: inout Outcome) throws {
    let table = outcome.table
    guard
      let sequence = try connection.query(table.sequence, deadline: context.requestDeadline).first
    else { return }
    let name = try sequence.string("name")
    guard try sequence.bool("readable") else {
      let grant = ForecastQueries.grantSequence(name, to: try sequence.string("role"))
      outcome.notes.append(
        tr(
          "whether sequence \(name) is behind the ids that are there cannot be seen; until it is past them new "
            + "rows fail. This shows it the next time: \(grant)"))
      return
    }
    let rows = try connection.query(
      table.isAhead(of: name, step: try sequence.int("step")), deadline: context.longDeadline)
    guard let row = rows.first else { return }
    outcome.sequenceBehind = SequenceBehind(
      name: name, next: try row.int("next"), largest: try row.int("largest"),
      statement: ArchiveQueries.moveSequence(
        name, past: "\(connection.backend).\(table.rawValue)"))
  }
}
