internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

extension QuarantinedMessage {
  /// What is to be said where a fleet is looked at: how many are out and where, and what is to be done about the
  /// oldest.
  struct Summary {
    let message: String
    /// What puts it back; `nil` where it is not to go back, or nobody knows its file.
    let putBack: String?
    /// What else is to be done, in words.
    let advice: String?
  }

  /// - Parameter messages: the oldest first.
  /// - Returns: `nil` where there are none.
  static func summary(_ messages: [QuarantinedMessage], _ broker: RedisEndpoint) -> Summary? {
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
    let message = placed(dated(what, oldest, isAlone: count == 1), oldest)
    if oldest.isLost {
      // Who looks for it is to know of the others.
      let there = messages.first(where: \.goesBack)?.putBack
      let lost = oldest.losing(broker)
      return Summary(
        message: message, putBack: nil,
        advice: there.map { tr("\(lost); '\($0)' puts back the oldest that is there") } ?? lost)
    }
    guard oldest.isPoison else {
      // Of one whose invite was made, too, nobody is to think that the person may have none.
      if oldest.isRefunded, !oldest.isMade {
        return Summary(message: message, putBack: nil, advice: oldest.afterRefund)
      }
      guard oldest.isMade else {
        if oldest.isUnseen, let look = oldest.looking {
          return Summary(message: message, putBack: nil, advice: look)
        }
        return Summary(message: message, putBack: oldest.putBack, advice: nil)
      }
      // Who keeps it is to know of the others.
      let other = messages.first(where: \.goesBack)?.putBack
      let kept = oldest.keeping
      return Summary(
        message: message, putBack: nil,
        advice: other.map { tr("\(kept); '\($0)' puts back the oldest that is not one too many") }
          ?? kept)
    }
    // Who keeps it is to know of the others.
    let sound = messages.first(where: \.goesBack)?.putBack
    let removing = oldest.removing(broker)
    return Summary(
      message: message, putBack: nil,
      advice: sound.map { tr("\(removing); '\($0)' puts back the oldest that it can read") }
        ?? removing)
  }

  /// What is to be done about this one: what puts it back, or in words why it is not to go back, and what else.
  /// Neither where nobody knows its file.
  func step(_ broker: RedisEndpoint) -> (putBack: String?, advice: String?) {
    guard goesBack else { return (nil, Self.summary([self], broker)?.advice) }
    return (putBack, nil)
  }

  /// Whether `--put-back` puts it back, and workers can read it.
  private var goesBack: Bool { !isPoison && !isLost && !isRefunded && !isMade && !isUnseen }

  /// Whether `--put-back` would put it back was not seen: its plan tells; `nil` where nobody knows its file.
  private var looking: String? {
    file.map { file in
      let plan = ShellCommand.invitectl(
        ["inspect-workers", "control", "quarantine"], [], [.init("--put-back", file), "-n"],
        isQuoted: true)
      return tr("not seen whether put back it is an invite more: '\(plan)' tells, there")
    }
  }

  /// What is to be done where its token was given back: put back it is an invite without a use, which `--put-back` refuses.
  private var afterRefund: String? {
    file.map { file in
      let force = Self.puttingBack(file, isForced: true)
      let choice = tr(
        "if the person has no invite and none is on its way, '\(force)' puts it back all the same; "
          + "else keep the file")
      return tr("its token was given back: \(choice)")
    }
  }

  /// Put back it is an invite more, which `--put-back` refuses.
  private var keeping: String {
    guard let id else { return tr("its invite was made already, or may have been: keep the file") }
    let trace = ShellCommand.invitectl(["trace"], [id])
    return tr(
      "its invite was made already, or may have been: keep the file; '\(trace)' says what became of it"
    )
  }

  /// Its file is not where it was written, on this machine.
  private func losing(_ broker: RedisEndpoint) -> String {
    let forget = forgetting(broker)
    return tr(
      "that file is not there any more: look for it; if it is nowhere, the message is lost, and '\(forget)' "
        + "has the broker forget it")
  }

  /// Put back it stops workers again, and is to be taken out again.
  private func removing(_ broker: RedisEndpoint) -> String {
    let forget = forgetting(broker)
    guard let file else {
      return tr("Celery cannot read it: '\(forget)' has the broker forget it")
    }
    return tr(
      "Celery cannot read it: keep it for who sent it, or delete it for good by '\(forget)', and "
        + "where it is by 'rm \(ShellWord.unquoted(file))'")
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
