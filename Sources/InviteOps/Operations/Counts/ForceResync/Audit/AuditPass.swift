internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// What one audit goes by, and what a code comes to by it.
struct AuditPass {
  /// What PostgreSQL knows of deleted rows that a use may have left.
  struct Deletions: Sendable {
    let areSeen: Bool
    /// Since when it counts them, in seconds since 1970; `nil`: since the database has been there.
    let countedSince: Int?

    /// Whether one may be deleted that a use of the code left.
    func mayBeOf(_ subject: AuditSubject) -> Bool {
      if areSeen || subject.isCleaned { return true }
      guard let countedSince else { return false }
      return subject.made.map { $0 < countedSince } ?? true
    }
  }

  let sources: AuditQueries.Sources
  let messages: EvidenceMessages
  /// Whether there are tables of invitectl's that this role may not read.
  let hidesTables: Bool
  let retention: MessageRetention
  let deletions: Deletions
  let buckets: AuditBuckets
  let session: PostgresConnection
  /// An array literal; `nil` for all.
  let codes: String?

  private var counting: BackendCounting { sources.counting }

  /// What one code comes to.
  func audited(_ subject: AuditSubject, _ look: AuditBuckets.Look) -> AuditedCode {
    let taken = subject.taken(look.bucket)
    let uses = max(0, subject.used.addingSaturated(taken))
    // Only where runs count uses the ledger tells of them.
    let beginning = counting == .atRequest ? subject.beginning(taken) : nil
    let assigned = UseAssigner(
      uses: uses, word: subject.word, beginning: beginning, counted: subject.counted,
      evidenced: subject.evidenced, refunded: subject.refunded.addingSaturated(max(0, -taken)),
      taken: taken
    ).assign(subject.threads)
    var code = AuditedCode(subject, assigned, uses: uses)
    code.reasons = reasons(code, subject, look)
    return code
  }

  private func reasons(
    _ code: AuditedCode, _ subject: AuditSubject, _ look: AuditBuckets.Look
  ) -> [AuditReason] {
    guard code.isLeftOver else { return [] }
    var reasons: [AuditReason] = []
    let isMissing = code.unexplained > 0 || code.explained.traceless > 0
    if isMissing {
      let isUnseen =
        hidesTables || messages.hasGaps(code.code) || !messages.malformed.isEmpty
        || look.problem != nil
      if counting != .onJoin, isUnseen { reasons.append(.unseen) }
      if counting != .onJoin, !subject.hasAllMessages(retention) {
        reasons.append(.brokerLost)
      }
      if subject.isCleaned { reasons.append(.cleaned) }
      if subject.isOld, counting != .onJoin { reasons.append(.old) }
    }
    if code.explained.traceless > 0 {
      reasons.append(deletions.mayBeOf(subject) ? .deleted : .purged)
    }
    if isMissing, subject.isTakenForRefunded { reasons.append(.takenForRefunded) }
    if isMissing, code.older > 0 { reasons.append(.takenForOlder) }
    if code.unexplained > 0 {
      if subject.isPruned, subject.word == nil { reasons.append(.pruned) }
      switch counting {
      case .atRequest: reasons.append(.untold)
      case .mixed: reasons.append(.unrecorded)
      case .onJoin: reasons.append(subject.isBeforeJoins ? .beforeJoins : .untold)
      }
    }
    if code.unclaimed > 0 {
      let isLost = counting == .atRequest && (subject.isBucketLost || subject.isGone(look))
      if isLost { reasons.append(.bucketLost) }
      if !isLost || subject.isGivenBack(subject.taken(look.bucket)) { reasons.append(.uncounted) }
    }
    return reasons
  }
}
