/// One person's traces without those of uses that were given back: a pure function of what was seen.
///
/// The mark of an invite says when its token came back last, and not how often. So each failed invite that is older
/// may be one whose token did: none of them explains a use or wants one. What is younger is of a redemption that
/// came later, and what an invite left that was made is of its use, unless nothing else can be meant.
struct UnrefundedTraces {
  /// What is left, in the order in which it was given.
  let left: [UseTrace]
  /// Whether what was taken out may be of more uses than were given back.
  let mayLackOthers: Bool

  /// - Parameter refund: how long ago the token came back last, in seconds, as the ages of the traces.
  init(_ traces: [UseTrace], since refund: Double) {
    let places = Places(traces, refund)
    var out = places.older.filter { traces[$0].isFailed }
    if out.isEmpty { out = places.nearest }
    var count = places.uses(out)
    var mayLackOthers = count > 1
    let made = places.older.filter { !traces[$0].isFailed }
    // One that failed before a worker left anything has an entry at most.
    if count == 0, places.entries.count > places.uses(made) { count = 1 }
    if count == 0 {
      // By force, for nothing that failed is there; or what is meant left nothing, or was deleted.
      out = [UseTrace.Kind.record, .row].compactMap { kind in
        made.filter { traces[$0].kind == kind }.min { places.age($0) < places.age($1) }
      }
      count = places.uses(out)
      mayLackOthers = count > 0
    }
    out += places.entries.sorted { places.age($0) < places.age($1) }.prefix(count)
    out += places.passedOn(without: Set(out))
    let all = Set(out)
    left = traces.indices.filter { !all.contains($0) }.map { traces[$0] }
    self.mayLackOthers = mayLackOthers
  }

  /// Which of the traces are older than the refund. One without a time is not.
  private struct Places {
    let traces: [UseTrace]
    let refund: Double
    /// Rows and records that were not passed on.
    let older: [Int]
    /// Entries of the outbox whose message is nowhere.
    let entries: [Int]

    init(_ traces: [UseTrace], _ refund: Double) {
      (self.traces, self.refund) = (traces, refund)
      let sent = Set(traces.filter(\.isMessage).map(\.task))
      let places = traces.indices.filter { traces[$0].seconds.map { $0 >= refund } ?? false }
      older = places.filter { traces[$0].isOfWorker && !traces[$0].isPassedOn }
      entries = places.filter { traces[$0].kind == .outbox && !sent.contains(traces[$0].task) }
    }

    func age(_ place: Int) -> Double { traces[place].seconds ?? 0 }

    /// The fewest that left them.
    func uses(_ places: [Int]) -> Int {
      let records = places.count { traces[$0].kind == .record }
      return max(records, places.count - records)
    }

    /// Where nothing that failed is older, clocks may differ: then it is what is younger by no more than that, and
    /// of it the oldest.
    var nearest: [Int] {
      let near = traces.indices.filter { place in
        let trace = traces[place]
        guard trace.isOfWorker, trace.isFailed, !trace.isPassedOn, let age = trace.seconds else {
          return false
        }
        return age < refund && RefundedInvites.isOlder(age, than: refund)
      }
      return [UseTrace.Kind.record, .row].compactMap { kind in
        near.filter { traces[$0].kind == kind }.max { age($0) < age($1) }
      }
    }

    /// What went on as another task is of a use that is taken out, where the person has no other use that it may be
    /// of. Where a message is there, it may be of that.
    func passedOn(without out: Set<Int>) -> [Int] {
      let others = traces.indices.filter { !out.contains($0) }
      guard !others.contains(where: { traces[$0].isMessage }) else { return [] }
      let stays = others.filter { !traces[$0].isPassedOn }
      let isAlone = stays.isEmpty
      guard isAlone || !stays.contains(where: { older.contains($0) }) else { return [] }
      return others.filter { place in
        traces[place].isPassedOn && age(place) >= refund && (isAlone || traces[place].isFailed)
      }
    }
  }
}

extension UseTrace {
  fileprivate var isMessage: Bool { kind == .taken || kind == .queued }
}
