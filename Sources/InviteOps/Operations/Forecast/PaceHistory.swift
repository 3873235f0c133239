internal import InviteDomain

/// What the last days used, from the invite records.
struct PaceHistory {
  /// One of the last days, counted back from now: 0 is the last 24 hours.
  struct Row: Sendable, Equatable {
    var day: Int
    var records = 0
    /// Sent, or with a seat reserved.
    var seats = 0
    /// Those of them whose person has joined.
    var kept = 0
    /// Uses of a code, whatever became of the invite.
    var uses = 0
    /// Those whose invite was sent, or has a seat reserved.
    var sentUses = 0
    /// Those of them whose person has joined.
    var joinedUses = 0
    /// Those of them that nobody has joined by yet, without rebinds.
    var openUses = 0
  }

  /// Whole ones that are known, at most ``RunOutEstimator/mostDays``.
  let days: Int
  /// Of each day, the last 24 hours first.
  let records: [Double]
  let seats: [Double]
  let uses: [Double]
  /// Uses that are on their way, where they are counted on join.
  let openUses: Int
  /// At which times of those days.
  var rhythm = DayRhythm.even

  /// - Parameters:
  ///   - hasOlder: whether there are records from before those days, so that days without any are known, too.
  ///   - counting: how the backend counts uses.
  init(_ rows: [Row], hasOlder: Bool, counting: BackendCounting?) {
    // The day of the first record of all was no whole one.
    let known = hasOlder ? RunOutEstimator.mostDays : rows.map(\.day).max() ?? 0
    let days = max(0, min(RunOutEstimator.mostDays, known))
    var byDay = Array(repeating: Row(day: 0), count: days)
    for row in rows where (0..<days).contains(row.day) { byDay[row.day] = row }
    self.days = days
    records = byDay.map { day in Double(day.records) }
    // An invite that nobody accepts gives its seat back after a day.
    let stay = Self.share(byDay, of: \.seats, that: \.kept)
    seats = byDay.map { day in Double(day.seats) * stay }
    if counting == .onJoin {
      let joined = Self.share(byDay, of: \.sentUses, that: \.joinedUses)
      uses = byDay.map { day in Double(day.sentUses) * joined }
    } else {
      uses = byDay.map { day in Double(day.uses) }
    }
    openUses = counting == .onJoin ? rows.reduce(0) { $0 + $1.openUses } : 0
  }

  /// Of days that are over. Where nobody has joined by any, nobody syncs members: then all count.
  private static func share(
    _ days: [Row], of whole: KeyPath<Row, Int>, that part: KeyPath<Row, Int>
  ) -> Double {
    let over = days.dropFirst()
    let all = over.reduce(0) { $0 + $1[keyPath: whole] }
    let some = over.reduce(0) { $0 + $1[keyPath: part] }
    return all > 0 && some > 0 ? min(1, Double(some) / Double(all)) : 1
  }
}
