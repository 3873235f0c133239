internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// An invite that came to nothing or waits, as one row tells of it, and what was found about it.
public struct RetryRow: Sendable, Encodable {
  public enum Verdict: String, Sendable, Encodable, CaseIterable {
    /// Nobody has it, and its use is counted: it can be tried again.
    case ready
    /// A message or a worker has it already.
    case underWay = "under-way"
    /// Another row of the same email and code stands for both: one invite is enough.
    case duplicate
    /// Something leaves it open whether it was invited, or whether its use is counted still.
    case unknown
    /// Its code is gone, not active or over.
    case closed
    /// No team that may take it has a free seat left.
    case noSeat = "no-seat"
    /// Left to another run, for `--limit`: whether its use is counted was not looked for.
    case notJudged = "not-judged"
  }

  /// What was done about it.
  public enum Action: String, Sendable, Encodable {
    case queued
    /// Its message was sent by a run that ended before it could say so.
    case sentBefore = "sent-before"
    /// It waits for a seat now: the backend takes it up by itself.
    case waiting
    /// It had changed in the meantime: somebody works on it.
    case moved
    /// The row was in the way of it: see the findings.
    case refused
  }

  /// What a run would do about one that is ready.
  public enum Would: String, Sendable, Encodable {
    /// Put its message into the queue, with the use that it took.
    case queue
    /// Have it wait for a seat: the backend takes it up by itself.
    case wait
    /// Note that its message was sent by a run that ended before it could say so.
    case noteSent = "note-sent"
    /// Leave it alone, for what the evidence says.
    case refuse
    /// Leave it to another run, for `--limit`.
    case later
  }

  /// The backend's table that the row is in.
  public enum Source: String, Sendable, Encodable {
    case queue = "invite_queue"
    case records = "invite_records"

    /// - Parameter key: an `id` of ``RetryQueries/found(_:_:_:)``.
    init(key: Int) { self = key < 0 ? .records : .queue }
  }

  /// Of the row.
  static func id(key: Int) -> Int { Int(clamping: key.magnitude) }

  public let source: Source
  public let id: Int
  public private(set) var email: String
  public private(set) var code: String
  public let groupID: Int?
  public let isRebind: Bool
  /// Since it failed, or waits.
  public let ageSeconds: Double
  /// As others wrote it, masked: without the row's own code, too.
  public let error: String?
  public internal(set) var verdict = Verdict.ready
  public internal(set) var evidence = ""
  public internal(set) var action: Action?
  /// In a plan; `nil` there for one that is not ready.
  public internal(set) var would: Would?
  public internal(set) var taskID: String?

  /// As the database writes the status.
  let label: String
  /// The code as it is stored; `nil` where there is none.
  let storedCode: String?
  let isActive: Bool
  let isExpired: Bool
  /// Whether its code is bound to another email, to which alone the backend redeems it.
  let isOfAnother: Bool
  /// Of one that is, whether that email is this one, with capitals or blanks.
  let isMisspelled: Bool
  let isCountless: Bool
  let wasInvitedBefore: Bool
  /// What the row says besides, from revision 024 on.
  let rebind: Rebind
  /// The attempt that was recorded last, and how it stands.
  let attempt: Int
  let attemptState: String?
  let doubt: StuckDoubt?

  struct Rebind: Sendable, Equatable {
    let team: Int?
    let member: String?
    let consumesImmediately: Bool?
  }

  private enum CodingKeys: String, CodingKey {
    case source, id, email, code
    case groupID = "groupId"
    case isRebind, ageSeconds, error, verdict, evidence, action, would
    case taskID = "taskId"
  }

  /// Whether an attempt was recorded, and its run ended before the message was known to be there.
  var isHalfDone: Bool { attemptState == "recorded" && label.uppercased() != "WAITING" }

  /// The attempt that a run makes: one that was cut off is ended, and asked for again it is one that came to
  /// nothing.
  func nextAttempt(again: Bool) -> (number: Int, isHalfDone: Bool) {
    isHalfDone && !again ? (attempt, true) : (attempt + 1, false)
  }

  var key: StuckEvidence.Key { .init(email: email, code: storedCode ?? code) }

  /// What says in a reason or a command whose it is: two rows of which the same is said differ in it.
  public var ownNames: [String] {
    Set(Self.spellings([email, code, storedCode ?? ""])).sorted { $0.count > $1.count }
  }

