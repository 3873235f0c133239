internal import InviteDomain
internal import InviteStorage

extension QuarantinedMessage {
  /// What is to be said where a fleet is looked at: how many are out and where, and what puts the oldest back.
  ///
  /// - Parameter messages: the oldest first.
  /// - Returns: `nil` where there are none.
  static func summary(_ messages: [QuarantinedMessage]) -> (message: String, hint: String?)? {
    guard let oldest = messages.first else { return nil }
    let since =
      oldest.taken.flatMap { Timestamps.rfc3339(outside: $0) }.map { " since \($0)" } ?? ""
    let queues = Set(messages.compactMap(\.queue)).sorted().map { PythonText.escaped($0) }
    let whose = queues.isEmpty ? "" : " of \(queues.joined(separator: ", "))"
    let first = messages.count == 1 ? "" : ", the oldest"
    return (
      CountText.of(messages.count, "message\(whose) is", "messages\(whose) are")
        + " in quarantine\(first)\(since)\(oldest.file.map { ": \(PythonText.escaped($0))" } ?? "")"
        + (oldest.host.map { " on \(PythonText.escaped($0))" } ?? ""),
      oldest.putBack
    )
  }
}
