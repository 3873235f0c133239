internal import ClientSupport
internal import CountProtocol
internal import PostgresClient

/// One code as the statement of the audit gives it, with what its uses left.
struct AuditSubject: Sendable {
  let id: Int
  let code: String
  let used: Int
  let max: Int
  /// Seconds since 1970; `nil` where nobody knows.
  let made: Int?
  let isOld: Bool
  let isCleaned: Bool
  let isBeforeJoins: Bool
  /// Whether backends take tokens of it, where they do of any.
  let isDirect: Bool
  let word: Int?
  let counted: Int
  /// Of these, what `force-resync` counted by what it found.
  let evidenced: Int
  /// Tokens that runs saw given back.
  let refunded: Int
  /// `used_count` as the first line of the ledger that is left found it, and as it left it; `nil` without one.
  let begun: Int?
  let reached: Int?
  /// Whether `force-resync` wrote that line by what it found.
  let isBegunByEvidence: Bool
  /// Whether there were lines before it, and perhaps a person's word, which were deleted for their age.
  let isPruned: Bool
  /// The sync's, as ``Certainty/State``; `nil` without a row of it.
  let state: String?
  /// The version of the bucket, and the tokens that the last run left in it.
  let version: Int?
  let expected: Int?
  /// Whether a change of the bucket may or may not have been made.
  let isPending: Bool
  /// Tokens that the sync keeps out of the bucket.
  let held: Int
  /// What was left, person by person, until it is put together.
  var traces: [UseTrace] = []
  /// Whose ``traces`` they are.
  var people: [AuditPerson] = []
  /// What uses left, a use's worth each.
  private(set) var threads: [UseThread] = []
  /// The same of invites that are no uses yet.
  var flights: [UseThread] = []
  /// Traces from more than 24 hours before the code was made, as an older one of the same text has left them: they are
  /// of no use of it, and among none of the above.
  var older = 0
  /// Whether traces of a use may have been taken for those of another one that was given back.
  private(set) var isTakenForRefunded = false
  /// Whether tokens of it were given back by force: an invite may have been made with one all the same.
  var mayBeGivenBack = false

  /// - Parameter row: of ``AuditQueries/traces(_:_:)``.
  init(_ row: PostgresRow) throws(PostgresError) {
    id = try row.int("id")
    code = try row.string("code")
    used = try row.int("used")
    max = try row.int("max_uses")
    made = try row.optionalInt("made")
    isOld = try row.bool("is_old")
    isCleaned = try row.bool("is_cleaned")
    isBeforeJoins = try row.bool("is_before_joins")
    isDirect = try row.bool("is_direct")
    word = try row.optionalInt("word")
    counted = try row.int("counted")
    evidenced = try row.int("evidenced")
    refunded = try row.int("refunded")
    begun = try row.optionalInt("begun")
    reached = try row.optionalInt("reached")
    isBegunByEvidence = try row.optionalBool("by_evidence") ?? false
    isPruned = try row.bool("is_pruned")
    state = try row.optionalString("state")
    version = try row.optionalInt("epoch_ms")
    isPending = try row.optionalBool("is_pending") ?? false
    held = Swift.max(0, try row.optionalInt("held") ?? 0)
    let tokens = try row.optionalInt("expected")
    // A change of the bucket that may or may not have been made: it tells nothing.
    expected = isPending ? nil : tokens
  }

  /// Puts together what uses left, without what is of those that were given back.
  mutating func assemble() {
    for person in people {
      var own = Array(traces[person.traces])
      if let refund = person.refunded {
        let rest = UnrefundedTraces(own, since: refund)
        if rest.mayLackOthers { isTakenForRefunded = true }
        own = rest.left
      }
      threads += UseThread.all(own, waited: person.waited)
    }
    (traces, people) = ([], [])
  }

  /// The uses that the bucket shows beyond `used_count`, below 0 for refunds.
  func taken(_ bucket: AuditBuckets.Bucket?) -> Int {
    guard let bucket, !isPending else { return 0 }
    if let seen = bucket.version, let version, seen == version {
      return expected?.addingSaturated(-bucket.tokens) ?? 0
    }
    // Nobody watched it, or it is one that the backend has set anew since, with what used_count left; or a job of the
    // backend will write what it says: the larger of both counts.
    guard max > 0 else { return 0 }
    return Swift.max(
      0, max.addingSaturated(-bucket.tokens).addingSaturated(-used).addingSaturated(-held))
  }

  /// Where its ledger begins; without a line, where a run would begin it now that finds so many tokens `taken`.
  func beginning(_ taken: Int) -> UseAssigner.Beginning {
    guard let begun, let reached else { return .init(count: used, early: taken) }
    return .init(count: begun, early: isBegunByEvidence ? 0 : reached.addingSaturated(-begun))
  }

  /// The broker has kept every message since the code was made.
  func hasAllMessages(_ retention: MessageRetention) -> Bool {
    retention.isWhole(since: made)
  }

  /// Whether uses may be uncounted, as far as a sync knows: before the first one whatever was in a bucket may be
  /// gone.
  var isBucketLost: Bool { state.map { $0 != Certainty.State.exact.rawValue } ?? isDirect }

  /// Whether the bucket that the last run saw is not there any more, or another one is in its place.
  func isGone(_ look: AuditBuckets.Look) -> Bool {
    guard let version, version != 0, !isPending, look.problem == nil else { return false }
    return look.bucket?.version != version
  }

  /// Whether tokens came back of which nothing tells whose they were.
  ///
  /// - Parameter taken: ``taken(_:)``.
  func isGivenBack(_ taken: Int) -> Bool { refunded > 0 || taken < 0 || mayBeGivenBack }
}
