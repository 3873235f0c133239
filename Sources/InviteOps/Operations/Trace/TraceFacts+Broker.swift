internal import InviteDomain
internal import Localization

/// What broker, workers and results have of an invite.
extension TraceFacts {
  /// A message in a list or among the unacknowledged.
  struct Message: Sendable, Equatable {
    enum Place: Sendable, Equatable {
      /// `ahead` are delivered before it; `workers` look into the list.
      case list(name: String, queue: String, ahead: Int, workers: [String])
      /// `isIndexed`: in the index by which alone kombu gives back what a dead worker had taken.
      case unacked(tag: String, since: Double?, isIndexed: Bool)
      /// Taken out of its queue into a file.
      case quarantine(QuarantinedMessage)
    }

    var id: String?
    var call: Call?
    var place: Place
    var queue: String?
    var priority: Int?
    var retries = 0
    var eta: Double?
    var expires: Double?
    var isRedelivered = false
    /// Its delivery tag.
    var tag: String?
  }

  /// A message in a list that Celery cannot read.
  struct Malformed: Sendable, Equatable {
    var queue = ""
    /// Messages of the queue that are taken before it.
    var ahead = 0
    /// What is wrong with it, and what workers do then.
    var defect = ""
  }

  /// Whom a task invites.
  struct Call: Sendable, Hashable {
    var email = ""
    var code = ""
    /// Whether it is a rebind, where the call itself was read.
    var isRebind: Bool?
  }

  /// A task that a worker tells of.
  struct Held: Sendable, Equatable {
    enum State: String, Sendable { case active, scheduled, reserved }

    var id = ""
    var worker = ""
    var state = State.active
    var call: Call?
    /// When it was started.
    var since: Double?
    /// When it is to be run.
    var eta: Double?
    /// Who has it once more, the same worker or another one: the broker gave it to them again.
    var others: [Copy] = []

    /// A task as one worker has it.
    struct Copy: Sendable, Equatable {
      var worker = ""
      var state = State.active
    }

    /// As each has it, once for each time.
    var copies: [Copy] { [Copy(worker: worker, state: state)] + others }

    /// Whoever has it, once for each time.
    var holders: [String] { copies.map(\.worker) }
  }

  /// What the result backend has of a task.
  struct Result: Sendable, Equatable {
    var id = ""
    var state = ""
    var done: Double?
    /// The error in the worker's words.
    var error: String?
    /// The last line of its traceback.
    var lastLine: String?
    /// The record that it says it made, and whom it invited.
    var recordID: Int?
    var email: String?
    /// Whose it is, where it was found by that.
    var call: Call?

    var isFinal: Bool { ["SUCCESS", "FAILURE", "REVOKED"].contains(state) }
  }

  /// What a redemption of the direct flow leaves in the broker: digests of email and code.
  struct Mark: Sendable, Equatable {
    var id = ""
    var at: Double?
    /// Whose it is, where it was found by that.
    var call: Call?
  }

  /// Workers and the queues that they consume.
  struct Fleet: Sendable, Equatable {
    /// Those that answered, by node, with their queues.
    var consumed: [String: Set<String>] = [:]
    /// Those that listen and do not answer.
    var silent: Set<String> = []
    /// Those that have remote control off: what they have nobody can ask.
    var muted: Set<String> = []
    /// Connections that take messages; `nil` where they were not looked at.
    var takers: Int?
    /// Whether this user may not see them.
    var hidesTakers = false
    /// Of ``takers`` those that belong to nobody who answered, is silent or was heard.
    var strangers = 0
    /// By the task's id, the workers that were told to discard it.
    var revoked: [String: Set<String>] = [:]
    /// Queues that somebody has paused.
    var paused: [PausedQueue] = []

    func consumers(of queue: String) -> [String] {
      consumed.filter { $0.value.contains(queue) }.keys.sorted()
    }

    /// How many connections take messages that nobody accounts for who is known: each worker that consumes
    /// has one.
    var surplus: Int {
      guard let takers else { return 0 }
      return takers - consumed.values.count { !$0.isEmpty } - silent.count - muted.count
    }

    /// That there are such workers, as something that was not seen; `nil` where there are none.
    var gap: String? {
      if !muted.isEmpty {
        let names = muted.sorted().joined(separator: ", ")
        return tr(
          muted.count, "\(names) has remote control off: what it has was not seen",
          "\(names) have remote control off: what it has was not seen")
      }
      guard strangers > 0 else { return nil }
      return tr(
        strangers,
        """
        \(strangers) connection takes messages and belongs to no worker that answers: what it has \
        was not seen
        """,
        """
        \(strangers) connections take messages and belong to no worker that answers: what it has \
        was not seen
        """)
    }

    /// How many answered and consume nothing: by what they took once they may be connected still.
    var idle: Int { consumed.values.count(where: \.isEmpty) }

    /// Who may have a message that nobody tells of, or take it, without being asked: in words that end in
    /// what they may do; `nil` where there is nobody.
    func unheard(may verb: String) -> String? {
      if !muted.isEmpty { return UnheardWorkers.may(verb, muted) }
      guard strangers > 0 else { return nil }
      return tr(
        strangers,
        """
        \(strangers) connection that takes messages belongs to no worker that answers, and may \
        \(verb)
        """,
        """
        \(strangers) connections that take messages belong to no worker that answers, and may \
        \(verb)
        """)
    }
  }
}

extension [TraceFacts.Held] {
  /// Takes what a worker tells of; the tasks that run first, then those that are reserved, then those that wait for
  /// their time.
  mutating func take(_ held: TraceFacts.Held) {
    guard let place = firstIndex(where: { $0.id == held.id }) else { return append(held) }
    // A worker lists as reserved neither what it runs nor what waits for its time (celery/worker/control.py,
    // strategy.py): what is told twice is there twice. One that is to be retried is begun and scheduled for a moment.
    guard self[place].state != .active || held.state != .scheduled else { return }
    self[place].others.append(.init(worker: held.worker, state: held.state))
  }
}

extension TraceFacts.Message {
  var isInList: Bool { if case .list = place { true } else { false } }

  var isInQuarantine: Bool { if case .quarantine = place { true } else { false } }

  /// E.g. `in the file q5.msg`; empty of what is not in quarantine.
  var quarantinePlace: String { if case .quarantine(let out) = place { out.place } else { "" } }
}
