internal import ClientSupport
public import InviteDomain
internal import Localization

/// What can run out, and the queue, which ends.
public enum ForecastSubject: String, Sendable, Encodable, CaseIterable {
  /// Free seats of active teams.
  case seats
  /// Uses left of active codes that are bound to nobody.
  case codes
  /// Free space of the database's disk.
  case disk
  /// Numbers left in columns of type integer.
  case ids
  /// Messages for workers that are not done.
  case queue

  /// Whether it is good that it ends.
  public var isWork: Bool { self == .queue }
}

/// When one of them ends, at the pace of the last days.
public struct ForecastLine: Sendable, Encodable {
  public enum State: String, Sendable, Encodable {
    /// At some time, see ``ForecastLine/inSeconds``; without a number it is beyond a year.
    case ends
    /// Nothing of it was used.
    case idle
    /// Nothing is left of it.
    case out
    /// No message waits.
    case empty
    /// Messages wait, and nothing was done for an hour.
    case stalled
    /// It cannot be told; ``ForecastLine/reason`` says why.
    case untold
  }

  public let subject: ForecastSubject
  public internal(set) var state: State
  /// Seats, uses, bytes, numbers or messages.
  public internal(set) var remaining: Int?
  /// How many of them were used, or came, a day of the last ones.
  public internal(set) var perDay: Double?
  public internal(set) var inSeconds: ForecastRange?
  /// Which of several it is about, e.g. `invite_records.id`.
  public internal(set) var item: String?
  public internal(set) var reason: String?
  /// What is in it, and what is not: ``notes`` in one line.
  public private(set) var note: String?
  /// Each by itself.
  public private(set) var notes: [String] = []
  /// What lets the role see what is not in it, for psql; `nil` for nothing.
  public internal(set) var statements: [String]?
  /// Whether what is not in it may end before what is, or keep the queue from its end: that it lasts, or that the
  /// queue is done in time, cannot be told then.
  public internal(set) var isPartial = false
  /// What kept it from being read.
  public internal(set) var failure: Failure?

  private enum CodingKeys: String, CodingKey {
    case subject, state, remaining, perDay, inSeconds, item, reason, note, statements
  }

  init(_ subject: ForecastSubject, _ state: State, _ reason: String? = nil) {
    self.subject = subject
    self.state = state
    self.reason = reason
  }

  mutating func add(_ note: String) {
    notes.append(note)
    self.note = self.note.map { tr("\($0); \(note)") } ?? note
  }

  /// Of what runs out.
  ///
  /// - Parameters:
  ///   - days: how much of it each of the last days used, the last 24 hours first.
  ///   - expiry: what goes without being used.
  ///   - grain: how much goes at once; `nil` for evenly.
  ///   - rhythm: at which times of the day.
  static func runningOut(
    _ subject: ForecastSubject, _ remaining: Int, _ days: [Double],
    _ expiry: ForecastExpiry = .none, grain: Double? = nil, _ rhythm: DayRhythm = .even
  ) -> ForecastLine {
    var line = ForecastLine(subject, .out)
    line.remaining = remaining
    let used = days.map { max(0, $0) }
    line.perDay = used.isEmpty ? nil : used.reduce(0, +) / Double(used.count)
    guard remaining > 0 else { return line }
    guard used.count >= RunOutEstimator.leastDays, let pace = line.perDay else {
      line.state = .untold
      line.perDay = nil
      line.reason = tooShort(used.count)
      return line
    }
    guard pace > 0 || expiry.takesAll else {
      line.state = .idle
      line.reason = tr("nothing was used in \(CountText.of(used.count, "day"))")
      return line
    }
    line.state = .ends
    line.inSeconds = RunOutEstimator(used, rhythm).estimate(
      Double(remaining), expiry, grain: grain)
    return line
  }

  static func tooShort(_ days: Int) -> String {
    tr(
      "not enough history: \(CountText.of(days, "whole day")), and "
        + "\(RunOutEstimator.leastDays) are needed")
  }
}

/// All that was asked for.
public struct ForecastOutcome: Sendable, Encodable {
  /// Whole days that the invite records tell of, at most 28.
  public let historyDays: Int
  /// Whether there are two whole weeks, so that days of the week may have a pace of their own.
  public let knowsWeekdays: Bool
  public let subjects: [ForecastLine]
  /// What was to be asserted, in its order.
  public var assertions: [ForecastAssertion.Judgement] = []

  init(_ history: PaceHistory, _ lines: [ForecastLine]) {
    historyDays = history.days
    knowsWeekdays = history.days / 7 >= RunOutEstimator.leastWeeks
    subjects = lines
  }

  /// Judges each assertion by its subject; what was not looked at cannot be told.
  public mutating func judge(_ assertions: [ForecastAssertion]) {
    self.assertions = assertions.map { assertion in
      ForecastAssertion.Judgement(
        assertion: assertion.text,
        verdict: subjects.first { $0.subject == assertion.subject }.map(assertion.judge)
          ?? .untold)
    }
  }
}
