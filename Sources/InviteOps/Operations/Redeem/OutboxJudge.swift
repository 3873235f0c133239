internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON

/// Says which entries of the outbox must not be carried out beside a backend, and what to do about
/// them: one that counted its use at the request would be counted again on join, and one that holds a
/// seat is nothing that an older backend knows.
struct OutboxJudge {
  let countsOnJoin: Bool
  let countsRebinds: Bool
  let backend: BackendSchema

  init(_ servers: RedeemConnections) throws(Failure) {
    let generation = try servers.generation()
    countsOnJoin = generation?.counting == .onJoin
    countsRebinds = Self.countsRebinds(generation)
    backend = servers.backend
  }

  /// Whether a rebind is counted in a column of the code, from revision 009 on.
  static func countsRebinds(_ generation: BackendGeneration?) -> Bool {
    generation.map { $0.tables > .r008 } ?? false
  }

  /// The statement that settles an entry which is not to be sent any more: it takes out what the entry
  /// counted, and gives its seat up.
  static func settlement(
    of claim: OutboxEntry.Claim, _ countsRebinds: Bool, in backend: BackendSchema
  ) -> String {
    if claim.holdsSeat { return OutboxQueries.giveUp(claim.taskID, in: backend) }
    switch claim.flow {
    case .redeem where !claim.isOnJoin:
      return OutboxQueries.takeBack(claim.taskID, column: "used_count", in: backend)
    case .rebind where !claim.isOnJoin && countsRebinds:
      return OutboxQueries.takeBack(claim.taskID, column: "rebind_count", in: backend)
    case .direct, .redeem, .rebind: return OutboxQueries.refusal(claim.taskID)
    }
  }

  /// - Returns: `nil` for an entry that is in its place here.
  func objection(to entry: OutboxEntry) -> HeldRedemption? {
    if let fault = entry.fault ?? argumentsFault(entry) {
      return held(entry, fault, settlement(entry))
    }
    do throws(Failure) {
      _ = try entry.message(headers: [:])
    } catch {
      return held(entry, error.message, settlement(entry))
    }
    guard countsOnJoin else {
      guard entry.recordID != nil || !entry.arguments.isEmpty else { return nil }
      return held(
        entry,
        tr(
          "it holds a seat, as beside a backend that counts uses on join: nothing of it is "
            + "counted, and the workers here do not know its arguments"), settlement(entry))
    }
    guard entry.recordID == nil else { return nil }
    return held(entry, counted(entry.flow), settlement(entry))
  }

  /// An entry whose record is not the seat that its message names: the worker would invite somebody, and
  /// no row would say so.
  func objection(toSeatOf entry: OutboxEntry) -> HeldRedemption {
    held(
      entry,
      tr(
        "record \(entry.recordID ?? 0) of invite_records is not the seat of this email, code and team"
      ),
      OutboxQueries.refusal(entry.taskID))
  }

  /// An entry that may have been sent: its mark would have told, and may be lost.
  func doubtful(_ entry: OutboxEntry, _ why: String) -> HeldRedemption {
    let trace = ShellCommand.invitectl(["trace"], [entry.taskID])
    // A token that was taken is known by the id: a redemption by another one takes a second.
    let keepsID = entry.flow == .direct && entry.recordID == nil
    let unsent = held(entry, why, settlement(entry), keepsID: keepsID).next
    return HeldRedemption(
      taskID: entry.taskID, code: entry.code, email: entry.email,
      why: tr("its mark in the broker may be lost, so that it may have been sent: \(why)"),
      next: tr(
        "see '\(trace)'; if it was sent: \(OutboxQueries.publication(entry.taskID)); if not: \(unsent)"
      ))
  }

  private func held(
    _ entry: OutboxEntry, _ why: String, _ statement: String, keepsID: Bool = false
  ) -> HeldRedemption {
    var options = [ShellCommand.Option("--flow", entry.flow.rawValue)]
    if keepsID { options.append(.init("--id", entry.taskID)) }
    let again = ShellCommand.invitectl(["redeem"], [entry.code, entry.email], options)
    return HeldRedemption(
      taskID: entry.taskID, code: entry.code, email: entry.email, why: why,
      next: tr("\(statement); then '\(again)'"))
  }

  private func counted(_ flow: RedeemFlow) -> String {
    let what =
      switch flow {
      case .direct:
        tr(
          "it is from before uses were counted on join, and may have taken a token that used_count has by "
            + "now (then lower that by one, too)")
      case .redeem: tr("it was counted at the request, before uses were counted on join")
      case .rebind: tr("its rebind was counted at the request, before that was done on join")
      }
    return tr("\(what): sent now it would be counted once more")
  }

  private func settlement(_ entry: OutboxEntry) -> String {
    Self.settlement(of: entry.claim, countsRebinds, in: backend)
  }

  // MARK: - What the message says of a seat

  private static let flags = ["consume_rebind_count", "used_redis", "consume_immediately"]
  /// What the worker takes for an argument that is not sent.
  private static let defaults: [String: JSONValue] = [
    "consume_rebind_count": .bool(false), "used_redis": .bool(false),
    "consume_immediately": .bool(true),
  ]
  private static let others = ["old_team_id", "old_team_chatgpt_user_id", "reserved_team_id"]

  /// What is wrong with the arguments of an entry that has some, or should: what the worker does not
  /// know fails its task, and what it takes for another value counts otherwise.
  private func argumentsFault(_ entry: OutboxEntry) -> String? {
    guard entry.recordID != nil || !entry.arguments.isEmpty else { return nil }
    for name in entry.arguments.keys where !(Self.flags + Self.others).contains(name) {
      return tr("its arguments have \(name), which no worker knows")
    }
    for name in Self.flags where (entry.arguments[name] ?? Self.defaults[name]) != .bool(false) {
      return tr("its argument \(name) is not false")
    }
    if entry.arguments["reserved_team_id"]?.int.map({ $0 > 0 }) != true {
      return tr("its argument reserved_team_id is no team")
    }
    if let team = entry.arguments["old_team_id"], team != .null, team.int == nil {
      return tr("its argument old_team_id is no team")
    }
    if let member = entry.arguments["old_team_chatgpt_user_id"], member != .null,
      member.string == nil
    {
      return tr("its argument old_team_chatgpt_user_id is no text")
    }
    return nil
  }
}

extension HeldRedemption {
  /// The same as the end of a run that asked for this one.
  var failure: Failure {
    Failure(
      .conflict,
      tr(
        "the redemption of task id \(taskID) was recorded by an earlier run and is left alone: \(why)"
      ),
      hint: next)
  }
}
