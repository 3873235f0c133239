package import InviteDomain
internal import Localization
internal import PostgresClient
internal import RedisClient

extension Failure {
  /// Turns whatever was thrown on the way into a failure: one stays as it is, an error of a server
  /// becomes a sentence with a next step, a transaction says what ended it.
  ///
  /// - Parameter action: what was being done, e.g. `read the codes`; completes "could not …".
  package init(of error: any Error, doing action: String) {
    switch (error as? TransactionError)?.cause ?? error {
    case let failure as Failure: self = failure
    case let error as PostgresError: self.init(error, doing: action)
    case let error as RedisError: self.init(error, doing: action)
    case let error: self.init(.error, tr("could not \(action): \(error)"))
    }
  }

  /// Runs `body` and turns whatever it throws into a failure.
  package static func reporting<Value>(
    _ action: String, _ body: () throws -> Value
  ) throws(Failure) -> Value {
    do {
      return try body()
    } catch {
      throw Failure(of: error, doing: action)
    }
  }
}
