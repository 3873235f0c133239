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
  /// - Parameter end: of the walks; what ended early is a gap.
  mutating func findUntold(until end: Deadline) throws(Failure) {
    guard mayHaveUntold else { return }
    let search = TraceUntold(
      emails: kinds == [.email] ? emails : [], codes: kinds == [.email] ? [] : codes,
      known: known, timeout: context.configuration.timeout, end: end)
    let broker = try servers.redis(.broker).get()
    do throws(RedisError) {
      let told = Set(facts.marks.map(\.id))
      facts.marks += try search.marks(broker, now: facts.now, &completeness)
        .filter { !told.contains($0.id) }
    } catch {
      throw Failure(error, doing: tr("look for marks of redemptions"))
    }
    // What the broker's marks tell does not wait for a server of results.
    let results = try servers.redis(.result).get()
    let read = Set(facts.results.map(\.id))
    facts.results += try TraceBroker.results(
      Set(facts.marks.map(\.id)).subtracting(read).sorted(), on: results, context, &completeness)
    do throws(RedisError) {
      let read = Set(facts.results.map(\.id))
      facts.results += try search.results(results, &completeness)
        .filter { !read.contains($0.id) }
    } catch {
      throw Failure(error, doing: tr("look through the results"))
    }
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
    guard kinds == [.email] || kinds.contains(.code) else { return false }
    let pairs: [(String, String?)] =
      facts.records.map { ($0.email, $0.code) } + facts.queueRows.map { ($0.email, $0.code) }
      + (facts.messages.compactMap(\.call) + facts.held.compactMap(\.call)).map {
        ($0.email, $0.code)
      }
    let shown = Set(pairs.map { TraceThread.Key($0.0, $0.1) })
    if kinds == [.email] { return shown.isEmpty }
    // Of more rows than are read it cannot be told.
    guard max(facts.records.count, facts.queueRows.count) < TraceQueries.most else { return false }
    let names = Set(codes.map { ExactText($0) })
    let uses = facts.codes.filter { names.contains(ExactText($0.code)) }.reduce(0) {
      $0.addingSaturated(facts.uses(of: $1))
    }
    return uses > shown.count
  }
}

extension TraceFacts {
  /// As often as row and bucket say together, at most.
  fileprivate func uses(of row: Code) -> Int {
    let counted = max(0, row.usedCount ?? 0)
    guard let most = row.maxUses, most > 0,
      let tokens = buckets.first(where: { ExactText($0.code) == ExactText(row.code) })?.tokens,
      tokens < most
    else { return counted }
    return max(counted, most - max(0, tokens))
  }
}
