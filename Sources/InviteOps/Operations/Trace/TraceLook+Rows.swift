internal import ClientSupport
internal import InviteDomain
internal import InviteStorage

/// What became of it: the rows, the results of further attempts, the buckets.
extension TraceLook {
  mutating func readRows() throws(Failure) {
    guard let database else { return }
    // In the letters that a message or a worker has, too.
    if kinds == [.email] { adopt(spellings: everyEmail) }
    if kinds == [.email] || kinds == [.task] {
      facts.records = try database.records(emails: emails, codes: [])
      facts.queueRows = try database.queueRows(emails: emails, codes: [])
    } else {
      facts.records = try database.records(emails: [], codes: codes)
      facts.queueRows = try database.queueRows(emails: [], codes: codes)
    }
    if kinds == [.task] {
      let keys = Set(codes.map { TraceThread.Key("", $0) })
      facts.records.removeAll { !keys.contains(TraceThread.Key("", $0.code)) }
      facts.queueRows.removeAll { !keys.contains(TraceThread.Key("", $0.code)) }
    }
    facts.members = try database.members(everyEmail, of: Set(facts.records.map(\.teamID)))
    let known = Set(facts.codes.map { ExactText($0.code) })
    let more = everyCode.filter { !known.contains(ExactText($0)) }
    if !more.isEmpty { facts.codes += try database.codes(more, boundTo: []) }
    facts.areRowsRead = true
    let ids = facts.codes.map(\.id)
    guard !ids.isEmpty else { return }
    facts.ledger = try database.ledger(ids)
    facts.certainties = try database.certainties(ids)
    guard facts.counting == .atRequest else { return }
    facts.holdings = try database.holdings(failedCodes)
    facts.fullGroups = Set(failedGroups.filter(database.isFull))
  }

  /// The groups by which what failed would be tried again: of its row, or of its record's code. 0 is of any.
  private var failedGroups: Set<Int> {
    let codes = Set(failedCodes.map { ExactText($0) })
    let found =
      facts.queueRows.filter { $0.status == "FAILED" }.map(\.groupID)
      + facts.codes.filter { codes.contains(ExactText($0.code)) }.map(\.groupID)
    return Set(found.map { $0 ?? 0 })
  }

  /// What there is of the email in other letters or with blanks, where its own spellings, which indexes serve, find
  /// nothing at all: only then all rows are read.
  mutating func readOtherSpellings() throws(Failure) {
    guard kinds == [.email], let database, facts.areRowsRead, !facts.hasAny else { return }
    let known = emails.count
    adopt(spellings: try database.spellings(of: emails[0]))
    guard emails.count > known else { return }
    facts.areRowsRead = false
    facts.codes = try database.codes([], boundTo: emails)
    try readRows()
  }

  /// The stored codes by which an invite failed.
  private var failedCodes: [String] {
    let failed =
      facts.records.filter { $0.status == "FAILED" && $0.accepted == nil }.map(\.code)
      + facts.queueRows.filter { $0.status == "FAILED" }.map(\.code)
    let keys = Set(failed.map { TraceThread.Key("", $0).code })
    return facts.codes.map(\.code).filter { keys.contains(TraceThread.Key("", $0).code) }
  }

  mutating func readAttempts() throws(Failure) {
    guard let database else { return }
    facts.attempts = try database.attempts(facts.records.map(\.id), facts.queueRows.map(\.id))
    let known = Set(facts.results.map(\.id))
    let found = try TraceBroker.results(
      Set(facts.attempts.compactMap(\.taskID)).subtracting(known).sorted(),
      on: servers.redis(.result).get(), context, &completeness)
    facts.results += found
  }

  var everyEmail: [String] {
    let found =
      facts.records.map(\.email) + facts.queueRows.map(\.email) + facts.entries.map(\.email)
      + facts.messages.compactMap { $0.call?.email } + facts.held.compactMap { $0.call?.email }
      + facts.codes.compactMap(\.boundEmail)
    return TraceSubject.each(emails + found.flatMap { EmailSpellings.of($0) })
  }

  var everyCode: [String] {
    let found =
      facts.records.compactMap(\.code) + facts.queueRows.compactMap(\.code)
      + facts.entries.map(\.code) + facts.messages.compactMap { $0.call?.code }
      + facts.held.compactMap { $0.call?.code }
    return TraceSubject.each(
      (found + codes).filter { !$0.isEmpty }.flatMap { CodeSpelling($0).candidates })
  }

  mutating func readBuckets() throws(Failure) {
    guard !facts.codes.isEmpty else { return }
    facts.areBucketsRead = false
    let connection = try servers.redis(.bucket).get()
    facts.buckets = try TraceBroker.buckets(facts.codes.map(\.code), on: connection, context)
    facts.areBucketsRead = true
  }

  /// Whose token was given back. To be read when all tasks are known.
  mutating func readRefunds() throws(Failure) {
    var ids = Set(
      facts.entries.map(\.taskID) + facts.results.map(\.id) + facts.marks.map(\.id))
    ids.formUnion(facts.messages.compactMap(\.id) + facts.held.map(\.id))
    // Without the database it is not known how uses are counted: a mark is there only where tokens were taken.
    guard !ids.isEmpty, facts.counting == .atRequest || facts.counting == nil else { return }
    facts.refunded = try TraceBroker.refunded(
      ids.sorted(), on: servers.redis(.bucket).get(), context)
  }
}

extension TraceFacts {
  /// Whether a row, a message or a task in a worker was found.
  fileprivate var hasAny: Bool {
    !codes.isEmpty || !entries.isEmpty || !records.isEmpty || !queueRows.isEmpty || !members.isEmpty
      || !messages.isEmpty || !held.isEmpty
  }
}
