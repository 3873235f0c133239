internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Of which code, and for whom, a task took its token.
extension RedeemRefund {
  /// A task that `redeem retry` has sent, with the token of the redemption before it.
  struct Attempt {
    /// Both as the backend compares them.
    let code: String
    let email: String
    /// How long ago it was noted, in seconds.
    let seconds: Double

    /// From when on rows may be of it: a second more, as ``InviteTracer/window(of:_:)`` has it.
    var window: InviteTracer.Window { .init(seconds: seconds + 1) }

    /// Whether its row is of this code; `nil` where letters beyond ASCII may be of one for the server alone.
    func isOf(_ code: String) -> Bool? {
      let wanted = PythonText.stripped(code).uppercased()
      if ExactText(wanted) == ExactText(self.code) { return true }
      return wanted.utf8.allSatisfy { $0 < 0x80 } && self.code.utf8.allSatisfy { $0 < 0x80 }
        ? false : nil
    }
  }

  /// The task as an attempt; `nil` where it is none, and where the role may not read what tells.
  func attempt(_ taskID: String) -> Attempt? {
    guard let connection = try? servers.postgres(),
      connection.facts?.own[OwnTable.retries.rawValue] != nil,
      let row = self.row(ofAttempt: taskID, connection),
      let code = try? row.string("code"), let email = try? row.string("email"),
      let seconds = try? row.double("age")
    else { return nil }
    return Attempt(code: code, email: email, seconds: seconds)
  }

  /// The queue need not be there, nor may every role read it: then records alone tell.
  private func row(ofAttempt taskID: String, _ connection: PostgresConnection) -> PostgresRow? {
    for hasQueue in [true, false] {
      if let rows = try? connection.query(
        RetryQueries.invite(connection.backend, hasQueue: hasQueue), [taskID],
        deadline: servers.context.requestDeadline)
      {
        return rows.first
      }
    }
    return nil
  }

  /// By force too, and before anything is said of the task: what it prints to type is refused for another code.
  ///
  /// - Parameter isOne: of ``isOf(_:_:)``.
  /// - Throws: ``Failure/Kind/conflict`` where the task is one of another code.
  func checkNotOthers(_ code: String, _ taskID: String, _ isOne: Bool?) throws(Failure) {
    guard isOne == false else { return }
    throw Failure(
      .conflict, tr("task \(taskID) is not one of \(Masking.code(code)): it took another's token"),
      hint: tr("name the code that was redeemed"))
  }

  /// - Parameter isOne: of ``isOf(_:_:)``.
  /// - Throws: ``Failure/Kind/conflict`` where nothing tells that the task took a token of its own of this code.
  func checkKnown(_ code: String, _ taskID: String, _ isOne: Bool?) throws(Failure) {
    if isOne == true { return }
    if attempt(taskID)?.isOf(code) == true {
      throw Failure(
        .conflict,
        tr(
          "task \(taskID) is an attempt of 'redeem retry': its token is that of the redemption before it"
        ),
        hint: tr(
          "name the task of that redemption, or add --force when you know that no other one is to run"
        ))
    }
    throw Failure(
      .conflict, tr("nothing tells which code task \(taskID) took a token of"),
      hint: tr("add --force when you know that it was \(Masking.code(code))"))
  }

  /// Whether the task was one of this code; `nil` where nothing is known, and of an attempt of `redeem retry`, which
  /// took no token of its own. A mark is left by a redemption on its own, an entry by one with the broker on another
  /// server, and by one of a code of type LINUXDO.
  func isOf(_ code: String, _ taskID: String) throws(Failure) -> Bool? {
    if !servers.sharesServer {
      if let entry = try Outbox(servers: servers).find([taskID])[taskID] {
        return ExactText(entry.code) == ExactText(code)
      }
    } else if let mark = try mark(taskID) {
      return mark.starts(with: RedeemMarker.digest(ofCode: code).utf8)
    } else if let entry = try entry(taskID) {
      return ExactText(entry.code) == ExactText(code)
    }
    return attempt(taskID)?.isOf(code) == false ? false : nil
  }

  /// Whether the task was to invite that email.
  func isOf(_ code: String, _ email: String, _ taskID: String) throws(Failure) -> Bool {
    let request = RedeemRequest(
      normalizedCode: code, email: email, choice: .direct, taskID: taskID)
    if !servers.sharesServer {
      return try Outbox(servers: servers).find([taskID])[taskID]?.matches(request) ?? false
    }
    if let mark = try mark(taskID) { return mark == Array(request.digest.utf8) }
    return try entry(taskID)?.matches(request) ?? false
  }
}
