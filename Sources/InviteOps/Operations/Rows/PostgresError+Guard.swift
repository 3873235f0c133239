internal import PostgresClient

extension PostgresError {
  /// Whether a statement of ours found a row otherwise than it was to be: it divides by zero then, which
  /// undoes its transaction. A trigger that does has a context.
  var isOfGuard: Bool {
    guard case .server(let diagnostics) = self else { return false }
    return diagnostics.sqlState.rawValue == "22012" && diagnostics.context == nil
  }
}
