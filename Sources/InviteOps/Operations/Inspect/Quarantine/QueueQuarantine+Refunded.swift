internal import CeleryProtocol
internal import ClientSupport
internal import InviteSettings
internal import RedisClient

extension QueueQuarantine {
  /// So long the buckets may take to be reached: what was done is done without them.
  private static let patience = Duration.seconds(1)

  /// Of a task whose token was given back before, that its message is out of everybody's reach.
  func noteTakenOut(_ file: QuarantineFile) {
    let patience = min(context.configuration.timeout, Self.patience)
    guard let id = file.id, let calls = QuarantinedMessage.calls(of: file.message), !calls.isEmpty,
      let bucket = try? context.redis(.bucket, deadline: Deadline.after(patience))
    else { return }
    let marks = CeleryID.spellings(id).map { RedeemRefund.mark(taskID: $0) }
    guard let found = try? bucket.call(["EXISTS"] + marks, deadline: Deadline.after(patience)),
      ((try? found.asInteger()) ?? 0) > 0
    else { return }
    let refund = RedeemRefund(context)
    for call in calls { refund.noteTakenOut(id, call) }
  }

  /// That it goes back, of what is an invite.
  ///
  /// - Parameter isRefunded: whether the token of its task is known to have been given back.
  func notePutBack(_ file: QuarantineFile, isRefunded: Bool) {
    let refund = RedeemRefund(context)
    for call in QuarantinedMessage.calls(of: file.message) ?? [] {
      refund.notePutBack(call, isRefunded: isRefunded)
    }
  }
}
