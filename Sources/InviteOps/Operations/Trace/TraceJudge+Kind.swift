/// Uses and rebinds of one email and code: a worker writes into the record which of both its task was.
extension TraceJudge {
  /// Whether a record may be of a task by that.
  ///
  /// - Parameter orOfEither: whether a rebind's may be one that does not say it.
  func isOfKind(_ record: TraceFacts.Record, of id: String, orOfEither: Bool = true) -> Bool {
    guard let asked = isRebind(id), record.isRebind != asked else { return true }
    return asked && orOfEither && !record.saysKind
  }

  /// Whether two tasks may be of one kind.
  func isSameKind(_ one: String, _ other: String) -> Bool {
    guard let first = isRebind(one), let second = isRebind(other) else { return true }
    return first == second
  }

  /// `nil` where nothing tells.
  private func isRebind(_ id: String) -> Bool? {
    if let entry = thread.entries.first(where: { $0.taskID == id }) {
      return entry.flow == "rebind"
    }
    let call =
      thread.messages.first { $0.id == id }?.call ?? thread.held.first { $0.id == id }?.call
    return call?.isRebind
  }
}
