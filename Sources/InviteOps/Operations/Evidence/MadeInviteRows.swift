internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// What rows say of whether messages have made their invites.
///
/// By the rules of `trace` (TraceJudge, Excess): what is older than the redemption is of another one, and with fewer
/// records than uses none is certain.
struct MadeInviteRows {
  let messages: [MadeInvites.Message]
  /// Places of the messages that are looked at.
  let open: [Int]
  let connection: PostgresConnection
  let context: OperationContext
  /// So long the results may be walked, and so long the marks.
  let patience: Duration
  let end: Deadline
  /// Whether it is looked, too, which records are other tasks'. Without it none is certain.
  let isThorough: Bool

  private typealias Record = MadeInviteReader.Record

  /// What is known of the tasks of these invites.
  private struct Tasks {
    var owners: RecordOwners?
    /// `nil` where any may be one: then no record is another one's.
    var attempts: Set<String>? = []
    /// By place, the tasks that are known of its invite; empty where not all were seen.
    var uses: [Int: Set<String>] = [:]
    /// When they were queued, of those of which that is told.
    var queued: [String: Double] = [:]
  }

  /// What shows it, by the places of the messages.
  func signs() throws(Failure) -> [Int: MadeInvites.Sign] {
    let known = KnownUses(
      broker: try? context.redis(.broker, deadline: deadline), database: connection,
      timeout: context.configuration.timeout, end: Deadline.after(patience).earlier(end))
    let queued = known.queued(open.compactMap { messages[$0].id })
    func queuedAt(_ place: Int) -> Double? { messages[place].id.flatMap { queued[$0] } }
    let reader = MadeInviteReader(
      messages: messages, connection: connection, context: context, end: end)
    let places = open.filter { !messages[$0].isFresh || queuedAt($0) != nil }
    let wanted = reader.wanted(places) { place in
      let doubt = messages[place].isFresh ? 0 : MadeInvites.clockDoubt
      let earliest = queuedAt(place).map { max(0, $0 - doubt) }
      return [messages[place].since, earliest].compactMap(\.self).max()
    }
    do throws(PostgresError) {
      let records = try reader.records(wanted)
      let made = records.filter { $0.value.contains { !$0.isPending } }.keys.sorted()
      let all = try isThorough ? reader.records(reader.wanted(made) { _ in nil }) : [:]
      let tasks = self.tasks(all, known)
      let starts = reader.wanted(tasks.owners == nil ? [] : made) { place in
        [messages[place].since, queuedAt(place)].compactMap(\.self).max()
      }
      let earlier = try reader.earlier(starts)
      var signs: [Int: MadeInvites.Sign] = [:]
      for (place, found) in records {
        let own = self.own(found, place, tasks)
        let rows = self.own(all[place] ?? [], place, tasks).count { !$0.isPending }
        let isSure = isCertain(
          place, own, rows: rows + (earlier[place] ?? 0), queuedAt(place), tasks)
        signs[place] = Self.sign(of: own, isSure: isSure)
      }
      for (place, id) in try reader.waiting(wanted) where signs[place]?.isCertain != true {
        // Of one that was delivered before any row of its email and code may be.
        signs[place] = MadeInvites.Sign(
          text: tr("its invite waits for a seat: queue row \(id)"),
          isCertain: messages[place].since != nil, isWaiting: true, record: signs[place]?.text)
      }
      return signs
    } catch {
      throw Failure(error, doing: tr("look for what became of the invite"))
    }
  }

  private var deadline: Deadline { context.requestDeadline.earlier(end) }

  // MARK: - Whose they are

  private func own(_ records: [Record], _ place: Int, _ tasks: Tasks) -> [Record] {
    guard let owners = tasks.owners, let attempts = tasks.attempts else { return records }
    return records.filter { !owners.isOthers($0.id, than: messages[place].id, besides: attempts) }
  }

  /// Whether its record can be of no other use.
  ///
  /// - Parameter rows: how many there are of its email and code, of any time.
  private func isCertain(
    _ place: Int, _ own: [Record], rows: Int, _ queued: Double?, _ tasks: Tasks
  ) -> Bool {
    guard let owners = tasks.owners, owners.isComplete, let uses = tasks.uses[place],
      let newest = own.filter(\.isWhole).max(by: Record.isOlder)
    else { return false }
    let id = messages[place].id
    let told = owners.tasks.values.reduce(into: Set<String>()) { $0.formUnion($1) }
      .filter { other in id.map { !CeleryID.isSame($0, other) } ?? true }
    let open = uses.subtracting(tasks.attempts ?? []).subtracting(told)
    // What was queued after a record has not made it.
    func count(_ record: Record) -> Int {
      let end = (record.created ?? .infinity) + MadeInvites.clockDoubt
      return open.count { (tasks.queued[$0] ?? -.infinity) <= end }
    }
    let isNew = queued.map { (newest.created ?? -.infinity) >= $0 } ?? true
    guard messages[place].since == nil else { return isNew && rows >= count(newest) }
    // Of one that was delivered before only what is known to be younger than it.
    guard let queued else { return false }
    let young = own.filter { $0.isWhole && ($0.created ?? -.infinity) >= queued }
      .sorted(by: Record.isOlder)
    return young.indices.contains { $0 + 1 >= max(1, count(young[$0])) }
  }

