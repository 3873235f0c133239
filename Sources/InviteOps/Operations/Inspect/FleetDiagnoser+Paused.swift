internal import Localization

/// What is to be said of queues that somebody has paused.
extension FleetDiagnoser {
  /// - Parameters:
  ///   - consumers: by queue, the workers that say that they consume it.
  ///   - waiting: the first messages of queues that nobody consumes, with what is known of them.
  static func paused(
    _ queues: [PausedQueue], consumers: [String: [String]], waiting: [QuarantinedMessage] = []
  ) -> [Diagnosis] {
    queues.map { paused in
      guard let consumers = consumers[paused.queue], !consumers.isEmpty else {
        let first = QuarantinedMessage.beforehand(waiting.filter { $0.queue == paused.queue })
        let resume = tr("'\(paused.resume)' has its workers consume it again")
        return Diagnosis(
          severity: .warning, kind: "paused_queue",
          message: tr("\(paused.queue) is paused, \(paused.byWhom)"),
          hint: QuarantinedMessage.after(first, resume))
      }
      let names = consumers.sorted().joined(separator: ", ")
      if paused.isResumed {
        // Nobody was started: some did not answer when its pause was ended.
        let left = paused.nodes.joined(separator: ", ")
        return Diagnosis(
          severity: .warning, kind: "paused_queue",
          message: tr(
            "\(paused.queue) is not wholly resumed: consumed again by \(names), not yet by \(left)"),
          hint: tr("when they answer, once more: '\(paused.resume)'"))
      }
      return Diagnosis(
        severity: .problem, kind: "paused_queue_consumed",
        message: tr(
          "\(paused.queue) is paused, \(paused.byWhom), and consumed nevertheless by \(names)"),
        hint: tr(
          "a worker that starts consumes all its queues; to stop it: '\(paused.pauseAgain)'; or "
            + "'\(paused.resume)'"))
    }
  }
}
