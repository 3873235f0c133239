internal import PostgresClient

extension CleanupStop {
  /// Again, when another session was in the way: nothing was done then. `nil` when the run is to
  /// end first.
  ///
  /// - Parameter tries: where something else than the statement itself was running, which may be
  ///   in the way of itself.
  func patiently<Value>(tries: Int = 11, _ body: () throws -> Value) throws -> Value? {
    var delay = Duration.milliseconds(100)
    var turn = 1
    while true {
      do {
        return try body()
      } catch let error as PostgresError where Self.isConflict(error) {
        if turn >= (error.diagnostics?.isInner == true ? tries : 11) { throw error }
        if isDue { return nil }
        pause(delay)
        delay = min(.seconds(5), delay * 2)
        turn += 1
      }
    }
  }

  private static func isConflict(_ error: PostgresError) -> Bool {
    let states: [SQLState] = [.lockNotAvailable, .deadlockDetected, .serializationFailure]
    return error.sqlState.map(states.contains) ?? false
  }
}
