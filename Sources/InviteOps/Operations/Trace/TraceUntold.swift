internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Looks through the marks that `redeem` leaves for a week, and through the results, which Celery keeps for an
/// hour as a rule, for those of an email or a code.
struct TraceUntold {
  /// In every spelling that is meant; empty for anybody's.
  let emails: [String]
  let codes: [String]
  /// Emails and codes by which a digest can be told, each alone.
  let known: [TraceFacts.Call]
  let timeout: Duration
  let end: Deadline

  /// More of one subject than this are not shown.
  private static let most = 50

  // MARK: - Marks

  /// The mark of a redemption by itself has digests of code and email; that of a batch has neither.
  func marks(
    _ connection: RedisConnection, now: Double, _ completeness: inout Completeness
  ) throws(RedisError) -> [TraceFacts.Mark] {
    let prefix = RedeemMarker.key(taskID: "")
    let names = Digests(known)
    let wanted = Digests(
      emails.map { TraceFacts.Call(email: $0, code: "") }
        + codes.map { TraceFacts.Call(email: "", code: $0) })
    var found: [TraceFacts.Mark] = []
    let isWhole = try walk(prefix, connection) { keys throws(RedisError) in
      let replies = try connection.pipeline(
        keys.flatMap { [["SMEMBERS", $0], ["PTTL", $0]] as [RedisCommand] },
        deadline: .after(timeout))
      for (place, key) in keys.enumerated() {
        // What is no set is none of ours.
        guard let member = (try? replies[2 * place].asArray())?.first,
          let text = try? member.asString(), wanted.names(text)
        else { continue }
        let left = (try? replies[2 * place + 1].asInteger()) ?? 0
        let age = RedeemMarker.age(left: max(0, left))
        found.append(
          TraceFacts.Mark(
            id: String(key.dropFirst(prefix.count)), at: now - age, call: names.call(text)))
      }
    }
    if !isWhole {
      completeness.note(
        notSearched: tr("marks of redemptions were not searched to the end (--search-limit)"))
    }
    return newest(
      found, tr("more than the newest \(Self.most) marks of it are not shown"), by: \.at,
      &completeness)
  }

  /// Emails and codes by the digests that stand in a mark, see ``RedeemRequest/digest``.
  private struct Digests {
    private var emails: [Substring: String] = [:]
    private var codes: [Substring: String] = [:]
    private static let length = 32

    init(_ calls: [TraceFacts.Call]) {
      for call in calls {
        if !call.email.isEmpty {
          emails[RedeemMarker.digest(ofEmail: call.email)[...]] = call.email
        }
        if !call.code.isEmpty { codes[RedeemMarker.digest(ofCode: call.code)[...]] = call.code }
      }
    }

    func names(_ mark: String) -> Bool {
      codes[mark.prefix(Self.length)] != nil || emails[mark.suffix(Self.length)] != nil
    }

    func call(_ mark: String) -> TraceFacts.Call {
      TraceFacts.Call(
        email: emails[mark.suffix(Self.length)] ?? "", code: codes[mark.prefix(Self.length)] ?? "")
    }
  }

  // MARK: - Results

  /// Those that name whom they invited: in what the task returned, or in its arguments where the app stores
  /// them (`result_extended`).
  func results(
    _ connection: RedisConnection, _ completeness: inout Completeness
  ) throws(RedisError) -> [TraceFacts.Result] {
    let wantedEmails = Set(emails.map(MentionedWords.folded))
    let wantedCodes = Set(codes.map(MentionedWords.folded))
    var found: [TraceFacts.Result] = []
    let isWhole = try walk(TaskResult.key(id: ""), connection) { keys throws(RedisError) in
      var command: [any RedisArgument] = ["MGET"]
      for key in keys { command.append(key) }
      let values = try connection.call(command, deadline: .after(timeout)).asArray()
      for value in values {
        guard let bytes = try? value.asBytes(), let result = try? TaskResult(decoding: bytes),
          let call = Self.call(of: result),
          wantedEmails.contains(MentionedWords.folded(call.email))
            || wantedCodes.contains(MentionedWords.folded(call.code))
        else { continue }
        var told = TraceFacts.Result(result, id: result.id)
        told.call = call
        found.append(told)
      }
    }
    if !isWhole {
      completeness.note(notSearched: tr("results were not searched to the end (--search-limit)"))
    }
    return newest(
      found, tr("more than the newest \(Self.most) results of it are not shown"), by: \.done,
      &completeness)
  }

  private static func call(of result: TaskResult) -> TraceFacts.Call? {
    let meta = result.meta
    if meta["name"]?.string == InviteTask.name,
      let call = try? InviteCall(args: meta["args"] ?? .null, kwargs: meta["kwargs"] ?? .null)
    {
      return TraceFacts.Call(email: call.email, code: call.code)
    }
    guard result.state == .success, let email = result.result["email"]?.string else { return nil }
    let code = result.result["redeem_code"] ?? result.result["code"]
    return TraceFacts.Call(email: email, code: code?.string ?? "")
  }

  // MARK: - Both

  /// - Returns: whether it came to the end of the keys.
  private func walk(
    _ prefix: String, _ connection: RedisConnection,
    _ body: ([String]) throws(RedisError) -> Void
  ) throws(RedisError) -> Bool {
    try KeyWalk(connection: connection, timeout: timeout, end: end).pages(of: prefix, body)
  }

  private func newest<Value>(
    _ found: [Value], _ gap: String, by time: KeyPath<Value, Double?>,
    _ completeness: inout Completeness
  ) -> [Value] {
    guard found.count > Self.most else { return found }
    completeness.note(notSearched: gap)
    return Array(
      found.sorted { ($0[keyPath: time] ?? 0) > ($1[keyPath: time] ?? 0) }.prefix(Self.most))
  }
}
