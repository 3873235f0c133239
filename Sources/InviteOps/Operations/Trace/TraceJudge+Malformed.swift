internal import InviteDomain
internal import Localization

/// Messages that Celery cannot read, in the queue where an invite waits: a worker that takes one may end at it.
extension TraceJudge {
  /// The same, with what is said of them. The one that is taken next is taken out first: whatever has the queue
  /// consumed sends it at the workers.
  func besideMalformed(_ message: TraceFacts.Message, _ verdict: TraceVerdict) -> TraceVerdict {
    guard case .list(_, let queue, let ahead, _) = message.place else { return verdict }
    let there = facts.malformed.filter { $0.queue == queue }
    if let next = there.first(where: { $0.ahead == 0 }) {
      let malformed = tr("the next message of \(queue) is malformed: \(next.defect)")
      return TraceVerdict(
        verdict.state, .wanting, tr("\(verdict.sentence); \(malformed)"),
        .shell(QuarantineCommand.takingOut(of: queue)))
    }
    let before = there.count { $0.ahead < ahead }
    let behind = there.count { $0.ahead > ahead }
    var told = verdict
    if before > 0 {
      told.sentence += tr(
        before, "; \(before) before it is malformed, at which a worker may end",
        "; \(before) before it are malformed, at which workers may end")
    }
    if behind > 0 {
      told.sentence += tr(
        behind, "; \(behind) behind it is malformed, at which a worker may end",
        "; \(behind) behind it are malformed, at which workers may end")
    }
    return told
  }
}

extension TraceFacts {
  /// That whose a malformed message is nothing tells, a sentence for each queue; none where what is looked for was
  /// found.
  var malformedGaps: [String] {
    guard messages.isEmpty, held.isEmpty else { return [] }
    return Set(malformed.map(\.queue)).sorted().map { queue in
      let name = PythonText.escaped(queue)
      let count = malformed.count { $0.queue == queue }
      return tr(
        count, "\(count) message in \(name) is malformed: whose it is does not show",
        "\(count) messages in \(name) are malformed: whose they are does not show")
    }
  }
}
