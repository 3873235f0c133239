internal import CeleryProtocol

/// An invite that Celery has: in a list, taken by a worker, or in a worker's hands.
struct InviteSighting {
  enum Place: Hashable {
    /// The list, as people are told of it.
    case queue(String)
    /// Taken and not acknowledged; which worker has it is not said.
    case unacked
    /// The same, and its delivery tag is not in `unacked_index`. kombu gives back what is overdue by the
    /// index alone (`QoS.restore_visible` in kombu/transport/redis.py), and a worker at its end what it
    /// has taken itself: of a worker that died nobody gives it back.
    case stranded(tag: String)
    case worker(String)
  }

  /// The task's; another call inside of it has a number behind it.
  let id: String
  let call: InviteCall
  let place: Place
}

/// What a look at the broker comes upon.
enum BrokerFinding {
  case invite(InviteSighting)
  /// A call that is not understood names words; and which one it is, for people.
  case mention(CallMentions, String)
}
