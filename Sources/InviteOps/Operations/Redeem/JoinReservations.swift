internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient

/// Seats that entries of the outbox hold.
struct JoinReservations {
  let servers: RedeemConnections

  private var deadline: Deadline { servers.context.requestDeadline }

  /// Those whose seat is held still, and for long enough for a worker to take it; and those whose
  /// record is of somebody else. Without its row somebody would be invited and nothing would say so:
  /// the worker finds it by email, code, team and is_rebind.
  func held(
    _ entries: [OutboxEntry]
  ) throws(Failure) -> (held: [OutboxEntry], strange: [OutboxEntry]) {
    let ids = entries.compactMap(\.recordID)
    guard !ids.isEmpty else { return ([], []) }
    let connection = try servers.postgres()
    do throws(PostgresError) {
      // Before the server looks at its clock.
      let now = ContinuousClock.now
      var seats: [Int: Seat] = [:]
      for row in try connection.query(
        JoinQueries.held, [PostgresArray.literal(ids)], deadline: deadline)
      {
        seats[try row.int("id")] = Seat(
          team: try row.optionalInt("team_id"), email: try row.string("email"),
          code: try row.optionalString("redeem_code"),
          isRebind: try row.optionalBool("is_rebind"),
          end: now + .seconds(saturating: try row.double("seconds_left")))
      }
      var found: (held: [OutboxEntry], strange: [OutboxEntry]) = ([], [])
      for entry in entries {
        guard let seat = entry.recordID.flatMap({ seats[$0] }) else { continue }
        guard seat.isOf(entry) else {
          found.strange.append(entry)
          continue
        }
        var held = entry
        held.sendBefore = seat.end
        found.held.append(held)
      }
      return found
    } catch {
      throw Failure(error, doing: tr("see whether the seats are held"))
    }
  }

  private struct Seat {
    let team: Int?
    let email: String
    let code: String?
    let isRebind: Bool?
    let end: ContinuousClock.Instant

    func isOf(_ entry: OutboxEntry) -> Bool {
      team == entry.arguments["reserved_team_id"]?.int && ExactText(email) == ExactText(entry.email)
        && code.map { ExactText($0) } == ExactText(entry.code)
        && isRebind == (entry.flow == .rebind)
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
        .error, tr("the invite could not be queued, and its seat could not be given up: \(why)"),
        hint:
          tr(
            "run 'invitectl redeem --resume' within the hour, or DELETE FROM invite_records WHERE "
              + "id = \(entry.recordID ?? 0)"))
    }
  }
}
