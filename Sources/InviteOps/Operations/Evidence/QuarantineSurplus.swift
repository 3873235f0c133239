internal import ClientSupport

/// Which messages in quarantine would be an invite more, as it was seen when somebody asked last: a watch that looks
/// each second does not ask results, rows and buckets each time.
///
/// What was made stays made. Of one that was not seen to be, that is as old as this; `--put-back` looks itself.
/// Of what waits those are asked about that are first when their queue is met: where a worker consumes it and does not
/// answer, each look finds others.
struct QuarantineSurplus: Sendable {
  /// As they were told, by their token.
  private var told: [String: QuarantinedMessage] = [:]
  /// The queues whose first messages were asked about.
  private var met: Set<String> = []

  init() {}

  /// The messages with what is known of them: only those are asked about of which nothing is.
  ///
  /// - Parameter patience: how long asking may take in all; `nil` for as long as its requests may.
  mutating func noting(
    _ messages: [QuarantinedMessage], _ context: OperationContext, within patience: Duration?
  ) -> [QuarantinedMessage] {
    noting(messages) { unknown in
      let end = patience.map { Deadline.after($0) } ?? .never
      return QuarantinedMessage.notingSurplus(unknown, context, until: end)
    }
  }

  /// - Parameter ask: gives the same messages with what is known of them.
  mutating func noting(
    _ messages: [QuarantinedMessage], ask: ([QuarantinedMessage]) -> [QuarantinedMessage]
  ) -> [QuarantinedMessage] {
    let unknown = messages.filter { message in
      guard told[message.token] == nil else { return false }
      // What comes back comes when its worker has died, which may be after its queue was met.
      return !message.isWaiting || message.isUnacked || !met.contains(message.queue ?? "")
    }
    for message in unknown where message.isWaiting && !message.isUnacked {
      met.insert(message.queue ?? "")
    }
    var now: [String: QuarantinedMessage] = [:]
    let asked = unknown.isEmpty ? [] : ask(unknown)
    for message in asked { now[message.token] = message }
    // Of those that are back nothing is kept.
    for message in messages where now[message.token] == nil {
      now[message.token] = told[message.token]
    }
    told = now
    return messages.map { message in
      guard let known = now[message.token] else { return message }
      var noted = message
      noted.isMade = message.isMade || known.isMade
      noted.isRefunded = known.isRefunded
      noted.isUnseen = known.isUnseen
      return noted
    }
  }
}
