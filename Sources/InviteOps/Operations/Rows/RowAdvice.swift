internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What to type about a row that was refused. Each statement stands for itself in psql, on the
/// database that refused.
enum RowAdvice {
  /// What to run when a row is put right, where the command has no name of its own.
  static let again = verbatim("the same command again")

  /// What to run when a row is put right, as the end of a sentence.
  ///
  /// - Parameter again: a command, or ``again``.
  static func rerun(_ again: String) -> String {
    again == Self.again ? tr("then run the same command again") : tr("then run \(again)")
  }

  /// - Parameter table: with its schema, as it is to be typed.
  static func text(_ fault: RowFault, table: String, id: Int?, trigger: String?) -> String {
    if let diagnostics = fault.diagnostics, let constraint = diagnostics.constraint {
      return constrained(diagnostics, constraint, table)
    }
    if let hint = fault.diagnostics.flatMap(Failure.searchPathHint) { return hint }
    if trigger != nil {
      return tr("\(triggers(of: table)) shows the triggers; correct the row or the trigger")
    }
    if fault.isSuspicion {
      return tr("'invitectl doctor' shows long transactions and who holds a lock; let them end")
    }
    guard let id else { return tr("correct the value") }
    // As bytes: a text that is no UTF-8 could not be shown to a client that wants UTF-8.
    if fault.diagnostics?.sqlState.rawValue == "22021"
      || fault.diagnostics?.sqlState.rawValue == "22P05"
    {
      return tr("\(RowQueries.bytes(of: table, id)) shows its bytes; write the text anew as UTF-8")
    }
    return tr("\(RowQueries.row(of: table, id)) shows it; correct the value")
  }

  private static func constrained(
    _ diagnostics: ServerDiagnostics, _ constraint: String, _ table: String
  ) -> String {
    if diagnostics.sqlState == .uniqueViolation {
      return tr(
        "\(RowQueries.index(constraint)) shows what must be unique; change the row that is in "
          + "the way")
    }
    let shows = tr("\(RowQueries.constraint(constraint)) shows the constraint")
    if diagnostics.sqlState == .foreignKeyViolation {
      return tr("\(shows); change the rows that it ties together")
    }
    return tr("\(shows); correct the row or the constraint")
  }

  static func triggers(of table: String) -> String { RowQueries.triggerDefinitions(table) }

  static func quoted(_ name: String) -> String { PostgresIdentifier.quoted(name) }
}