  var masked: RetryRow {
    var copy = self
    copy.email = Masking.email(email)
    copy.code = Masking.code(code)
    return copy
  }

  /// As the evidence is asked about it.
  var asStuck: StuckRow {
    StuckRow(
      id: id, email: email, code: storedCode ?? code, groupID: groupID, isRebind: isRebind,
      status: label.uppercased(), label: label, ageSeconds: ageSeconds, record: nil, doubt: doubt)
  }

  /// - Parameters:
  ///   - row: of ``RetryQueries/found(_:_:_:)``.
  ///   - counting: how the backend counts. On join its own rules are asked, with the code's row locked.
  init(
    _ row: PostgresRow, in backend: BackendSchema, counting: BackendCounting?
  ) throws(PostgresError) {
    let key = try row.int("id")
    source = Source(key: key)
    id = Self.id(key: key)
    email = try row.string("email")
    code = try row.optionalString("redeem_code") ?? ""
    groupID = try row.optionalInt("group_id")
    isRebind = try row.bool("is_rebind")
    ageSeconds = try row.double("age_seconds")
    label = try row.string("label")
    storedCode = try row.optionalString("stored_code")
    let said = try row.optionalString("error") ?? ""
    error =
      said.isEmpty
      ? nil : ForeignText.masked(said, given: Self.spellings([code, storedCode ?? ""]))
    isActive = try row.bool("is_active")
    isExpired = try row.bool("is_expired")
    // The backend's own job asks nobody whose a code is.
    let (isAsked, isWaiting) = (counting == .atRequest, label.uppercased() == "WAITING")
    isOfAnother = try row.bool("is_of_another") && isAsked && !isWaiting
    isMisspelled = try row.bool("is_misspelled")
    isCountless = try row.bool("is_countless")
    wasInvitedBefore = try row.bool("was_invited")
    rebind = Rebind(
      team: try row.optionalInt("old_team_id"), member: try row.optionalString("old_member"),
      consumesImmediately: try row.optionalBool("consume_immediately"))
    attempt = try row.optionalInt("attempt") ?? 0
    attemptState = try row.optionalString("state")
    doubt = try Self.doubt(row, isWaiting: isWaiting, in: backend)
  }

  /// The code as a reason may repeat it: it is no word that its form gives away. A shorter one may be a part
  /// of any word.
  static func spellings(_ codes: [String]) -> [String] {
    codes.flatMap { [$0, $0.lowercased(), $0.uppercased()] }.filter { $0.count >= 4 }
  }

  private static func doubt(
    _ row: PostgresRow, isWaiting: Bool, in backend: BackendSchema
  ) throws(PostgresError) -> StuckDoubt? {
    let records: [(column: String, reason: (Int) -> String)] = [
      (
        "codeless_record",
        {
          tr(
            "invite_records \($0) is an invite of this email that was made, and names no code")
        }
      ),
      (
        "timeless_record",
        { tr("invite_records \($0) is an invite that was made, and has no time") }
      ),
      ("stateless_record", { tr("invite_records \($0) is of this email and has no status") }),
      (
        "unsettled_record",
        { tr("invite_records \($0) is of this email, newer than the row, and not settled") }
      ),
    ]
    for (column, reason) in records {
      guard let id = try row.optionalInt(column) else { continue }
      return StuckDoubt(
        reason: reason(id),
        hint:
          tr(
            "\(RowQueries.row(of: "\(backend).invite_records", id)) shows it; write there what it "
              + "was, then run the same command again"))
    }
    // Of several that wait one stands for all.
    if !isWaiting, let id = try row.optionalInt("waiting_row") {
      return StuckDoubt(
        reason: tr("row \(id) of invite_queue, of the same email and code, waits for a seat"),
        hint: tr("the backend invites it; nothing is to be done"))
    }
    if let id = try row.optionalInt("finished_row") {
      return StuckDoubt(
        reason: tr("row \(id) of invite_queue, of the same email and code, is newer and SUCCESS"),
        hint: tr("if nobody was invited, delete row \(id)"))
    }
    if let id = try row.optionalInt("open_row") {
      return StuckDoubt(
        reason: tr("row \(id) of invite_queue, of the same email and code, is open"),
        hint: tr("\(StuckReader.again) puts it back or marks it as done"))
    }
    if let team = try row.optionalInt("member_team") {
      return StuckDoubt(
        reason: tr("its email is a member of team \(team) already"),
        hint: tr("if another team is wanted, redeem the code again"))
    }
    return nil
  }
}
