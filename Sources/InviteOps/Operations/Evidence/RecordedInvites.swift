internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Redemptions in the outbox whose message may not be in the queue yet: `redeem --resume` will put it
/// there.
struct RecordedInvites {
  private(set) var invites: [(email: String, code: String)] = []
  /// Why they are not known.
  private(set) var gap: String?

  /// A database without the table has none.
  static func read(
    _ connection: PostgresConnection, deadline: Deadline
  ) throws(Failure) -> RecordedInvites {
    var found = RecordedInvites()
    do throws(PostgresError) {
      guard
        let isReadable = try connection.query(OutboxQueries.readable, deadline: deadline).first?
          .bool("readable")
      else { return found }
      guard isReadable else {
        found.gap =
          tr(
            "invitectl.redeem_outbox cannot be read by this role ('invitectl doctor --grants' says "
              + "what to grant)")
        return found
      }
      for row in try connection.query(OutboxQueries.open, deadline: deadline) {
        found.invites.append((try row.string("email"), try row.string("code")))
      }
    } catch {
      throw Failure(error, doing: tr("look for recorded redemptions"))
    }
    return found
  }
}
