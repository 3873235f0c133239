internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient
internal import RedisClient

extension RedeemRefund {
  /// What is stored as the result of a task; `nil` where nothing is.
  func storedResult(_ taskID: String) throws(Failure) -> [UInt8]? {
    let connection = try servers.redis(.result)
    do throws(RedisError) {
      let stored = try connection.call(
        ["GET", TaskResult.key(id: taskID)], deadline: servers.context.requestDeadline)
      if stored.isNull { return nil }
      return try stored.asBytes()
    } catch {
      throw Failure(error, doing: tr("read the result of the task"))
    }
  }

  func checkFailed(_ code: String, _ taskID: String) throws(Failure) {
    guard let stored = try storedResult(taskID) else {
      throw Failure(
        .conflict,
        tr("task \(taskID) has no result, and nobody has it: it is long over, or was lost"),
        hint: tr("add --force when you know that it came to nothing"))
    }
    guard let result = try? TaskResult(decoding: stored) else {
      throw Failure(
        .conflict, tr("the result of task \(taskID) cannot be read"),
        hint: tr("add --force when you know that it came to nothing"))
    }
    guard result.state.isFinal else {
      throw Failure(
        .conflict, tr("task \(taskID) is \(result.state), so it may still use its token"),
        hint: tr("add --force to give it back all the same"))
    }
    let (fate, reason) = try fate(code, taskID, result)
    guard fate == .failed else {
      throw Failure(
        .conflict, tr("task \(taskID) is \(result.state): \(Self.text(fate, reason))"),
        hint: tr("add --force to give its token back all the same"))
    }
  }

  /// What became of the invite: a worker's SUCCESS does not tell. Of one that was made the reason says whose it is,
  /// where that is not this task's for certain.
  private func fate(
    _ code: String, _ taskID: String, _ result: TaskResult
  ) throws(Failure) -> (InviteFate, String?) {
    let tracer = InviteTracer(servers: servers)
    guard let window = try self.window(taskID), let seconds = window.seconds else {
      guard let attempt = attempt(taskID) else {
        return InviteTraces(areSought: false).fate(result)
      }
      try checkNotRetried(attempt.code, attempt.email, taskID)
      let traces = try tracer.traces(code: attempt.code, email: attempt.email, attempt.window)
      return try judged(traces.fate(result), attempt.code, attempt.email, taskID)
    }
    for email in try tracer.emails(code: code, seconds: seconds)
    where try isOf(code, email, taskID) {
      try checkNotRetried(code, email, taskID)
      let traces = try tracer.traces(code: code, email: email, window)
      return try judged(traces.fate(result), code, email, taskID)
    }
    return InviteTraces().fate(result)
  }

  /// So long results and marks may be walked each: it is refused in any case, and what is said is to be true.
  private static let patience = Duration.seconds(30)

  /// The same, with whose the record is: beside the task another use of its email and code may have left it.
  private func judged(
    _ fate: (fate: InviteFate, reason: String?), _ code: String, _ email: String, _ taskID: String
  ) throws(Failure) -> (InviteFate, String?) {
    guard fate.fate == .invited,
      let call = try? InviteCall(args: [.string(email), .string(code)], kwargs: .null)
    else { return fate }
    let made = try MadeInvites(
      [.init(id: taskID, calls: [call], since: nil)], servers.context, patience: Self.patience)
    guard let sign = made.signs.first.flatMap({ $0 }) else {
      return (
        .invited,
        made.gap.map { tr("its email was invited; whether by it is not known (\($0))") }
          ?? tr("its email was invited by another task; what became of its own invite is not known")
      )
    }
    guard sign.isWaiting || !sign.isCertain else { return fate }
    // A row that waits has invited nobody: without a record that may be of it, another task has.
    guard let record = sign.isWaiting ? sign.record : sign.text else {
      return (
        .invited,
        tr(
          "its email was invited by another task; what became of its own invite is not known "
            + "(\(sign.text))")
      )
    }
    return (.invited, tr("its email was invited, by it or by another task: \(record)"))
  }

  /// What `redeem retry` has sent again is made with this task's token.
  private func checkNotRetried(
    _ code: String, _ email: String, _ taskID: String
  ) throws(Failure) {
    let connection = try servers.postgres()
    guard connection.facts?.own[OwnTable.retries.rawValue] != nil else { return }
    let retried: String?
    do throws(PostgresError) {
      retried = try connection.query(
        RetryQueries.open, [code, email], deadline: servers.context.requestDeadline
      ).first?.optionalString("task_id")
    } catch {
      throw Failure(error, doing: tr("see whether the invite was tried again"))
    }
    guard let retried, !CeleryID.isSame(retried, taskID) else { return }
    throw Failure(
      .conflict,
      tr("the invite of task \(taskID) was tried again as task \(retried), with the same token"),
      hint: tr("see what became of that one; --force gives the token back all the same"))
  }

  private static func text(_ fate: InviteFate, _ reason: String?) -> String {
    switch fate {
    case .invited: reason ?? tr("it invited somebody, so its token was not wasted")
    case .waiting: tr("its invite waits for a free seat (\(reason ?? tr("no reason given")))")
    case .unknown, .failed:
      tr("whether it invited is not known (\(reason ?? tr("no reason given")))")
    }
  }
}
