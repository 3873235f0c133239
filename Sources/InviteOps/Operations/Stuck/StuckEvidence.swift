internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Which invites have a message or a worker right now.
struct StuckEvidence {
  /// An invite, as a row and a message name it.
  struct Key: Hashable {
    let email: String
    let code: String

    init(email: String, code: String) {
      self.email = PythonText.stripped(email).lowercased()
      self.code = ExactText(folding: code).text
    }

    static func == (one: Key, other: Key) -> Bool {
      ExactText(one.email) == ExactText(other.email) && ExactText(one.code) == ExactText(other.code)
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(ExactText(email))
      hasher.combine(ExactText(code))
    }
  }

  private var queued: [Key: String] = [:]
  private var unacked: Set<Key> = []
  /// Those of them that were there in one look after the other, by the ids of their tasks.
  private var staying: [Key: String] = [:]
  /// By their delivery tags.
  private var stranded: [Key: String] = [:]
  private var held: [Key: String] = [:]
  private var recorded: Set<Key> = []
  /// By messages in quarantine that stand beside their own record: the codes as they name them.
  private var made: [Key: Set<ExactText>] = [:]
  private var mentioned = MentionedWords()
  private(set) var completeness = Completeness()
  private(set) var answered: Set<String> = []
  /// What to run when something was put right.
  private let again: String

  /// - Parameters:
  ///   - again: the command that asks, as hints name it.
  ///   - pause: between the two looks at the broker.
  ///   - lock: what must not be lost while much is read.
  init(
    _ context: OperationContext, _ connection: PostgresConnection, again: String,
    pause: Duration, keeping lock: RunLock?
  ) throws(Failure) {
    self.again = again
    // What is published while the broker is looked at is seen in one of the two places.
    let outbox = try RecordedInvites.read(connection, deadline: context.requestDeadline)
    recorded = Set(outbox.invites.map { Key(email: $0.email, code: $0.code) })
    var search = try BrokerSearch(context)
    search.passesOver = .refused
    var (queued, unacked, held) = (self.queued, self.unacked, self.held)
    var stranded = self.stranded
    var mentioned = self.mentioned
    var loss: Failure?
    var taken: [Key: String] = [:]
    for _ in 0..<2 {
      let before = taken
      taken = [:]
      try search.next(after: pause) { finding in
        do throws(Failure) {
          if loss == nil { try lock?.keepAlive() }
        } catch {
          loss = error
        }
        switch finding {
        case .invite(let sighting):
          let key = Key(email: sighting.call.email, code: sighting.call.code)
          switch sighting.place {
          case .queue(let list): queued[key] = list
          case .unacked: taken[key] = sighting.id
          case .stranded(let tag): stranded[key] = tag
          case .worker(let node): held[key] = node
          }
        case .mention(let mentions, let call): mentioned.add(mentions, by: call)
        }
      }
      unacked.formUnion(taken.keys)
      staying = before.filter { taken[$0.key] == $0.value }
    }
    if let loss { throw loss }
    (self.queued, self.unacked, self.held) = (queued, unacked, held)
    (self.stranded, self.mentioned) = (stranded, mentioned)
    for call in search.recorded where !call.isRebind {
      made[Key(email: call.email, code: call.code), default: []].insert(ExactText(call.code))
    }
    completeness = search.completeness
    for gap in [outbox.gap, mentioned.gap].compactMap(\.self) {
      completeness.note(notSearched: gap)
    }
    answered = search.answered
  }

  /// Whether a message in quarantine has made this invite before, by a record that it stands beside: the counts have
  /// seen both, and they are one use.
  ///
  /// - Parameter code: as it is stored; a message that spells it otherwise may be of another one.
  func hasMade(_ key: Key, code: ExactText) -> Bool { made[key]?.contains(code) ?? false }

  /// Whether a message or a worker has it, or the outbox.
  func isUnderWay(_ key: Key) -> Bool {
    queued[key] != nil || held[key] != nil || unacked.contains(key) || stranded[key] != nil
      || recorded.contains(key)
  }

