internal import InviteDomain
internal import Localization

/// Who has the message of a task that may therefore run still, the strongest first.
enum TaskHolder: Equatable {
  /// - Parameter state: as the worker names it: `active`, `reserved`, `scheduled` or `ready`.
  case worker(String, state: String)
  /// Those that do not answer may be the ones that have it.
  case unacked(silent: [String])
  /// - Parameters:
  ///   - hasWorkers: whether anybody answers who takes messages.
  ///   - first: what is to be typed before somebody does (``QuarantinedMessage/beforehand(in:_:)``).
  case queue(String, hasWorkers: Bool, first: String? = nil)
  /// - Parameters:
  ///   - putBack: what puts it back, if workers can read it.
  ///   - mayBeMade: whether its invite was made, or may have been: then it is not put back.
  case quarantine(place: String, putBack: String?, mayBeMade: Bool = false)

  /// Why its token is not given back.
  func refusal(of id: String) -> Failure {
    told(
      of: id, .conflict,
      tr("'\(Self.look(for: id))' shows where it is; when it is over, type the same again"),
      mayForce: true)
  }

  /// Why a wait for it ended without an end of it.
  func delay(of id: String) -> Failure {
    told(of: id, .unanswered, Self.waiting(for: id), mayForce: false)
  }

  /// What takes its message out of its queue; `nil` where it waits in none.
  func takeOut(of id: String) -> String? {
    guard case .queue(let queue, _, _) = self else { return nil }
    return QuarantineCommand.takingOut(of: queue, id: id)
  }

  /// What who waits for a task can do, whoever has it.
  static func waiting(for id: String) -> String {
    tr(
      "'\(look(for: id))' shows where it is; "
        + "wait longer with --id \(ShellWord.quoted(id)) --wait=10m")
  }

  private static func look(for id: String) -> String {
    ShellCommand.invitectl(["inspect-workers", "task"], [id])
  }

  /// - Parameters:
  ///   - wait: what to do in any case.
  ///   - mayForce: whether who asks has `--force`.
  private func told(
    of id: String, _ kind: Failure.Kind, _ wait: String, mayForce: Bool
  ) -> Failure {
    switch self {
    case .worker(let node, state: "active"):
      return Failure(
        kind, tr("\(node) runs task \(id), so it may still invite"), hint: wait)
    case .worker(let node, state: "scheduled"):
      return Failure(
        kind, tr("\(node) holds task \(id) until its time, and may run it then"), hint: wait)
    case .worker(let node, _):
      return Failure(
        kind,
        tr(
          "\(node) has task \(id) and may run it, revoked or not: its processes may have it already"
        ),
        hint: wait)
    case .unacked(let silent):
      let taken = tr(
        "the message of task \(id) was taken and not acknowledged, so that it may run still")
      guard silent.isEmpty else {
        let names = silent.joined(separator: ", ")
        let ping = ShellCommand.invitectl(["inspect-workers", "ping"])
        return Failure(
          kind,
          tr(
            silent.count, "\(taken); \(names) does not answer and may have it",
            "\(taken); \(names) do not answer and may have it"),
          hint: tr("'\(ping)' shows who answers; \(wait)"))
      }
      let restore = ShellCommand.invitectl(
        ["inspect-workers", "control", "restore-unacked"], [id], ["--dry-run"])
      return Failure(
        kind, taken, hint: tr("'\(restore)' tells whether its worker is gone; \(wait)"))
    case .queue(let queue, let hasWorkers, let first):
      let revoke = ShellCommand.invitectl(
        ["inspect-workers", "control", "revoke"], [id], ["--yes"])
      return Failure(
        kind,
        tr("the message of task \(id) waits in \(queue), and is run when a worker takes it"),
        hint: hasWorkers
          ? tr("'\(revoke)' has the workers discard it; \(wait)")
          : QuarantinedMessage.after(first, tr("start a worker, which takes it; \(wait)")))
    case .quarantine(let place, let putBack, let mayBeMade):
      if mayBeMade {
        let trace = ShellCommand.invitectl(["trace"], [id])
        let look = tr("'\(trace)' shows what is known of it")
        return Failure(
          kind,
          tr("the message of task \(id) is in \(place), and its invite was made, or may have been"),
          hint: mayForce
            ? tr("\(look); add --force when you know that the person has no invite of this use")
            : look)
      }
      let said = tr("the message of task \(id) is in \(place), and is run when it is put back")
      guard mayForce else {
        return Failure(
          kind, said, hint: putBack.map { tr("'\($0)' puts it back; \(wait)") } ?? wait)
      }
      return Failure(
        kind, said,
        hint: putBack.map {
          tr(
            "'\($0)' puts it back; or add --force, which gives the token back all the same, and keep "
              + "the file away from the queue")
        } ?? tr("add --force when you know that it is never put back"))
    }
  }
}
