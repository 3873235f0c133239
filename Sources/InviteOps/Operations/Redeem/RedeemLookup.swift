internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Reads what the rules look at.
struct RedeemLookup {
  let servers: RedeemConnections

  /// The row of a code; `nil` where there is none.
  ///
  /// - Throws: also where it cannot be read.
  func code(_ code: String) throws(Failure) -> CodeFacts? {
    try codes([code])[ExactText(code)]
  }

  /// The rows of those codes that exist, by code.
  ///
  /// - Throws: also where one of the rows cannot be read.
  func codes(_ codes: some Sequence<String>) throws(Failure) -> [ExactText: CodeFacts] {
    let found = try each(codes.lazy.map { ExactText($0) })
    if let bad = found.unreadable.min(by: { $0.key < $1.key }) { throw bad.value }
    return found.codes
  }

  /// What was found of some codes.
  struct Found {
    var codes: [ExactText: CodeFacts] = [:]
    /// Those whose row is there and cannot be read, with why.
    var unreadable: [ExactText: Failure] = [:]
  }

  /// The same, where a row that cannot be read is no obstacle for the others.
  func each(_ codes: some Sequence<ExactText>) throws(Failure) -> Found {
    var found = Found()
    let connection = try servers.postgres()
    let deadline = servers.context.requestDeadline
    try Bisection.run(Array(Set(codes))[...]) { part throws(Failure) in
      do throws(PostgresError) {
        let rows = try connection.query(
          RedeemQueries.facts, [PostgresArray.literal(part.map(\.text))], deadline: deadline)
        var read: [CodeFacts] = []
        for row in rows { read.append(try CodeFacts(row)) }
        for facts in read { found.codes[ExactText(facts.code)] = facts }
        return nil
      } catch {
        guard let fault = RowFault(error) else {
          throw Failure(error, doing: tr("look the code up"))
        }
        return fault
      }
    } culprit: { code, fault throws(Failure) in
      let witness = RowWitness(connection: connection, deadline: deadline)
      found.unreadable[code] =
        witness.finding(
          fault, table: RowFinding.codes, id: witness.id(of: code.text), code: code.text,
          again: RowAdvice.again
        ).failure
    }
    return found
  }

  func rebind(_ code: CodeFacts, email: String) throws(Failure) -> RebindFacts {
    let connection = try servers.postgres()
    do throws(PostgresError) {
      let rows = try connection.query(
        RedeemQueries.rebindFacts, [code.code, email, code.groupID.map(String.init)],
        deadline: servers.context.requestDeadline)
      var facts = try RebindFacts(rows.only())
      if let tables = connection.facts?.generation?.tables, tables >= .r010 {
        let row = try connection.query(
          RedeemQueries.rebinds, [String(code.id), code.groupID.map(String.init)],
          deadline: servers.context.requestDeadline
        ).only()
        facts.rebinds = RebindFacts.Rebinds(
          count: try row.optionalInt("rebind_count"), limit: try row.optionalInt("rebind_limit"),
          hasAnyFreeSeat: try row.bool("has_free_seat"))
      }
      return facts
    } catch {
      var failure = Failure(error, doing: tr("look for the last invite of the email"))
      failure.isOneRows = RowFault(error) != nil
      throw failure
    }
  }
}
