internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient
internal import RedisClient

/// What is remembered of a token that is given back, so that its invite is not made once more without one.
extension RedeemRefund {
  /// A mark as ``RefundedInvites`` reads it.
  struct Memory {
    let mark: String
    let says: String
    /// In seconds.
    let lifetime: Int
  }

  func memory(_ code: String, _ taskID: String, force: Bool) throws(Failure) -> Memory {
    guard let digest = try invite(code, taskID) else {
      return Memory(
        mark: RefundedInvites.mark(ofCode: code.uppercased()), says: RefundedInvites.ofCode,
        lifetime: RefundedInvites.lifetime)
    }
    let state: RefundedInvites.State = force ? .held : .over
    return Memory(
      mark: RefundedInvites.mark(ofInvite: digest), says: state.rawValue,
      lifetime: RefundedInvites.lifetime)
  }

  /// That nobody has had the task since its token was given back by force. Where that cannot be written, or a row
  /// waits, it stays open.
  ///
  /// - Parameter isNow: whether that is so from now on alone, and what was written before may be of it. When the token
  ///   was given back the mark says as before.
  func noteOver(_ code: String, _ taskID: String, isNow: Bool = false) {
    guard let digest = try? invite(code, taskID), (try? isAwaited(code, digest)) == false,
      let connection = try? servers.redis(.bucket)
    else { return }
    let mark = RefundedInvites.mark(ofInvite: digest)
    let deadline = servers.context.requestDeadline
    var says = RefundedInvites.State.over.rawValue
    if isNow {
      guard let left = try? connection.call(["PTTL", mark], deadline: deadline).asInteger() else {
        return
      }
      says = RefundedInvites.over(left: left)
    }
    let words: [String] = ["SET", mark, says, "XX", "KEEPTTL"]
    _ = try? connection.call(words, deadline: deadline)
  }

  /// Whether a row of the invite waits, of which the backend's own job makes another task: what that one leaves is
  /// newer than the refund, and took no token.
  private func isAwaited(_ code: String, _ digest: String) throws(Failure) -> Bool {
    let tracer = InviteTracer(servers: servers)
    for email in try tracer.emails(code: code, seconds: Self.ever)
    where RefundedInvites.digest(code: code.uppercased(), email: email) == digest {
      let row = try tracer.traces(code: code, email: email, .init()).queueRow
      if let status = row?.status, ["PENDING", "PROCESSING", "WAITING"].contains(status) {
        return true
      }
    }
    return false
  }

  /// In seconds, longer than there are codes.
  private static let ever = 1e9

  /// An attempt of `redeem retry` is made with the token of the redemption before it, and has an id of its own: of
  /// the two one is given back.
  ///
  /// - Throws: ``Failure/Kind/conflict`` where that of this invite was given back since the task was redeemed.
  func checkNotGivenBack(_ code: String, _ taskID: String) throws(Failure) {
    // What passes between the two looks makes the redemption rather older.
    let begin = ContinuousClock.now
    guard let digest = try invite(code, taskID),
      let window = try self.window(taskID)?.seconds,
      let since = try RefundedInvites.age(
        ofInvite: digest, on: servers.redis(.bucket), deadline: servers.context.requestDeadline)
    else { return }
    let age = window + begin.duration(to: .now).seconds
    // The window is a second wider.
    guard since < age - 1 else { return }
    throw Failure(
      .conflict,
      tr("the token of the invite of task \(taskID) was given back by the refund of another task"),
      hint: tr("add --force when you know that each of the two took one"))
  }

  /// Which invite the task was to make, as a digest; `nil` where nothing tells. Of a task of the backend the
  /// result does, which has the email.
  func invite(_ code: String, _ taskID: String) throws(Failure) -> String? {
    if !servers.sharesServer {
      if let entry = try Outbox(servers: servers).find([taskID])[taskID] {
        return RefundedInvites.digest(code: entry.code, email: entry.email)
      }
    } else if let mark = try mark(taskID), let digest = RedeemRequest.inviteDigest(of: mark) {
      return digest
    } else if let entry = try entry(taskID) {
      return RefundedInvites.digest(code: entry.code, email: entry.email)
    }
    if let attempt = attempt(taskID) {
      return RefundedInvites.digest(code: attempt.code, email: attempt.email)
    }
    // The place of results may be out of reach where the token is given back by a person's word.
    guard let stored = try? storedResult(taskID), let result = try? TaskResult(decoding: stored),
      let email = result.result["email"]?.string
    else { return nil }
    return RefundedInvites.digest(
      code: code.uppercased(), email: PythonText.stripped(email).lowercased())
  }

  /// The id of the task as its traces have it: a UUID may have been typed in letters of the other kind than
  /// those of whoever made the task. As Celery writes it where nothing is left of any.
  func spelling(_ typed: String) throws(Failure) -> String {
    let spellings = CeleryID.spellings(typed)
    guard spellings.count > 1 else { return typed }
    for id in spellings {
      if try isGivenBack(id) { return id }
      if servers.sharesServer {
        if try mark(id) != nil { return id }
        // Of a code of type LINUXDO there is an entry, and no mark.
        if try entry(id) != nil { return id }
      } else if try Outbox(servers: servers).find([id])[id] != nil {
        return id
      }
    }
    // Results are where nothing else is, and by force they are not asked for.
    for id in spellings where (try? storedResult(id)) != nil { return id }
    return CeleryID.canonical(typed)
  }
}
