internal import ClientSupport
internal import InviteDomain
internal import RedisClient

/// One person of a code, by what the marks of refunds are looked up.
struct AuditPerson: Sendable, Hashable {
  let email: String
  /// Places among the code's traces.
  let traces: Range<Int>
  /// How many of the person's redemptions waited when a person said what the count is.
  let waited: Int
  /// How long before the traces were read the person's token came back last, in seconds; `nil` where none did. What
  /// came back by force, while the task may have gone on, is not meant.
  var refunded: Double?

  init(email: String, traces: Range<Int>, waited: Int) {
    self.email = email
    self.traces = traces
    self.waited = waited
  }
}

extension AuditBuckets {
  /// So many people are looked up at once.
  private static let people = 1000

  /// Notes whose uses were given back since: what they left is of none any more.
  ///
  /// Who may not see the marks is told of traces that no use wants.
  ///
  /// - Parameter seen: when the ages of the traces were read.
  func noteRefunded(_ subjects: inout [AuditSubject], seen: ContinuousClock.Instant) {
    guard let servers = watched else { return }
    var asked: [(subject: Int, person: Int)] = []
    func look() {
      let part = asked
      asked.removeAll(keepingCapacity: true)
      guard !part.isEmpty else { return }
      let invites = part.map { place in
        let subject = subjects[place.subject]
        return (
          code: PythonText.stripped(subject.code).uppercased(),
          email: PythonText.stripped(subject.people[place.person].email).lowercased()
        )
      }
      guard
        let marks = try? RefundedInvites(
          invites, seen: seen, on: servers.redis, deadline: servers.deadline)
      else { return }
      for (place, invite) in zip(part, invites) {
        subjects[place.subject].people[place.person].refunded = marks.over(
          code: invite.code, email: invite.email)
        switch marks.standing(
          code: invite.code, email: invite.email, age: subjects[place.subject].oldest(place.person),
          ofCounts: true)
        {
        // An invite may have been made without a use.
        case .ownByForce?, .somebodys?: subjects[place.subject].mayBeGivenBack = true
        case .own?, nil: break
        }
      }
    }
    for index in subjects.indices {
      for place in subjects[index].people.indices {
        asked.append((subject: index, person: place))
        if asked.count >= Self.people { look() }
      }
    }
    look()
  }
}

extension AuditSubject {
  /// The age of a person's oldest trace, in seconds; one of which nobody knows it may be of this moment.
  fileprivate func oldest(_ person: Int) -> Double {
    traces[people[person].traces].reduce(0) { Swift.max($0, $1.seconds ?? 0) }
  }
}
