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
    /// When the row was made that it is at, in epoch seconds; `nil` where that has no time.
    let row: Double?
  }

  /// So long marks may be walked, to name a task and to see how many tokens an invite took.
  private static let patience = Duration.seconds(30)

  /// By force too: it says that a task came to nothing, and not that two have taken one token. What this role may not
  /// read tells of no attempt.
  ///
  /// - Throws: ``Failure/Kind/conflict`` where the token of the task was given back as that of another one, or may have
  ///   been.
  func checkNotShared(_ code: String, _ taskID: String) throws(Failure) {
    let begin = ContinuousClock.now
    let tried = try self.tried(code)
    guard !tried.isEmpty else { return }
    if let own = tried.first(where: { CeleryID.isSame($0.id, taskID) }) {
      return try check(own, code, tried, begin)
    }
    guard let digest = try invite(code, taskID) else { return }
    var back: [Tried] = []
    for attempt in tried where attempt.digest == digest {
      if try isGivenBack(attempt.id) { back.append(attempt) }
    }
    guard let email = back.first?.email else { return }
    let owners = try self.owners(code, email, besides: tried, naming: taskID)
    if let first = back.first(where: { owners.isOf(taskID, row: $0.row) == .yes }) {
      throw Self.givenBack(taskID, by: first.id)
    }
    guard let first = back.first(where: { owners.isOf(taskID, row: $0.row) == .maybe }) else {
      return
    }
    throw Failure(
      .conflict,
      tr(
        "the token of task \(taskID) may have been given back before, as that of task \(first.id)"),
      hint: tr(
        "of which redemption that was nothing tells for certain: see 'invitectl trace \(taskID)'"
      ))
  }

  /// An attempt has no token of its own, so that nothing is lost where it is not the one to be named.
  private func check(
    _ own: Tried, _ code: String, _ tried: [Tried], _ begin: ContinuousClock.Instant
  ) throws(Failure) {
    let hint = tr(
      "an attempt of 'redeem retry' took no token of its own: name the task of the redemption whose token it was"
    )
    try checkNotSame(own, code, tried, hint)
    let connection = try servers.redis(.bucket)
    let deadline = servers.context.requestDeadline
    let age = own.seconds + begin.duration(to: .now).seconds
    let ofInvite = try RefundedInvites.age(
      ofInvite: own.digest, on: connection, deadline: deadline)
    // Of a task of a batch, or of the backend, nothing else tells.
    let ofCode = try RefundedInvites.age(
      ofCode: code.uppercased(), on: connection, deadline: deadline)
    let isOfInvite = ofInvite.map { $0 <= age } ?? false
    guard isOfInvite || ofCode.map({ $0 <= age }) ?? false else { return }
    throw Failure(
      .conflict,
      tr(
        "a token was given back since task \(own.id) was sent, and it may have been that of its invite"
      ),
      hint: isOfInvite
        ? hint
        : tr(
          "name the task of the redemption whose token it was, as the worker's log has it"
        ))
  }

  /// Whatever is younger: of the redemption that it went on with, and of another attempt at that.
  private func checkNotSame(
    _ own: Tried, _ code: String, _ tried: [Tried], _ hint: String
  ) throws(Failure) {
    let owners = try self.owners(code, own.email, besides: tried, naming: nil)
    let same = owners.redemptions.filter { owners.isOf($0.id, row: own.row) == .yes }
    for redemption in same {
      if try isGivenBack(redemption.id) { throw Self.givenBack(own.id, by: redemption.id, hint) }
    }
    for other in tried where other.digest == own.digest && !CeleryID.isSame(other.id, own.id) {
      let isOne =
        other.row == own.row || same.contains { owners.isOf($0.id, row: other.row) == .yes }
      if isOne, try isGivenBack(other.id) {
        throw Self.givenBack(own.id, by: other.id, hint)
      }
    }
  }

  private static func givenBack(
    _ taskID: String, by other: String, _ hint: String? = nil
  ) -> Failure {
    Failure(
      .conflict,
      tr("the token of task \(taskID) was given back before, as that of task \(other)"), hint: hint)
  }

  private func tried(_ code: String) throws(Failure) -> [Tried] {
    let connection = try servers.postgres()
    guard connection.facts?.own[OwnTable.retries.rawValue] != nil else { return [] }
    var tried: [Tried] = []
    // What one of them may not be asked, the other tells. No migration makes the queue.
    for statement in [RetryQueries.triedRows, RetryQueries.triedRecords] {
      do throws(PostgresError) {
        let rows = try connection.query(
          statement(connection.backend), [code], deadline: servers.context.requestDeadline)
        for row in rows {
          let email = try row.string("email")
          tried.append(
            Tried(
              id: try row.string("task_id"), email: email,
              digest: RefundedInvites.digest(
                code: PythonText.stripped(code).uppercased(), email: email),
              seconds: try row.double("age"), row: try row.optionalDouble("created")))
        }
      } catch {
        guard error.sqlState == .insufficientPrivilege || error.sqlState == .undefinedTable else {
          throw Failure(error, doing: tr("see whether the invite was tried again"))
        }
      }
    }
    return tried
  }

  /// The redemptions of an invite that took a token, as far as marks and entries tell.
  ///
  /// - Parameter taskID: one of them, of which nothing but its result may tell.
  private func owners(
    _ code: String, _ email: String, besides tried: [Tried], naming taskID: String?
  ) throws(Failure) -> AttemptOwners {
    let connection = try servers.postgres()
    let known = KnownUses(
      broker: try? servers.redis(.broker), database: connection,
      timeout: servers.context.configuration.timeout, end: .after(Self.patience))
    let wanted = RedeemMarker.digest(ofCode: code)
    let found = known.tasks(of: [email])
    var ids = Set(
      (found ?? []).filter { use in
        use.codeDigest == wanted && use.isRebind != true
          && !tried.contains { CeleryID.isSame($0.id, use.id) }
      }.map(\.id))
    ids = ids.subtracting(withoutToken(ids.sorted(), connection))
    if let taskID { ids.insert(taskID) }
    let each = ids.sorted()
    let queued = known.queued(each)
    let redemptions = each.map { id in
      let ended = id == taskID && queued[id] == nil ? self.ended(id) : nil
      return AttemptOwners.Redemption(id: id, queued: queued[id], ended: ended)
    }
    return AttemptOwners(redemptions: redemptions, isWhole: found != nil)
  }

  /// Which of these the outbox knows to have taken none, or given it back.
  private func withoutToken(_ ids: [String], _ connection: PostgresConnection) -> [String] {
    guard connection.facts?.own[OwnTable.outbox.rawValue] != nil,
      let entries = try? Outbox(servers: servers).find(ids)
    else { return [] }
    return ids.filter { id in
      switch entries[id]?.state {
      case .refused?, .refunded?: true
      case .recorded?, .published?, nil: false
      }
    }
  }

  /// When a task was done, in epoch seconds, as its result says.
  private func ended(_ taskID: String) -> Double? {
    guard let stored = try? storedResult(taskID), let result = try? TaskResult(decoding: stored)
    else { return nil }
    return result.dateDone.flatMap { Timestamps.epoch(iso: $0) }
  }
}
