internal import ClientSupport
internal import InviteDomain
internal import RedisClient

extension TraceLook {
  /// Of which invites that failed the token was given back since all that is written of them: `redeem retry` leaves
  /// them alone, whatever is counted. A refund leaves a mark of the invite, too, whose task nothing names any more.
  ///
  /// Who may not see the marks is told of a retry that does nothing.
  mutating func readGivenBack() throws(Failure) {
    guard facts.counting == .atRequest, let database else { return }
    var failed: Set<TraceThread.Key> = []
    var rows: [TraceThread.Key: (code: String, email: String, created: Double)] = [:]
    func note(_ email: String, _ code: String?, _ status: String?, _ created: Double?) {
      guard let code, !code.isEmpty, !email.isEmpty else { return }
      let key = TraceThread.Key(email, code)
      if status == "FAILED" { failed.insert(key) }
      // Of one without a time nobody knows that it is younger.
      let youngest = max(rows[key]?.created ?? -.infinity, created ?? -.infinity)
      rows[key] = (
        code: PythonText.stripped(code).uppercased(),
        email: PythonText.stripped(email).lowercased(),
        created: youngest
      )
    }
    for record in facts.records where !record.isRebind {
      note(record.email, record.code, record.status, record.created)
    }
    for row in facts.queueRows where !row.isRebind {
      note(row.email, row.code, row.status, row.created)
    }
    let invites = rows.filter { failed.contains($0.key) }
    guard !invites.isEmpty else { return }
    let seen = ContinuousClock.now
    let now = try database.now()
    let connection = try servers.redis(.bucket).get()
    guard
      let marks = try? RefundedInvites(
        invites.values.map { (code: $0.code, email: $0.email) }, seen: seen, on: connection,
        deadline: context.requestDeadline)
    else { return }
    for (key, invite) in invites {
      switch marks.standing(
        code: invite.code, email: invite.email, age: now - invite.created)
      {
      case .own?, .ownByForce?: facts.givenBack.insert(key)
      case .somebodys?, nil: break
      }
    }
  }
}
