internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What is said of the row feed beside the rest of schema `invitectl`; nothing where nobody has asked for it.
struct RowFeedExamination {
  let state: RowFeedState
  /// How full the server's queue of notifications is, 0 to 1; `nil` where it does not say.
  let usage: Double?

  init(_ connection: PostgresConnection, _ context: OperationContext) throws(PostgresError) {
    state = try RowFeedState.read(connection, deadline: context.requestDeadline)
    guard state.standing != .absent else {
      usage = nil
      return
    }
    let found: Double?
    do throws(PostgresError) {
      found = try connection.query(RowFeedQueries.usage, deadline: context.requestDeadline)
        .only().double("usage")
    } catch {
      guard error.sqlState == .insufficientPrivilege else { throw error }
      found = nil
    }
    usage = found
  }

  /// - Parameter schema: what is found of the schema otherwise, which goes before.
  func added(to schema: DoctorReport.Check) -> DoctorReport.Check {
    guard schema.verdict == .pass else { return schema }
    switch state.standing {
    case .absent: return schema
    case .partial:
      return .init(
        .invitectlSchema, .warn,
        tr("\(schema.detail); row feed: \(state.fault ?? tr("not as it was made"))"),
        why: state.isCoarse
          ? tr("statements of the backend's that write to that partition may fail")
          : tr("sync-counts --follow finds changed rows when it reads them, seconds later"),
        fix: "invitectl migrate up --optional row-feed")
    case .there: break
    }
    guard let usage, usage > RowFeedQueries.full else {
      return .init(.invitectlSchema, .pass, tr("\(schema.detail); row feed: there"))
    }
    let percent = Int((usage * 100).rounded())
    return .init(
      .invitectlSchema, .warn,
      tr(
        "\(schema.detail); row feed: there, and silent: the server's queue of notifications is "
          + "\(percent) % full"),
      why: tr(
        "a session that listens stands still in a transaction; once the queue is full, whoever "
          + "notifies fails"),
      fix: "invitectl doctor --only long-transactions")
  }
}
