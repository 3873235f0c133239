internal import Localization

/// Everything that went wrong in a transaction, step by step.
public struct TransactionError: Error, Sendable {
  /// BEGIN failed; nothing ran.
  public internal(set) var begin: PostgresError?
  /// What the closure threw.
  public internal(set) var body: (any Error)?
  public internal(set) var commit: PostgresError?
  /// ROLLBACK failed too; the connection has been dropped, so the server rolls back by itself.
  public internal(set) var rollback: PostgresError?

  /// Whether it is not known if the transaction took place: COMMIT was sent and no answer came.
  /// Look at the data before doing it again.
  public var isOutcomeUnknown: Bool { commit?.isConnectionGone ?? false }

  /// The first thing that went wrong.
  public var cause: any Error {
    begin ?? body ?? commit ?? rollback ?? PostgresError.misuse(tr("no error"))
  }

  /// The first thing that went wrong, if it is this client's.
  public var postgresError: PostgresError? { cause as? PostgresError }
}

extension TransactionError: CustomStringConvertible {
  public var description: String {
    if isOutcomeUnknown {
      return tr("it is not known whether the transaction was committed: \(cause)")
    }
    return tr("the transaction did not take place: \(cause)")
  }
}
