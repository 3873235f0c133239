internal import InviteDomain
internal import InviteStorage
internal import Localization

extension QuarantinedMessage {
  /// What is to be said where a fleet is looked at: how many are out and where, and what puts the oldest back.
  ///
  /// - Parameter messages: the oldest first.
  /// - Returns: `nil` where there are none.
  static func summary(_ messages: [QuarantinedMessage]) -> (message: String, hint: String?)? {
    guard let oldest = messages.first else { return nil }
    let count = messages.count
    let queues = Set(messages.compactMap(\.queue)).sorted().map { PythonText.escaped($0) }
      .joined(separator: ", ")
    let what =
      queues.isEmpty
      ? tr(count, "\(count) message is in quarantine", "\(count) messages are in quarantine")
      : tr(
        count, "\(count) message of \(queues) is in quarantine",
        "\(count) messages of \(queues) are in quarantine")
    return (placed(dated(what, oldest, isAlone: count == 1), oldest), oldest.putBack)
  }

  private static func dated(
    _ what: String, _ oldest: QuarantinedMessage, isAlone: Bool
  ) -> String {
    guard let since = oldest.taken.flatMap({ Timestamps.rfc3339(outside: $0) }) else {
      return isAlone ? what : tr("\(what), the oldest")
    }
    return isAlone ? tr("\(what) since \(since)") : tr("\(what), the oldest since \(since)")
  }

  private static func placed(_ what: String, _ oldest: QuarantinedMessage) -> String {
    let file = oldest.file.map { PythonText.escaped($0) }
    let host = oldest.host.map { PythonText.escaped($0) }
    return switch (file, host) {
    case (let file?, let host?): tr("\(what): \(file) on \(host)")
    case (let file?, nil): tr("\(what): \(file)")
    case (nil, let host?): tr("\(what) on \(host)")
    case (nil, nil): what
    }
  }
}
