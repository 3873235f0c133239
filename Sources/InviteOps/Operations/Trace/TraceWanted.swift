internal import CeleryProtocol
internal import InviteDomain

/// Which messages and tasks are looked for.
struct TraceWanted: Sendable, Equatable {
  /// Without their case and blanks; empty for any.
  private(set) var emails: Set<ExactText> = []
  private(set) var codes: Set<ExactText> = []
  /// Tasks that are meant whomever they invite.
  private(set) var ids: Set<String> = []

  init(email: String) { emails = [MentionedWords.folded(email)] }

  init(code: String) { codes = [MentionedWords.folded(code)] }

  init(ids: [String]) { self.ids = Set(ids) }

  /// The same, and other tasks of the same invite.
  mutating func add(_ call: TraceFacts.Call) {
    emails.insert(MentionedWords.folded(call.email))
    codes.insert(MentionedWords.folded(call.code))
  }

  mutating func add(ids more: [String]) { ids.formUnion(more) }

  var sift: TraceSift {
    // Of an invite both are in its call: one will do.
    TraceSift(texts: (emails.isEmpty ? codes : emails).map(\.text), ids: Array(ids))
  }

  /// The call that is meant, of a task with this id; `nil` for another task.
  func call(_ id: String?, _ calls: [InviteCall]) -> TraceFacts.Call?? {
    let meant = calls.first { call in
      guard !emails.isEmpty || !codes.isEmpty else { return false }
      return (emails.isEmpty || emails.contains(MentionedWords.folded(call.email)))
        && (codes.isEmpty || codes.contains(MentionedWords.folded(call.code)))
    }
    if let meant { return .some(TraceFacts.Call(meant)) }
    guard let id, ids.contains(id) else { return nil }
    return .some(calls.first.map { TraceFacts.Call($0) })
  }
}

extension TraceFacts.Call {
  fileprivate init(_ call: InviteCall) {
    self.init(email: call.email, code: call.code, isRebind: call.isRebind)
  }
}
