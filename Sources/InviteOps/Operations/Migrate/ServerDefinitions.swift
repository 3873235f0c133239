internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Asks the server how each index should look.
enum ServerDefinitions {
  /// By the index' name, without names; empty where this role may not make temporary tables.
  static func read(
    _ connection: PostgresConnection, _ context: OperationContext
  ) throws -> [String: String] {
    let deadline = context.requestDeadline
    let names = PostgresArray.literal(
      PerformanceIndex.requiredTables + [PerformanceIndex.optionalTable])
    let present = try connection.query(MigrateQueries.tables, [names], deadline: deadline)
      .filter { ["r", "p"].contains(try $0.optionalString("kind")) }.map { try $0.string("name") }
    let indexes = PerformanceIndex.all.filter { present.contains($0.table) }
    if indexes.isEmpty { return [:] }
    var definitions: [String: String] = [:]
    do {
      try connection.transaction(deadline: deadline) {
        try connection.executeScript(SessionQueries.shortTransaction, deadline: deadline)
        try connection.executeScript(
          IndexDefinitionQueries.make(connection.backend, indexes), deadline: deadline)
        for row in try connection.query(IndexDefinitionQueries.read, deadline: deadline) {
          definitions[try row.string("name")] = IndexDefinition.withoutNames(
            try row.string("definition"))
        }
        // Nothing of it is to stay.
        throw RollBack()
      }
    } catch {
      switch error.cause {
      case is RollBack: break
      case SQLState.insufficientPrivilege: return [:]
      case SQLState.lockNotAvailable, SQLState.queryCancelled:
        // Somebody holds a table exclusively; the catalog's own text has to do.
        return [:]
      default: throw error
      }
    }
    return definitions
  }

  private struct RollBack: Error {}
}