  private static func sign(of records: [Record], isSure: Bool) -> MadeInvites.Sign? {
    let all = records.filter { !$0.isPending }
    let own = all.filter(\.isWhole)
    if let made = (own.isEmpty ? all : own).map(\.id).max() {
      return isSure && !own.isEmpty
        ? MadeInvites.Sign(text: tr("its invite was made: invite record \(made)"))
        : MadeInvites.Sign(text: tr("invite record \(made) may be of it"), isCertain: false)
    }
    return records.map(\.id).max().map { pending in
      MadeInvites.Sign(
        text: tr("invite record \(pending) is PENDING: ask whether the mail came"), isCertain: false
      )
    }
  }

  /// Whose these records are by the results of tasks, which tasks are known of their invites, and which of all those
  /// are attempts of `redeem retry`, which make an invite for the same use. Where that cannot be seen a record is
  /// nobody's for sure.
  private func tasks(_ records: [Int: [Record]], _ known: KnownUses) -> Tasks {
    let ids = Set(records.values.joined().map(\.id))
    guard isThorough, !ids.isEmpty, let results = try? context.redis(.result),
      let owners = try? RecordOwners(
        of: ids, on: results, timeout: context.configuration.timeout, patience: patience)
    else { return Tasks() }
    var tasks = Tasks(owners: owners)
    let calls = records.keys.flatMap { messages[$0].calls }
    var known = known
    known.end = Deadline.after(patience).earlier(end)
    if let found = known.tasks(of: Set(calls.flatMap { EmailSpellings.of($0.email) }).sorted()) {
      let keys = messages.map { Set($0.calls.map(Key.init)) }
      for place in records.keys { tasks.uses[place] = uses(of: place, found, keys) }
    }
    var all: Set<String> = []
    var shared: [Int] = []
    for (place, found) in records {
      let linked = (tasks.uses[place] ?? []).union(found.flatMap { owners.tasks[$0.id] ?? [] })
      if linked.contains(where: { !isOwn($0, place) }) { shared.append(place) }
      all.formUnion(linked)
    }
    // Whether a message is an attempt itself says nothing where there is no other task.
    guard !shared.isEmpty else { return tasks }
    tasks.queued = known.queued(all.filter { !$0.isEmpty }.sorted())
    tasks.attempts = attempts(among: all)
    if tasks.attempts == nil { for place in shared { tasks.uses[place] = nil } }
    return tasks
  }

  private func isOwn(_ id: String, _ place: Int) -> Bool {
    id.isEmpty || messages[place].id.map { CeleryID.isSame($0, id) } == true
  }

  /// Which of these tasks are attempts of `redeem retry`; `nil` where that cannot be read.
  private func attempts(among ids: Set<String>) -> Set<String>? {
    guard connection.facts?.own[OwnTable.retries.rawValue] != nil else { return [] }
    var attempts: Set<String> = []
    do throws(PostgresError) {
      for row in try connection.query(
        MadeInviteQueries.attempts, [PostgresArray.literal(ids.sorted())], deadline: deadline)
      { attempts.insert(try row.string("task_id")) }
      return attempts
    } catch {
      return nil
    }
  }

  /// Its own task and those of the same invite, of these and of the other messages.
  private func uses(
    of place: Int, _ found: [KnownUses.Use], _ keys: [Set<Key>]
  ) -> Set<String> {
    let own = keys[place]
    var uses: Set<String> = [messages[place].id ?? ""]
    for use in found where own.contains(where: { $0.isOf(use) }) { uses.insert(use.id) }
    for (other, message) in messages.enumerated() where !own.isDisjoint(with: keys[other]) {
      if let id = message.id { uses.insert(id) }
    }
    return uses
  }

  /// One invite, as marks have it.
  private struct Key: Hashable {
    let code: String
    let emails: Set<String>
    let isRebind: Bool

    init(_ call: InviteCall) {
      code = RedeemMarker.digest(ofCode: MentionedWords.folded(call.code).text)
      emails = Set(EmailSpellings.of(call.email).map { RedeemMarker.digest(ofEmail: $0) })
      isRebind = call.isRebind
    }

    func isOf(_ use: KnownUses.Use) -> Bool {
      code == use.codeDigest && emails.contains(use.emailDigest)
        && (use.isRebind.map { $0 == isRebind } ?? true)
    }
  }
}
