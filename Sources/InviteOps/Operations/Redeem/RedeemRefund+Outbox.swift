internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What the outbox tells of a task's token, where the redemption was recorded there.
extension RedeemRefund {
  /// Seconds after which `redeem --resume` queues nothing more, as ``OutboxQueries`` have it.
  private static let resumable = 6.0 * 86_400

  /// Its entry; `nil` where there is none, or the role may not be one that reads it.
  func entry(_ taskID: String) throws(Failure) -> OutboxEntry? {
    guard try servers.postgres().facts?.own[OwnTable.outbox.rawValue] != nil,
      let entries = try? Outbox(servers: servers).find([taskID])
    else { return nil }
    return entries[taskID]
  }

  /// From when on rows may be of the task: by its mark, or by its entry; `nil` where neither is left.
  func window(_ taskID: String) throws(Failure) -> InviteTracer.Window? {
    let tracer = InviteTracer(servers: servers)
    if let window = try tracer.window(of: taskID, .direct) { return window }
    guard servers.sharesServer, try entry(taskID) != nil else { return nil }
    return try tracer.window(of: taskID, .redeem)
  }

  /// By force too: the outbox knows, and the code would get a token that nobody took, or that an invite is
  /// still made with.
  ///
  /// - Throws: ``Failure/Kind/conflict`` where no token is to be given back for it.
  func checkTookUse(_ taskID: String) throws(Failure) {
    guard let entry = try entry(taskID) else { return }
    if entry.flow == .rebind {
      throw Failure(
        .conflict, tr("task \(taskID) is a rebind, for which no token and no use was taken"))
    }
    switch entry.state {
    case .published: return
    case .refused:
      throw Failure(
        .conflict, tr("the redemption of task \(taskID) was refused: no token was taken for it"))
    case .refunded:
      throw Failure(
        .conflict,
        tr("the token of task \(taskID) was given back when its invite could not be queued"))
    case .recorded:
      let window = try InviteTracer(servers: servers).window(of: taskID, entry.flow)
      // What is older is sent by nobody.
      if let age = window?.seconds, age > Self.resumable { return }
      throw Failure(
        .conflict,
        tr("the redemption of task \(taskID) is recorded, and its invite is to be queued still"),
        hint: tr("'invitectl redeem --resume' queues it, or says why not"))
    }
  }
}
