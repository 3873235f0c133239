internal import PostgresClient

/// Reads what the rules look at.
struct RedeemLookup {
  let servers: RedeemServers

  /// The rows of those codes that exist, by code.
  func codes(_ codes: some Sequence<String>) throws(Failure) -> [String: CodeFacts] {
    let wanted = Set(codes)
    guard !wanted.isEmpty else { return [:] }
    var found: [String: CodeFacts] = [:]
    let connection = try servers.postgres()
    do throws(PostgresError) {
      let rows = try connection.query(
        RedeemQueries.facts, [PostgresArray.literal(Array(wanted))],
        deadline: servers.context.requestDeadline)
      for row in rows {
        let facts = try CodeFacts(row)
        found[facts.code] = facts
      }
    } catch {
      throw Failure(error, doing: "look the code up")
    }
    return found
  }

  func rebind(_ code: CodeFacts, email: String) throws(Failure) -> RebindFacts {
    let connection = try servers.postgres()
    do throws(PostgresError) {
      let rows = try connection.query(
        RedeemQueries.rebindFacts, [code.code, email, code.groupID.map(String.init)],
        deadline: servers.context.requestDeadline)
      return try RebindFacts(rows.only())
    } catch {
      throw Failure(error, doing: "look for the last invite of the email")
    }
  }
}
