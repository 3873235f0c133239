internal import CLibpq
public import ClientSupport
internal import Localization

/// How much a transaction sees of the others.
public enum TransactionIsolation: String, Sendable {
  case readCommitted = "READ COMMITTED"
  case repeatableRead = "REPEATABLE READ"
  case serializable = "SERIALIZABLE"
}

extension PostgresConnection {
  /// Runs `body` inside of BEGIN and COMMIT; ROLLBACK when it throws.
  ///
  /// - Parameter deadline: for BEGIN and COMMIT; the statements of `body` have their own.
  /// - Throws: ``TransactionError``, which keeps the errors of all steps.
  public func transaction<Value>(
    isolation: TransactionIsolation = .readCommitted, readOnly: Bool = false, deadline: Deadline,
    _ body: () throws -> Value
  ) throws(TransactionError) -> Value {
    var failure = TransactionError()
    do throws(PostgresError) {
      if isInTransaction { throw .misuse(tr("a transaction is open already")) }
      let access = readOnly ? "READ ONLY" : "READ WRITE"
      try execute("BEGIN ISOLATION LEVEL \(isolation.rawValue) \(access)", deadline: deadline)
    } catch {
      failure.begin = error
      if isInTransaction { rollBack(&failure) }
      throw failure
    }
    let value: Value
    do {
      value = try body()
    } catch {
      failure.body = error
      rollBack(&failure)
      throw failure
    }
    do throws(PostgresError) {
      let tag = try query("COMMIT", deadline: deadline).commandTag
      // "If the transaction has failed, COMMIT ends it like ROLLBACK", and only the tag says so.
      if tag == "ROLLBACK" { throw .transactionRolledBack }
    } catch {
      failure.commit = error
      if isInTransaction { rollBack(&failure) }
      throw failure
    }
    return value
  }

  /// With its own bound and without the interrupt, which must not keep locks held.
  private func rollBack(_ failure: inout TransactionError) {
    guard isUsable else { return }
    let saved = interrupt
    interrupt = nil
    defer { interrupt = saved }
    do throws(PostgresError) {
      try execute("ROLLBACK", deadline: .after(drainBound))
    } catch {
      failure.rollback = error
      close()
    }
  }
}
