internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// One look at everything there is of a subject: first what says who is meant, then the broker, and the
/// rows last, since whoever finished a task before its message was looked for has said so there.
struct TraceLook {
  private let subject: TraceSubject
  let context: OperationContext
  let servers: TraceServers
  private let limits: InviteTrace.Limits

  var facts = TraceFacts()
  private(set) var kinds: [TraceSubject.Kind] = []
  /// Of the first server that could not be read.
  private(set) var failure: Failure?
  private var unread: [String] = []
  var completeness = Completeness()
  private(set) var database: TraceDatabase?
  /// Codes as they are stored, and emails in every spelling that is meant.
  private(set) var codes: [String] = []
  private(set) var emails: [String] = []
  /// Whose invite a task is, as our own tables say it.
  private var said: TraceFacts.Call?

  init(
    _ subject: TraceSubject, _ context: OperationContext, _ servers: TraceServers,
    _ limits: InviteTrace.Limits
  ) {
    self.subject = subject
    self.context = context
    self.servers = servers
    self.limits = limits
  }

  /// Whose invites are meant; `nil` for everybody's, of a code.
  var whose: [String]? { kinds.contains(.code) ? nil : emails }

  /// What was not seen, a sentence each.
  var gaps: [String] { unread + completeness.gaps }

  /// The same, with what nobody can read: nothing is done or left undone for that.
  var everyGap: [String] { gaps + facts.malformedGaps }

  private var taskIDs: [String] { subject.taskSpellings }

  /// - Throws: ``Failure/Kind/interrupted`` alone; what else fails is noted.
  mutating func run() throws(Failure) {
    let end = Deadline.after(limits.search)
    facts.now = Date().timeIntervalSince1970
    if case .success(let connection) = servers.postgres {
      database = TraceDatabase(connection, context, end: end)
      facts.backend = connection.backend
      let generation = connection.facts?.generation
      facts.counting = generation?.counting
      facts.takesZeroForNoLimit = generation?.takesZeroForNoLimit
      facts.countsRebinds = OutboxJudge.countsRebinds(generation)
    } else if case .failure(let failure) = servers.postgres {
      note(failure)
    }
    try attempt { (look) throws(Failure) in try look.identify() }
    var wanted = self.wanted
    try attempt { (look) throws(Failure) in try look.lookInBroker(wanted, end) }
    if kinds == [.task], codes.isEmpty, let call = firstCall {
      // Now it is known whose it is: other tasks of the same invite may be under way, too.
      adopt(call)
      wanted.add(call)
      try attempt { (look) throws(Failure) in try look.lookInBroker(wanted, end) }
    }
    try attempt { (look) throws(Failure) in try look.readResults() }
    if kinds == [.task], emails.isEmpty {
      try attempt { (look) throws(Failure) in try look.follow(&wanted, end) }
    }
    facts.areRowsRead = false
    try attempt { (look) throws(Failure) in try look.readRows() }
    try attempt { (look) throws(Failure) in try look.readOtherSpellings() }
    try attempt { (look) throws(Failure) in try look.readAttempts() }
    try attempt { (look) throws(Failure) in try look.readBuckets() }
    try attempt { (look) throws(Failure) in try look.findUntold(until: end) }
    try attempt { (look) throws(Failure) in try look.readRefunds() }
    try attempt { (look) throws(Failure) in try look.readHoldersOfLost() }
    try attempt { (look) throws(Failure) in try look.readGivenBack() }
    readWaiting()
    let gaps = database?.gaps.sorted() ?? []
    if !gaps.isEmpty { facts.areRowsRead = false }
    unread += gaps
    facts.isComplete = self.gaps.isEmpty
  }

  /// What fails is noted, once a server, and hides nothing of the others.
  mutating func attempt(
    _ body: (inout TraceLook) throws(Failure) -> Void
  ) throws(Failure) {
    do throws(Failure) {
      try body(&self)
    } catch {
      if error.kind == .interrupted { throw error }
      note(error)
    }
  }

  private mutating func note(_ failure: Failure) {
    if self.failure == nil { self.failure = failure }
    if !unread.contains(failure.message) { unread.append(failure.message) }
  }

  // MARK: - Who is meant

