internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// A redemption, and attempts of `redeem retry` that went on with its token: of them one is given back.
extension RedeemRefund {
  /// An attempt at an invite of the code.
  private struct Tried {
    let id: String
    let email: String
    /// Of its invite, as ``RefundedInvites/digest(code:email:)`` has it.
    let digest: String
    /// How long ago it was noted.
    let seconds: Double
  }

  /// So long marks may be walked, to name a task and to see how many tokens an invite took.
  private static let patience = Duration.seconds(30)

  /// By force too: it says that a task came to nothing, and not that two have taken one token. What this role may not
  /// read tells of no attempt.
  ///
  /// - Throws: ``Failure/Kind/conflict`` where the token of the task was given back as that of another one.
  func checkNotShared(_ code: String, _ taskID: String) throws(Failure) {
    let begin = ContinuousClock.now
    let tried = tried(code)
    guard !tried.isEmpty else { return }
    if let own = tried.first(where: { CeleryID.isSame($0.id, taskID) }) {
      return try check(own, code, tried, begin)
    }
    guard let digest = try invite(code, taskID) else { return }
    let window = try self.window(taskID)?.seconds ?? .infinity
    var back: [Tried] = []
    for attempt in tried where attempt.digest == digest {
      if try isGivenBack(attempt.id) { back.append(attempt) }
    }
    // One that was noted before it was queued is of an earlier use.
    guard let first = back.first(where: { $0.seconds <= window }) else { return }
    // Of several uses of one invite each took a token.
    let others = redemptions(code, first.email, besides: tried).filter {
      !CeleryID.isSame($0, taskID)
    }
    var given = back.count
    for id in others {
      if try isGivenBack(id) { given += 1 }
    }
    guard given > others.count else { return }
    throw Self.givenBack(taskID, by: first.id)
  }

  /// An attempt has no token of its own, so that nothing is lost where it is not the one to be named.
  private func check(
    _ own: Tried, _ code: String, _ tried: [Tried], _ begin: ContinuousClock.Instant
  ) throws(Failure) {
    let connection = try servers.redis(.bucket)
    let deadline = servers.context.requestDeadline
    let ages = try [
      RefundedInvites.age(ofInvite: own.digest, on: connection, deadline: deadline),
      // Of a task of a batch, or of the backend, nothing else tells.
      RefundedInvites.age(ofCode: code.uppercased(), on: connection, deadline: deadline),
    ]
    let age = own.seconds + begin.duration(to: .now).seconds
    guard let since = ages.compactMap({ $0 }).min(), since <= age else { return }
    let hint = tr(
      "an attempt of 'redeem retry' took no token of its own: name the task of the redemption whose token it was"
    )
    let others = tried.filter { $0.digest == own.digest }.map(\.id)
    for id in others + redemptions(code, own.email, besides: tried)
    where !CeleryID.isSame(id, own.id) {
      if try isGivenBack(id) { throw Self.givenBack(own.id, by: id, hint) }
    }
    throw Failure(
      .conflict,
      tr(
        "a token was given back since task \(own.id) was sent, and it may have been that of its invite"
      ),
      hint: hint)
  }

  private static func givenBack(
    _ taskID: String, by other: String, _ hint: String? = nil
  ) -> Failure {
    Failure(
      .conflict,
      tr("the token of task \(taskID) was given back before, as that of task \(other)"), hint: hint)
  }

  private func tried(_ code: String) -> [Tried] {
    guard let connection = try? servers.postgres(),
      connection.facts?.own[OwnTable.retries.rawValue] != nil,
      let rows = try? connection.query(
        RetryQueries.tried(connection.backend), [code], deadline: servers.context.requestDeadline)
    else { return [] }
    return rows.compactMap { row in
      guard let id = try? row.string("task_id"), let email = try? row.string("email"),
        let seconds = try? row.double("age")
      else { return nil }
      let digest = RefundedInvites.digest(
        code: PythonText.stripped(code).uppercased(), email: email)
      return Tried(id: id, email: email, digest: digest, seconds: seconds)
    }
  }

  /// The tasks of redemptions of an invite that took a token, as far as marks and entries tell; none where not all of
  /// them were seen.
  private func redemptions(
    _ code: String, _ email: String, besides tried: [Tried]
  ) -> [String] {
    guard let connection = try? servers.postgres() else { return [] }
    let known = KnownUses(
      broker: try? servers.redis(.broker), database: connection,
      timeout: servers.context.configuration.timeout, end: .after(Self.patience))
    let wanted = RedeemMarker.digest(ofCode: code)
    let ids = (known.tasks(of: [email]) ?? []).filter { use in
      use.codeDigest == wanted && use.isRebind != true
        && !tried.contains { CeleryID.isSame($0.id, use.id) }
    }.map(\.id)
    let each = Set(ids).sorted()
    var entries: [String: OutboxEntry] = [:]
    if connection.facts?.own[OwnTable.outbox.rawValue] != nil,
      let found = try? Outbox(servers: servers).find(each)
    {
      entries = found
    }
    return each.filter { id in
      switch entries[id]?.state {
      case .refused?, .refunded?: false
      case .recorded?, .published?, nil: true
      }
    }
  }
}
