internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Seats that entries of the outbox hold.
struct JoinReservations {
  let servers: RedeemConnections

  private var deadline: Deadline { servers.context.requestDeadline }

  /// Those whose seat is held still, and for long enough for a worker to take it. Without its row
  /// somebody would be invited and nothing would say so.
  func held(_ entries: [OutboxEntry]) throws(Failure) -> [OutboxEntry] {
    let ids = entries.compactMap(\.recordID)
    guard !ids.isEmpty else { return [] }
    let connection = try servers.postgres()
    do throws(PostgresError) {
      // Before the server looks at its clock.
      let now = ContinuousClock.now
      var held: [Int: ContinuousClock.Instant] = [:]
      for row in try connection.query(
        JoinQueries.held, [PostgresArray.literal(ids)], deadline: deadline)
      {
        held[try row.int("id")] = now + .seconds(saturating: try row.double("seconds_left"))
      }
      return entries.compactMap { entry in
        guard let end = entry.recordID.flatMap({ held[$0] }) else { return nil }
        var held = entry
        held.sendBefore = end
        return held
      }
    } catch {
      throw Failure(error, doing: "see whether the seats are held")
    }
  }

  /// Gives up a seat and its entry. Whoever was bound by it stays bound, as in the backend.
  func giveUp(_ entry: OutboxEntry) throws(Failure) {
    let connection = try servers.postgres()
    do throws(TransactionError) {
      try connection.transaction(deadline: deadline) {
        // Another run may be about to publish it.
        let mine = try connection.query(OutboxQueries.lock, [entry.taskID], deadline: deadline)
        guard !mine.isEmpty, let record = entry.recordID else { return }
        try connection.execute(
          JoinQueries.release, [PostgresArray.literal([record])], deadline: deadline)
        try connection.execute(
          OutboxQueries.settle,
          [PostgresArray.literal([entry.taskID]), OutboxEntry.State.refused.rawValue],
          deadline: deadline)
      }
    } catch {
      let why = "\(error.postgresError.map { "\($0)" } ?? "\(error)")"
      throw Failure(
        .error, "the invite could not be queued, and its seat could not be given up: \(why)",
        hint:
          "run 'invitectl redeem --resume' within the hour, or DELETE FROM invite_records WHERE "
          + "id = \(entry.recordID ?? 0)")
    }
  }
}