  private mutating func identify() throws(Failure) {
    guard !subject.isEmail else {
      kinds = [.email]
      emails = subject.emailSpellings
      guard let database else { return }
      facts.now = try database.now()
      facts.codes = try database.codes([], boundTo: emails)
      facts.entries = try database.entries(ids: [], emails: emails, codes: [])
      return
    }
    // Without a database nothing tells the two apart.
    kinds = subject.looksLikeTask ? [.task] : [.code, .task]
    guard let database else { return }
    let stored = try StoredCodes.find(
      [CodeSpelling(subject.text)], on: database.connection, deadline: context.requestDeadline)[0]
    if let stored {
      kinds = subject.looksLikeTask ? [.code, .task] : [.code]
      codes = [stored]
    } else {
      kinds = [.task]
    }
    facts.now = try database.now()
    if !codes.isEmpty { facts.codes = try database.codes(codes, boundTo: []) }
    facts.entries = try database.entries(
      ids: kinds.contains(.task) ? taskIDs : [], emails: [], codes: codes)
    guard kinds == [.task] else { return }
    if let entry = facts.entries.first {
      said = TraceFacts.Call(email: entry.email, code: entry.code)
    } else {
      for id in taskIDs where said == nil { said = try database.retried(id) }
      said = said ?? retriedByMark(taskIDs)
    }
    guard let said else { return }
    adopt(said)
    // The invite is older than this task of it, or another one has made it since.
    let keys = Set(codes.map { TraceThread.Key("", $0) })
    let known = Set(facts.entries.map(\.taskID))
    facts.entries += try database.entries(ids: [], emails: emails, codes: [])
      .filter { !known.contains($0.taskID) && keys.contains(TraceThread.Key("", $0.code)) }
  }

  /// Takes the invite of a task for what is meant.
  private mutating func adopt(_ call: TraceFacts.Call) {
    emails = EmailSpellings.of(call.email)
    codes = call.code.isEmpty ? [] : CodeSpelling(call.code).candidates
  }

  /// Takes these for the one email that is meant, too.
  mutating func adopt(spellings: [String]) {
    var known = Set(emails.map { ExactText($0) })
    for spelling in spellings where known.insert(ExactText(spelling)).inserted {
      emails.append(spelling)
    }
  }

  /// A task of the direct flow leaves nothing that says whose it was but the record that its result names.
  private mutating func follow(_ wanted: inout TraceWanted, _ end: Deadline) throws(Failure) {
    guard let result = facts.results.first(where: { taskIDs.contains($0.id) }),
      let id = result.recordID,
      let record = try database?.record(id)
    else { return }
    // A number alone may be another database's.
    guard let email = result.email,
      MentionedWords.folded(email) == MentionedWords.folded(record.email)
    else { return }
    let call = TraceFacts.Call(email: record.email, code: record.code ?? "")
    adopt(call)
    wanted.add(call)
    try lookInBroker(wanted, end)
  }

  private var firstCall: TraceFacts.Call? {
    facts.messages.compactMap(\.call).first ?? facts.held.compactMap(\.call).first
  }

  private var wanted: TraceWanted {
    if kinds == [.email] { return TraceWanted(email: subject.text) }
    var wanted: TraceWanted
    if kinds == [.task] {
      wanted = TraceWanted(ids: taskIDs)
      if let said { wanted.add(said) }
    } else {
      wanted = TraceWanted(code: codes.first ?? subject.text)
      if kinds.contains(.task) { wanted.add(ids: taskIDs) }
    }
    return wanted
  }

  // MARK: - What Celery has

  private mutating func lookInBroker(_ wanted: TraceWanted, _ end: Deadline) throws(Failure) {
    let connection = try servers.redis(.broker).get()
    if kinds.contains(.task), facts.marks.isEmpty {
      for id in taskIDs {
        var mark = try TraceBroker.mark(id, now: facts.now, on: connection, context)
        mark?.call = said
        if let mark { facts.marks.append(mark) }
      }
    }
    var broker = TraceBroker(context, wanted, wait: limits.wait, end: end)
    // What a look that fails has seen is kept.
    defer {
      facts.messages = broker.messages
      facts.malformed = broker.malformed
      facts.held = broker.held
      facts.fleet = broker.fleet
      completeness = broker.completeness
    }
    try broker.look(connection)
  }

  private mutating func readResults() throws(Failure) {
    var ids = Set(
      facts.entries.map(\.taskID) + facts.messages.compactMap(\.id) + facts.held.map(\.id))
    if kinds.contains(.task) { ids.formUnion(taskIDs) }
    facts.results = try TraceBroker.results(
      ids.sorted(), on: servers.redis(.result).get(), context, &completeness)
  }
}
