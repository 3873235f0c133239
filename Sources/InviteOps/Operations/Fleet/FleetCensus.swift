internal import CeleryProtocol
public import InviteDomain
internal import Localization

/// Who is there, who answered and who did not, and as far as it can be known why.
public struct FleetCensus: Sendable, Encodable {
  /// How a worker stands.
  public enum Status: String, Sendable, Encodable {
    /// Answered.
    case replied
    /// Two workers answered under one name: each control command reaches both.
    case duplicateName = "duplicate_name"
    /// Its connection listens and it does not answer: stopped, or a busy solo pool.
    case silent
    /// It sends heartbeats and does not answer.
    case heartbeatOnly = "heartbeat_only"
    /// Its binding is left and nobody listens: killed, without time to clean up.
    case absent
    /// Asked by a name that nobody has or has left behind.
    case unknown
    /// Some of these listen and some do not; which of them cannot be known.
    case silentOrAbsent = "silent_or_absent"

    /// In a word or two, for people.
    public var word: String {
      switch self {
      case .replied: tr("replied")
      case .duplicateName: tr("duplicate")
      case .silent: tr("silent")
      case .heartbeatOnly: tr("heartbeat only")
      case .absent: tr("absent")
      case .unknown: tr("unknown")
      case .silentOrAbsent: tr("silent/absent")
      }
    }
  }

  public struct Worker: Sendable, Encodable {
    public let name: String
    public let status: Status
  }

  /// By name.
  public let workers: [Worker]
  /// Connections that received the request, workers and others.
  public let listening: Int
  /// Milliseconds until the last answer, or until waiting ended.
  public let elapsedMs: Double
  /// Messages on our reply list that were no answers.
  public let unreadableReplies: Int
  /// Listeners that no name accounts for: other programs that subscribe to everything.
  public let unnamedListeners: Int

  init(_ answers: MailboxAnswers, destination: [String]? = nil) {
    let counts = Dictionary(
      grouping: answers.collector.replies.first ?? [], by: \.node
    ).mapValues(\.count)
    let answered = answers.collector.answered
    let muted = answers.muted.intersection(destination.map { Set($0) } ?? answers.heartbeats)
    let asked = Set(destination ?? answers.bound).subtracting(answered).subtracting(muted)
    let missing = asked.intersection(answers.heartbeats.union(answers.bound))
    let listenersLeft = max(
      0, answers.listening - max(answered.count, counts.values.reduce(0, +)))
    // Who is not asked does not answer: with a destination, listeners say nothing about it.
    let others = destination.map { Set(answers.bound).subtracting($0).count } ?? 0
    let surplus = max(0, listenersLeft - others)
    let quiet = missing.subtracting(answers.heartbeats)
    let surplusForQuiet = max(0, surplus - (missing.count - quiet.count))
    var workers = answered.map {
      Worker(name: $0, status: counts[$0, default: 1] > 1 ? .duplicateName : .replied)
    }
    workers += muted.map { Worker(name: $0, status: .heartbeatOnly) }
    for name in asked.subtracting(missing) {
      workers.append(Worker(name: name, status: .unknown))
    }
    for name in missing {
      let status: Status =
        if answers.heartbeats.contains(name) {
          .heartbeatOnly
        } else if surplusForQuiet >= quiet.count {
          .silent
        } else if surplusForQuiet == 0 {
          .absent
        } else {
          .silentOrAbsent
        }
      workers.append(Worker(name: name, status: status))
    }
    self.workers = workers.sorted { $0.name < $1.name }
    listening = answers.listening
    elapsedMs = (answers.elapsed.seconds * 10_000).rounded() / 10
    unreadableReplies = answers.collector.unreadable
    unnamedListeners = max(0, surplus - missing.count)
    isAddressed = destination != nil
    strangers = answers.strangers
  }

  /// As ``MailboxAnswers/strangers``.
  let strangers: Int?

  /// Whether certain workers were asked: then one that is gone counts as missing.
  private let isAddressed: Bool

  private enum CodingKeys: String, CodingKey {
    case workers, listening, elapsedMs, unreadableReplies, unnamedListeners
  }

  /// Names of which some listen and the others are gone.
  var open: Set<String> {
    Set(workers.filter { $0.status == .silentOrAbsent }.map(\.name))
  }

  /// Who answered at all.
  public var answered: Int {
    workers.count { $0.status == .replied || $0.status == .duplicateName }
  }

  /// The outcome for the exit code: `nil` when every worker that listens has answered. A killed
  /// worker's left binding is told but is no failure, unless that worker was asked by name.
  public var shortfall: Failure.Kind? {
    if answered == 0 { return .unanswered }
    let isMissing = workers.contains { worker in
      switch worker.status {
      case .replied, .duplicateName: false
      case .absent, .unknown: isAddressed
      case .silent, .heartbeatOnly, .silentOrAbsent: true
      }
    }
    return isMissing ? .partial : nil
  }
}
