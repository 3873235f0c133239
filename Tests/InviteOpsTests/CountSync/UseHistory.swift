import TestSupport

@testable import InviteOps

/// One code over some days, step by step, with the truth beside what an audit sees of it. Times are minutes.
struct UseHistory {
  enum Step: CaseIterable {
    /// A use by the bucket that leaves a record, one whose message waits, and one whose message is purged.
    case redeem, wait, purge
    /// A use that the database alone counts, with a record or without.
    case record, raise
    /// A record or a message of any use is deleted, or a use is given back with what it left.
    case delete, refund
    case sync
    /// The bucket is evicted.
    case lose
    /// `force-resync`, by evidence.
    case repair
  }

  struct Use {
    enum Counter: Equatable {
      case database, bucket, line
      /// By none: the bucket was lost before a run saw it.
      case nobody
    }

    enum Trace: Equatable {
      case message
      case record(Int)
    }

    var counter: Counter
    var trace: Trace?
  }

  struct Line {
    let at: Int
    let before: Int
    let after: Int
    var isByEvidence = false
  }

  /// What an audit should come to, at most.
  struct Truth {
    let uses: Int
    /// Uses that are counted, and of which a line, the bucket or a trace tells.
    let explained: Int
    /// Traces of uses that nobody has counted.
    let orphans: Int
  }

  static let day = 24 * 60

  private(set) var now = 1_000_000
  private(set) var usedCount = 0
  private(set) var uses: [Use] = []
  private(set) var lines: [Line] = []
  /// When the bucket was made; `nil` without one.
  private var made: Int?

  var truth: Truth {
    let counted = uses.filter { $0.counter != .nobody }
    return Truth(
      uses: counted.count,
      explained: counted.count { $0.counter != .database || $0.trace != nil },
      orphans: uses.count { $0.counter == .nobody && $0.trace != nil })
  }

  var assigned: UseAssignment {
    let beginning =
      lines.first.map {
        UseAssigner.Beginning(
          count: $0.before, early: $0.isByEvidence ? 0 : $0.after - $0.before)
      } ?? .init(count: usedCount, early: taken)
    let deltas = lines.map { $0.after - $0.before }
    let found = lines.filter(\.isByEvidence).map { $0.after - $0.before }
    return UseAssigner(
      uses: usedCount + taken, beginning: beginning, counted: deltas.reduce(0, +),
      evidenced: found.reduce(0, +), refunded: deltas.reduce(0) { $0 + max(0, -$1) },
      taken: taken
    ).assign(uses.compactMap { thread($0) })
  }

  private var taken: Int { uses.count { $0.counter == .bucket } }

  /// As ``AuditQueries/traces(_:_:)`` has it.
  private func thread(_ use: Use) -> UseThread? {
    switch use.trace {
    case nil: return nil
    case .message?: return UseThread(UseTrace(kind: .queued))
    case .record(let at)?:
      let age: UseTrace.Age
      if at <= (lines.first?.at ?? now) - Self.day {
        age = .old
      } else {
        age = lines.first.map { at > $0.at } ?? false ? .new : .recent
      }
      return UseThread(UseTrace(kind: .record, age: age))
    }
  }

  /// No bucket lives for longer than a day.
  mutating func pass(_ minutes: Int) {
    now += minutes
    if let made, now >= made + Self.day { lose() }
  }

  mutating func take(_ step: Step, _ random: inout SeededGenerator) {
    switch step {
    case .redeem: use(.bucket, .record(now))
    case .wait: use(.bucket, .message)
    case .purge: use(.bucket, nil)
    case .record: use(.database, .record(now))
    case .raise: use(.database, nil)
    case .delete:
      let places = uses.indices.filter { uses[$0].trace != nil }
      if let place = places.randomElement(using: &random) { uses[place].trace = nil }
    case .refund: refund(&random)
    case .sync: sync()
    case .lose: lose()
    case .repair: repair()
    }
  }

  /// Workers carry out some of what waits.
  mutating func work(_ random: inout SeededGenerator) {
    for place in uses.indices where uses[place].trace == .message {
      if Bool.random(using: &random) { uses[place].trace = .record(now) }
    }
  }

  private mutating func use(_ counter: Use.Counter, _ trace: Use.Trace?) {
    uses.append(Use(counter: counter, trace: trace))
    if counter == .database {
      usedCount += 1
    } else if made == nil {
      made = now
    }
  }

  /// The token is given back to a bucket that is there, and a run sees it at once.
  private mutating func refund(_ random: inout SeededGenerator) {
    guard made != nil else { return }
    sync()
    let places = uses.indices.filter { uses[$0].counter != .nobody }
    guard let place = places.randomElement(using: &random) else { return }
    uses.remove(at: place)
    line(to: usedCount - 1)
  }

  private mutating func sync() {
    let delta = taken
    guard delta > 0 else { return }
    line(to: usedCount + delta)
    for place in uses.indices where uses[place].counter == .bucket { uses[place].counter = .line }
  }

  private mutating func lose() {
    made = nil
    for place in uses.indices where uses[place].counter == .bucket {
      uses[place].counter = .nobody
    }
  }

  /// There are as many uses as there are traces, at least.
  private mutating func repair() {
    sync()
    let found = uses.count { $0.trace != nil }
    guard found > usedCount else { return }
    var missing = found - usedCount
    line(to: found, isByEvidence: true)
    for place in uses.indices where missing > 0 {
      guard uses[place].counter == .nobody, uses[place].trace != nil else { continue }
      uses[place].counter = .line
      missing -= 1
    }
  }

  private mutating func line(to count: Int, isByEvidence: Bool = false) {
    lines.append(Line(at: now, before: usedCount, after: count, isByEvidence: isByEvidence))
    usedCount = count
  }
}
