public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension Migrate {
  /// Shows of each index what it is worth here: the plan of a statement of the backend's with it and without
  /// any, how often it is scanned, what it costs, and what makes it needless.
  ///
  /// Reads only, and locks what a SELECT locks. Values are drawn from the database and never shown.
  ///
  /// - Parameter limit: with one the statements are run, each at most for so long; otherwise planned.
  /// - Throws: ``Failure`` where the tables cannot be read.
  public func prove(measuring limit: Duration? = nil) throws(Failure) -> IndexProofs {
    let connection = try context.longPostgres()
    do throws(any Error) {
      let snapshot = try SnapshotReader().read(connection, deadline: context.requestDeadline)
      guard PerformanceIndex.all.contains(where: { snapshot.table($0.table)?.exists == true })
      else {
        throw Failure(
          .error,
          tr(
            "database \(snapshot.server.database) has none of the tables in schema "
              + "\(snapshot.server.schema.name)"),
          hint: tr(
            "see with 'invitectl doctor' whether this is InviteHub's database, and at which revision"
          ))
      }
      let tables = Set(PerformanceIndex.all.map(\.table)).sorted()
      // What is hidden would be taken for missing: the statistics of such a table are, too.
      if let hidden = connection.facts?.hiddenFailure(of: tables) { throw hidden }
      var proofs = try IndexProver(connection, context, snapshot, limit: limit).run()
      if proofs.count(.unread) > 0 { proofs.grants = connection.facts?.grants(toRead: tables) }
      return proofs
    } catch {
      throw Failure(of: error, doing: tr("prove the indexes"))
    }
  }
}
