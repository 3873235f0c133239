internal import ClientSupport
internal import InviteStorage
internal import PostgresClient

/// How the first transaction ended.
enum FoldEnd {
  /// The server took so long to fold; for so long it held rows that backends write.
  case committed(Duration)
  /// Nothing of it remains.
  case disturbed(FoldConflict)
  /// The fold itself was refused, by what one code may be to blame for.
  case refused(RowFault)
}

/// Why a transaction that another session disturbed was undone.
enum FoldConflict {
  /// A code's row was not written, or is not as it was.
  case foldGuard
  /// A row of ours is not as it was.
  case rowGuard
  /// Another session holds a row, or the table, locked; or a trigger says so.
  case lock(RowFault?)
  case deadlock(RowFault?)

  /// What a trigger was saying, if it was one that said it.
  var raised: RowFault? {
    switch self {
    case .foldGuard, .rowGuard: nil
    case .lock(let fault), .deadlock(let fault): fault
    }
  }
}

extension PostgresConnection {
  /// Waits for the end of ``SyncStatements/first(_:runID:in:isWatched:limit:)``, started before as a
  /// pipeline, which without BEGIN is one transaction up to its sync point.
  ///
  /// - Parameter folds: how many of the last statements fold. Only they, and the commit, speak of
  ///   the backend's rows: an error before them blames no code.
  /// - Throws: what is neither another session's nor a row's.
  func finishFold(folds: Int, deadline: Deadline) throws(PostgresError) -> FoldEnd {
    var seconds = 0.0
    var done = 0
    var count = Int.max
    do throws(PostgresError) {
      let results = try finishPipeline(deadline: deadline)
      count = results.count
      for result in results {
        let rows = try result.get()
        done += 1
        if rows.columns.contains(SyncQueries.foldSeconds) {
          seconds += try rows.only().double(SyncQueries.foldSeconds)
        }
      }
      return .committed(.seconds(saturating: seconds))
    } catch {
      // Without a count it is the commit that failed: a constraint or trigger that is deferred.
      let isFold = count == Int.max || done >= count - folds
      if error.isOfGuard { return .disturbed(isFold ? .foldGuard : .rowGuard) }
      if SyncStatements.isRetryableConflict(error) {
        let raised = isFold ? RowFault(suspect: error) : nil
        return .disturbed(error.sqlState == .lockNotAvailable ? .lock(raised) : .deadlock(raised))
      }
      guard isFold, case .server = error, let fault = RowFault(error) ?? RowFault(suspect: error)
      else { throw error }
      return .refused(fault)
    }
  }
}