  /// Those that are.
  var underWay: Set<Key> {
    unacked.union(recorded).union(queued.keys).union(held.keys).union(stranded.keys)
  }

  /// What leaves it open whether the invite of this row was made.
  func doubt(_ row: StuckRow) -> StuckDoubt? {
    if let doubt = row.doubt { return doubt }
    let words = [row.email] + (row.code.map { [$0] } ?? [])
    guard let call = words.lazy.compactMap({ mentioned.call(naming: $0) }).first else { return nil }
    return StuckDoubt(
      reason: tr("\(call) names this email or code, and what it does is not known here"),
      hint: answered.isEmpty
        ? tr("start the backend's workers, which take it, \(RowAdvice.rerun(again))")
        : tr("let the workers take it, \(RowAdvice.rerun(again))"))
  }

  /// What is to be done about a message that a worker had taken of which nobody tells; `nil` where there is none.
  func abandonment(_ row: StuckRow) -> StuckDoubt? {
    // Behind the sign is which of its calls it is.
    guard let id = staying[row.key]?.prefix(while: { $0 != "#" }) else { return nil }
    let restore = ShellCommand.invitectl(
      ["inspect-workers", "control", "restore-unacked"], [String(id)], ["--dry-run"])
    return StuckDoubt(
      reason: tr("its message is unacknowledged, and no worker that answers has it"),
      hint: tr("'\(restore)' tells whether its worker is gone; with --yes it gives it back"))
  }

  /// What is to be done about a message that nobody gives back; `nil` where there is none.
  func stranding(_ row: StuckRow, _ context: OperationContext) -> StuckDoubt? {
    guard let tag = stranded[row.key] else { return nil }
    let keys = context.brokerKeys
    let index = PythonText.escaped(keys.unackedIndex)
    // It looks whether anybody may have it, which an entry in the index would not.
    let command = ShellCommand.invitectl(
      ["inspect-workers", "control", "restore-unacked"], [tag], ["--yes"])
    return StuckDoubt(
      reason:
        tr(
          "its message is in \(PythonText.escaped(keys.unacked)) and not in \(index), by which alone "
            + "workers give back what a dead one had taken"),
      hint: tr("'\(command)' gives it back, if nobody may have it"))
  }

  /// What is known of one row.
  func verdict(_ row: StuckRow) -> (StuckRow.Verdict, String) {
    let key = row.key
    if let list = queued[key] { return (.queued, tr("a message in \(list)")) }
    if let node = held[key] { return (.held, tr("worker \(node) has it")) }
    if recorded.contains(key) {
      return (
        .queued,
        tr("recorded in the outbox: 'invitectl redeem --resume' queues it, or says why not")
      )
    }
    if let record = row.record {
      let what =
        switch record.status {
        case "SUCCESS": tr("invite_records has a success, id \(record.id)")
        case "REMOVED": tr("invite_records has one that was removed again, id \(record.id)")
        default: tr("invite_records has one that was accepted, id \(record.id)")
        }
      return (.done, what)
    }
    let silent = completeness.silentWorkers.sorted().joined(separator: ", ")
    if unacked.contains(key) {
      return silent.isEmpty
        ? (.returning, tr("unacknowledged, and no worker that answers has it"))
        : (.held, tr("unacknowledged; \(silent) may have it"))
    }
    if let doubt = doubt(row) { return (.unknown, doubt.reason) }
    if stranded[key] != nil {
      return silent.isEmpty
        ? (.stranded, tr("unacknowledged, and no worker gives it back"))
        : (.held, tr("unacknowledged; \(silent) may have it"))
    }
    guard completeness.isComplete else {
      return (.unknown, completeness.gaps.joined(separator: tr("; ")))
    }
    let none = tr("no message, and none of \(CountText.of(answered.count, "worker")) has it")
    return row.code != nil ? (.lost, none) : (.codeless, none)
  }
}
