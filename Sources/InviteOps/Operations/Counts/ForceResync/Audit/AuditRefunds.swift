internal import ClientSupport
internal import InviteDomain
internal import RedisClient

/// One person of a code, by what the marks of refunds are looked up.
struct AuditPerson: Sendable, Hashable {
  let email: String
  /// In seconds, of the youngest trace; of a message nothing tells it, and it may be of this moment.
  let age: Double
  /// Where the person's last use stands among the code's.
  let last: Int
}

extension AuditBuckets {
  /// So many people are looked up at once.
  private static let people = 1000

  /// Takes out what uses left that were given back since: they are none any more.
  ///
  /// Who may not see the marks is told of traces that no use wants.
  ///
  /// - Parameter seen: when the ages of the traces were read.
  func leaveRefunded(_ subjects: inout [AuditSubject], seen: ContinuousClock.Instant) {
    guard let servers = watched else { return }
    var asked: [(subject: Int, person: AuditPerson)] = []
    var refunded: [(subject: Int, last: Int)] = []
    func look() {
      let part = asked
      asked.removeAll(keepingCapacity: true)
      guard !part.isEmpty else { return }
      let invites = part.map { subject, person in
        (
          code: PythonText.stripped(subjects[subject].code).uppercased(),
          email: PythonText.stripped(person.email).lowercased()
        )
      }
      guard
        let marks = try? RefundedInvites(
          invites, seen: seen, on: servers.redis, deadline: servers.deadline)
      else { return }
      for ((subject, person), invite) in zip(part, invites) {
        switch marks.standing(
          code: invite.code, email: invite.email, age: person.age, ofCounts: true)
        {
        case .own?: refunded.append((subject: subject, last: person.last))
        // An invite may have been made without a use.
        case .ownByForce?, .somebodys?: subjects[subject].mayBeGivenBack = true
        case nil: break
        }
      }
    }
    for index in subjects.indices {
      for person in subjects[index].people {
        asked.append((subject: index, person: person))
        if asked.count >= Self.people { look() }
      }
    }
    look()
    // From the end, so that the places before stay what they are.
    for (subject, last) in refunded.reversed() { subjects[subject].threads.remove(at: last) }
  }
}
