internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Uses whose task left neither a row nor a message: they are looked for where nothing else tells of them,
/// since that is a walk over the keys of the broker and of the results.
extension TraceLook {
  /// Tasks by the marks of `redeem` and by results that name whom they invited.
  ///
  /// Where rows or messages tell of them already, those alone that are of the same invites.
  ///
  /// - Parameter end: of the walks; what ended early is a gap.
  mutating func findUntold(until end: Deadline) throws(Failure) {
    guard mayHaveUntold else { return }
    let isByCode = kinds.contains(.code)
    let shown = isByCode || shownPairs.isEmpty ? nil : shownPairs
    let search = TraceUntold(
      emails: isByCode ? [] : emails, codes: isByCode ? codes : [],
      known: known, timeout: context.configuration.timeout, end: end)
    let broker = try servers.redis(.broker).get()
    do throws(RedisError) {
      let told = Set(facts.marks.map(\.id))
      let found = try search.marks(broker, now: facts.now, &completeness)
      let own = found.filter { Self.isOf($0.call, shown) }
      let calls = Dictionary(own.map { ($0.id, $0.call) }, uniquingKeysWith: { $1 })
      // Of a task that was asked for by its id the mark has been read, and now it is known whose it is.
      for place in facts.marks.indices {
        guard facts.marks[place].call == nil, let call = calls[facts.marks[place].id] else {
          continue
        }
        facts.marks[place].call = call
      }
      facts.marks += own.filter { !told.contains($0.id) }
    } catch {
      throw Failure(error, doing: tr("look for marks of redemptions"))
    }
    try attempt { (look) throws(Failure) in try look.readHolders() }
    // What the broker's marks tell does not wait for a server of results.
    let results = try servers.redis(.result).get()
    let read = Set(facts.results.map(\.id))
    facts.results += try TraceBroker.results(
      Set(facts.marks.map(\.id)).subtracting(read).sorted(), on: results, context, &completeness)
    do throws(RedisError) {
      let read = Set(facts.results.map(\.id))
      let rows = Set(facts.records.map(\.id))
      facts.results += try search.results(results, &completeness).filter {
        !read.contains($0.id) && (shown == nil || $0.recordID.map { rows.contains($0) } == true)
      }
    } catch {
      throw Failure(error, doing: tr("look through the results"))
    }
  }

  private static func isOf(_ call: TraceFacts.Call?, _ shown: Set<TraceThread.Key>?) -> Bool {
    guard let shown else { return true }
    guard let call, !call.email.isEmpty, !call.code.isEmpty else { return false }
    return shown.contains(TraceThread.Key(call.email, call.code))
  }

  /// How many invites the codes have whose uses are tokens, and of which a task was queued beside a row.
  private mutating func readHolders() throws(Failure) {
    guard let database, facts.areRowsRead, facts.counting == .atRequest else { return }
    let rows = rowPairs
    let marked = facts.marks.compactMap(\.call).map { TraceThread.Key($0.email, $0.code) }
    let wanted = Set(marked.filter { rows.contains($0) }.map(\.code))
    let codes = facts.codes.filter {
      $0.type == "DIRECT" && facts.holding(of: $0) == nil
        && wanted.contains(TraceThread.Key("", $0.code).code)
    }
    facts.holdings += try database.holdings(codes.map(\.code))
  }

  /// Invites that are known, as marks are compared with them.
  private var known: [TraceFacts.Call] {
    let emails = everyEmail
    let codes = everyCode
    return emails.map { TraceFacts.Call(email: $0, code: "") }
      + codes.map { TraceFacts.Call(email: "", code: $0) }
  }

  /// Whether there may be a use that nothing tells of: of an email of which there is neither a row nor a
  /// message, or of a code that was used more often than they show.
  private var mayHaveUntold: Bool {
    guard kinds.contains(.code) else {
      if kinds == [.email], shownPairs.isEmpty { return true }
      return !emails.isEmpty && mayBeAnother
    }
    // Of more rows than are read it cannot be told.
    guard max(facts.records.count, facts.queueRows.count) < TraceQueries.most else { return false }
    let names = Set(codes.map { ExactText($0) })
    let uses = facts.codes.filter { names.contains(ExactText($0.code)) }.reduce(0) {
      $0.addingSaturated($1.counted(facts, ofAnyType: true))
    }
    return uses > shownPairs.count
  }

  /// The same where there is something: a message beside a row, either of which may be another use's; or a code whose
  /// tokens were taken more often than there are rows and messages.
  private var mayBeAnother: Bool {
    guard facts.areRowsRead else { return false }
    let (rows, moving) = (rowPairs, movingPairs)
    if moving.contains(where: { rows.contains($0) }) { return true }
    guard facts.counting == .atRequest else { return false }
    return facts.codes.contains { row in
      guard row.type == "DIRECT" else { return false }
      let code = TraceThread.Key("", row.code).code
      let here = rows.count { $0.code == code }
      return here > 0
        && row.counted(facts) > here.addingSaturated(moving.count { $0.code == code })
    }
  }

  private var rowPairs: [TraceThread.Key] {
    facts.records.map { TraceThread.Key($0.email, $0.code) }
      + facts.queueRows.map { TraceThread.Key($0.email, $0.code) }
  }

  private var movingPairs: [TraceThread.Key] {
    (facts.messages.compactMap(\.call) + facts.held.compactMap(\.call)).map {
      TraceThread.Key($0.email, $0.code)
    }
  }

  private var shownPairs: Set<TraceThread.Key> { Set(rowPairs + movingPairs) }
}
