import ClientSupport
import PostgresClient

/// How statements end whose time is over while they run. On a slow machine it may be over before
/// they are sent: that shows nothing of it, and they get twice the time.
///
/// - Parameter first: the time that they get at first.
/// - Returns: `nil` when they ended well.
/// - Throws: what is no error of PostgreSQL's.
func outOfTime(
  after first: Duration, _ body: (Deadline) throws -> Void
) throws -> PostgresError? {
  var time = first
  while true {
    do {
      try body(.after(time))
      return nil
    } catch let error as PostgresError {
      guard error == .timedOut(.notSent), time < .seconds(30) else { return error }
      time = time * 2
    }
  }
}
