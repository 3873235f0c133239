import PostgresClient
import TestSupport
import Testing

/// Why no connection can be made; a connection is recorded as an issue.
func failure(_ parameters: ConnectionParameters) -> ConnectFailure? {
  do {
    _ = try PostgresConnection.connect(parameters, deadline: .soon)
    Issue.record("connected")
  } catch .couldNotConnect(let failure) {
    return failure
  } catch {
    Issue.record("\(error)")
  }
  return nil
}
