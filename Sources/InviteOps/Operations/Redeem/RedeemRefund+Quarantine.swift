internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import RedisClient

/// What the mark of an invite says when a message of it leaves its queue, or goes back, after its token was given back.
extension RedeemRefund {
  /// That it is in quarantine, from where nothing but force puts it back: what is written from now on is of another
  /// redemption. Where somebody may have it still, or that cannot be written, it stays open.
  ///
  /// - Parameter call: whom it was to invite.
  func noteTakenOut(_ taskID: String, _ call: InviteCall) {
    guard let digest = Self.digest(of: call), let bucket = try? servers.redis(.bucket),
      let said = try? bucket.call(
        ["GET", RefundedInvites.mark(ofInvite: digest)], deadline: servers.context.requestDeadline),
      (try? said.asOptionalString()) == RefundedInvites.State.held.rawValue,
      let postgres = try? servers.postgres(),
      let code = try? StoredCodes.one(
        call.code, on: postgres, deadline: servers.context.requestDeadline),
      let broker = try? servers.redis(.broker)
    else { return }
    var search = TaskHolderSearch(taskID, servers.context, on: broker)
    guard (try? search.find()) != nil, search.isOutAlone else { return }
    noteOver(code, taskID, isNow: true)
  }

  /// That it goes back: what is written from now on may be of it again.
  ///
  /// - Parameters:
  ///   - call: whom it invites.
  ///   - isRefunded: whether the token of its task is known to have been given back. Else it may be one only where the
  ///     refund is older than the marks of tasks once lived.
  func notePutBack(_ call: InviteCall, isRefunded: Bool) {
    let deadline = servers.context.requestDeadline
    guard let digest = Self.digest(of: call), let bucket = try? servers.redis(.bucket) else {
      return
    }
    if !isRefunded {
      guard
        let age = try? RefundedInvites.age(ofInvite: digest, on: bucket, deadline: deadline),
        age > Double(RedeemMarker.lifetime)
      else { return }
    }
    let words: [String] = [
      "SET", RefundedInvites.mark(ofInvite: digest), RefundedInvites.State.held.rawValue, "XX",
      "KEEPTTL",
    ]
    _ = try? bucket.call(words, deadline: deadline)
  }

  /// As marks of invites have it; `nil` for what takes no token.
  private static func digest(of call: InviteCall) -> String? {
    let code = PythonText.stripped(call.code).uppercased()
    guard !call.isRebind, !code.isEmpty else { return nil }
    let email = PythonText.stripped(call.email).lowercased()
    return RefundedInvites.digest(code: code, email: email)
  }
}
