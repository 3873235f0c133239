internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization

extension TaskWait {
  /// A look asks all workers several questions. What they end is told by its result at once.
  private static let pauseBetweenLooks = Duration.seconds(3)

  /// REVOKED is the end only when nobody has the task any more (``TaskHolderSearch``).
  ///
  /// - Returns: what is to be gone by: the result itself, or the one that came after it.
  /// - Throws: ``Failure/Kind/unanswered`` when the deadline passed and somebody had it, or that could not be
  ///   known.
  func settled(_ result: TaskResult, until deadline: Deadline) throws(Failure) -> TaskResult {
    guard result.state == .revoked else { return result }
    var search = TaskHolderSearch(message.id, servers.context, on: try servers.redis(.broker))
    var wasTold = false
    while true {
      let finding = try search.find()
      // It may have been running until a moment ago, and its worker writes the result before it lets go.
      if case .nobody = finding { return try watch.latest() ?? result }
      if !wasTold { report(.state(result.state.rawValue, retries: 0)) }
      wasTold = true
      let next = try watch.next(deadline: deadline.earlier(.after(Self.pauseBetweenLooks)))
      if case .state(let told) = next, told.state != .revoked { return told }
      guard deadline.hasPassed else { continue }
      if try hasLeftInvite(finding) { return result }
      if case .somebody(let holder) = finding {
        throw unsettled(.somebody(try search.judged(holder)))
      }
      throw unsettled(finding)
    }
  }

  /// Whether its row is there already. While the message is in a list, rows are another's of the same email and
  /// code.
  private func hasLeftInvite(_ finding: TaskHolderSearch.Finding) throws(Failure) -> Bool {
    switch finding {
    case .somebody(.worker(_, state: "active")), .somebody(.unacked):
      try traces().fate(nil).fate == .invited
    case .nobody, .somebody, .unknown: false
    }
  }

  private func unsettled(_ finding: TaskHolderSearch.Finding) -> Failure {
    let why: Failure
    switch finding {
    case .somebody(let holder): why = holder.delay(of: message.id)
    case .unknown(let sentence):
      let ping = ShellCommand.invitectl(["inspect-workers", "ping"])
      why = Failure(
        .unanswered, sentence,
        hint: tr("'\(ping)' shows who answers; \(TaskHolder.waiting(for: message.id))"))
    case .nobody: preconditionFailure("what nobody has is over")
    }
    return Failure(why.kind, tr("the result is REVOKED, but \(why.message)"), hint: why.hint)
  }
}
