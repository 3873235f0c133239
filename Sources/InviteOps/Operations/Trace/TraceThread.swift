internal import InviteDomain

/// What belongs to one invite: of one email by one code, in any case of either. What does not name both
/// belongs to the one task.
struct TraceThread: Sendable {
  struct Key: Hashable, Sendable {
    let email: ExactText
    let code: ExactText
    /// Of what does not name both; empty else, and where it is of no task.
    let task: String

    init(_ email: String, _ code: String?, task: String? = nil) {
      self.email = MentionedWords.folded(email)
      self.code = MentionedWords.folded(code ?? "")
      self.task = self.email.text.isEmpty || self.code.text.isEmpty ? task ?? "" : ""
    }
  }

  let key: Key
  /// As the newest trace of it writes them.
  var email = ""
  var code = ""
  var records: [TraceFacts.Record] = []
  var queueRows: [TraceFacts.QueueRow] = []
  var attempts: [TraceFacts.Attempt] = []
  var entries: [TraceFacts.Entry] = []
  var messages: [TraceFacts.Message] = []
  var held: [TraceFacts.Held] = []
  var results: [TraceFacts.Result] = []
  var members: [TraceFacts.Member] = []
  var marks: [TraceFacts.Mark] = []
  /// The row of its code.
  var codeRow: TraceFacts.Code?

  /// The ids of its tasks, as far as they are known.
  var taskIDs: Set<String> {
    Set(
      entries.map(\.taskID) + messages.compactMap(\.id) + held.map(\.id) + results.map(\.id)
        + marks.map(\.id) + attempts.compactMap(\.taskID))
  }

  /// When something of it was last written.
  var latest: Double {
    if !messages.isEmpty || !held.isEmpty { return .infinity }
    let times =
      records.flatMap { [$0.created, $0.accepted] }
      + queueRows.flatMap { [$0.created, $0.processed] }
      + entries.flatMap { [$0.created, $0.changed] }
      + results.map(\.done) + marks.map(\.at) + [codeRow?.activated]
    return times.compactMap(\.self).max() ?? 0
  }

  /// By it two of one moment are told apart.
  private var place: [ExactText] {
    [ExactText(email), ExactText(code), ExactText(key.task)]
  }

  /// Whether there is more of it than that a code is bound.
  var hasTraces: Bool {
    !records.isEmpty || !queueRows.isEmpty || !entries.isEmpty || !messages.isEmpty || !held.isEmpty
      || !results.isEmpty || !marks.isEmpty
  }
}

extension TraceThread {
  /// The invites that facts are about, the one with the newest trace last.
  ///
  /// - Parameter emails: whose; `nil` for everybody's. A code of theirs may be bound to somebody else.
  static func all(of facts: TraceFacts, emails: [String]? = nil) -> [TraceThread] {
    let wanted = emails.map { Set($0.map(MentionedWords.folded)) }
    var sorting = Sorting()
    sorting.sortRows(of: facts)
    for code in facts.codes {
      guard let bound = code.boundEmail, wanted?.contains(MentionedWords.folded(bound)) ?? true
      else { continue }
      sorting.edit(bound, code.code) { $0.codeRow = code }
    }
    // Somebody who joined without a code of ours.
    if sorting.threads.isEmpty {
      for member in facts.members { sorting.edit(member.email, nil) { _ in } }
    }
    sorting.sortTasks(of: facts)
    return sorting.threads.values.map { $0.completed(by: facts) }.sorted {
      guard $0.latest == $1.latest else { return $0.latest < $1.latest }
      return $0.place.lexicographicallyPrecedes($1.place)
    }
  }

  /// Puts each thing to the invite that it is of.
  private struct Sorting {
    private(set) var threads: [Key: TraceThread] = [:]

    mutating func edit(
      _ email: String, _ code: String?, task: String? = nil, _ change: (inout TraceThread) -> Void
    ) {
      let key = Key(email, code, task: task)
      var thread = threads[key] ?? TraceThread(key: key)
      if thread.email.isEmpty { thread.email = email }
      if thread.code.isEmpty { thread.code = code ?? "" }
      change(&thread)
      threads[key] = thread
    }

    /// What is of a task goes to where that is known already; else it is of this call.
    private mutating func edit(
      of id: String, _ call: TraceFacts.Call?, _ change: (inout TraceThread) -> Void
    ) {
      guard let owner = owner(of: id), var thread = threads[owner] else {
        return edit(call?.email ?? "", call?.code, task: id, change)
      }
      change(&thread)
      threads[owner] = thread
    }

    private func owner(of id: String) -> Key? {
      threads.first { $0.value.taskIDs.contains(id) }?.key
    }

    mutating func sortRows(of facts: TraceFacts) {
      for record in facts.records { edit(record.email, record.code) { $0.records.append(record) } }
      for row in facts.queueRows { edit(row.email, row.code) { $0.queueRows.append(row) } }
      for attempt in facts.attempts {
        let row = attempt.row
        let place =
          row.source == .records
          ? facts.records.first { $0.id == row.id }.map { ($0.email, $0.code) }
          : facts.queueRows.first { $0.id == row.id }.map { ($0.email, $0.code) }
        guard let place else { continue }
        edit(place.0, place.1) { $0.attempts.append(attempt) }
      }
      for entry in facts.entries { edit(entry.email, entry.code) { $0.entries.append(entry) } }
      for message in facts.messages {
        edit(message.call?.email ?? "", message.call?.code, task: message.id) {
          $0.messages.append(message)
        }
      }
      for held in facts.held {
        edit(held.call?.email ?? "", held.call?.code, task: held.id) { $0.held.append(held) }
      }
    }

    mutating func sortTasks(of facts: TraceFacts) {
      for mark in facts.marks where mark.call != nil {
        edit(of: mark.id, mark.call) { $0.marks.append(mark) }
      }
      for result in facts.results {
        let made = result.recordID.flatMap { id in facts.records.first { $0.id == id } }
        if let made, owner(of: result.id) == nil {
          edit(made.email, made.code) { $0.results.append(result) }
        } else {
          edit(of: result.id, result.call) { $0.results.append(result) }
        }
      }
      for mark in facts.marks where mark.call == nil {
        edit(of: mark.id, nil) { $0.marks.append(mark) }
      }
    }
  }

  /// With what is known of its person and its code.
  private func completed(by facts: TraceFacts) -> TraceThread {
    var thread = self
    thread.members = facts.members.filter { MentionedWords.folded($0.email) == key.email }
    if codeRow == nil {
      thread.codeRow = facts.codes.first { MentionedWords.folded($0.code) == key.code }
    }
    return thread
  }
}
