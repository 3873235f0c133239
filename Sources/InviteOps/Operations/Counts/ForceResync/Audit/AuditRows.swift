internal import ClientSupport
internal import InviteDomain
internal import PostgresClient

/// Puts the rows of one statement together, a code after the other, and reads the buckets of some hundred
/// codes at once: memory grows with the traces of one code, and not with their number.
struct AuditRows {
  /// Codes whose buckets are read together.
  private static let chunk = 500

  private let buckets: AuditBuckets
  /// Told of each code, with what its bucket says.
  private let finish: (AuditSubject, AuditBuckets.Look) -> Void

  private var waiting: [AuditSubject] = []
  private var current: AuditSubject?
  private var person = ExactText("")
  /// Where the person's traces begin among the code's.
  private var start = 0
  private var waited = 0
  /// The person's, of invites that are no uses yet.
  private var flying: [UseTrace] = []
  /// Just before the statement: what passes until then makes traces older than they are beside a refund.
  private let seen = ContinuousClock.now

  init(
    _ buckets: AuditBuckets, finish: @escaping (AuditSubject, AuditBuckets.Look) -> Void
  ) {
    self.buckets = buckets
    self.finish = finish
  }

  /// - Parameter row: of ``AuditQueries/traces(_:_:)``.
  /// - Throws: ``PostgresError``, or ``Failure`` from the buckets.
  mutating func take(_ row: PostgresRow) throws {
    let id = try row.int("id")
    if current?.id != id {
      try endCode()
      current = try AuditSubject(row)
    }
    guard let text = try row.optionalString("kind"), let kind = UseTrace.Kind(rawValue: text)
    else { return }
    guard try !row.bool("is_older") else {
      current?.older += 1
      return
    }
    let email = ExactText(try row.string("email"))
    if email != person {
      endPerson()
      person = email
    }
    let trace = UseTrace(
      kind: kind, task: try row.optionalString("task"), isSure: try row.bool("is_sure"),
      age: try row.optionalString("age").flatMap { UseTrace.Age(rawValue: $0) },
      isPassedOn: try row.bool("is_passed_on"), seconds: try row.optionalDouble("seconds"),
      isFailed: try row.bool("is_failed"))
    if try row.bool("flies") {
      flying.append(trace)
    } else {
      current?.traces.append(trace)
      waited = try row.optionalInt("waited") ?? 0
    }
  }

  /// The last of them.
  mutating func end() throws(Failure) {
    try endCode()
    try flush()
  }

  private mutating func endPerson() {
    let end = current?.traces.count ?? 0
    if end > start {
      current?.people.append(AuditPerson(email: person.text, traces: start..<end, waited: waited))
    }
    let begun = start
    (start, waited) = (end, 0)
    let joined = current?.traces[begun..<end] ?? []
    if !JoinedRows.hold(flying, of: joined) { current?.flights += UseThread.all(flying) }
    flying.removeAll(keepingCapacity: true)
  }

  private mutating func endCode() throws(Failure) {
    endPerson()
    person = ExactText("")
    start = 0
    guard let code = current else { return }
    current = nil
    waiting.append(code)
    if waiting.count >= Self.chunk { try flush() }
  }

  private mutating func flush() throws(Failure) {
    defer { waiting.removeAll(keepingCapacity: true) }
    guard !waiting.isEmpty else { return }
    let looks = try buckets.read(waiting.map(\.code))
    // The marks last. A token that comes back between the two is not in the buckets that were read, and what its use
    // left is taken out: one use more is told without a trace, until the next audit. The other way round it would
    // leave a trace that no use wants any more, which would explain one whose own was lost.
    buckets.noteRefunded(&waiting, seen: seen)
    for index in waiting.indices { waiting[index].assemble() }
    for (code, bucket) in zip(waiting, looks) { finish(code, bucket) }
  }
}
