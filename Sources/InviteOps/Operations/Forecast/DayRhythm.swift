/// At which times of a day arrivals come, by those of the last days.
///
/// As many arrivals as there are cut the day into one part more, and each part gets one in as many: so the next one is
/// where a rank of it is expected, between two that were seen, and between night and day no arrival is invented
/// (plotting positions i / (n + 1)).
struct DayShape: Sendable, Equatable {
  static let minutes = 1440

  /// Shares of the day, and how much of all arrivals has come by then: both rise from 0 to 1.
  private let times: [Double]
  private let masses: [Double]

  /// Arrivals at any time alike.
  static let even = DayShape([:])

  /// - Parameter arrivals: how many came in each minute, from 0 to 1439. Within one they come evenly.
  init(_ arrivals: [Int: Int]) {
    let known = arrivals.filter { (0..<Self.minutes).contains($0.key) && $0.value > 0 }
    let whole = Double(known.values.reduce(0, +) + 1)
    var (times, masses, came) = ([0.0], [0.0], 0.0)
    for (minute, count) in known.sorted(by: { $0.key < $1.key }) {
      let count = Double(count)
      // The first and the last of the minute; those between them stand on the line from one to the other.
      for place in count > 1 ? [1, count] : [1] {
        times.append((Double(minute) + (place - 0.5) / count) / Double(Self.minutes))
        masses.append((came + place) / whole)
      }
      came += count
    }
    self.times = times + [1]
    self.masses = masses + [1]
  }

  /// At which share of the day a share of its arrivals has come.
  func clock(of share: Double) -> Double { Self.line(masses, times, share) }

  /// Which share of its arrivals has come at a share of the day.
  func share(at clock: Double) -> Double { Self.line(times, masses, clock) }

  private static func line(_ from: [Double], _ to: [Double], _ value: Double) -> Double {
    guard value > 0 else { return 0 }
    guard value < 1 else { return 1 }
    var (low, high) = (0, from.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if from[middle] <= value { low = middle } else { high = middle }
    }
    let part = (value - from[low]) / (from[high] - from[low])
    return to[low] + part * (to[high] - to[low])
  }
}

/// The times of day of all days, and those of each day of the week.
struct DayRhythm: Sendable, Equatable {
  /// Arrivals of the same minute of days at the same place of their week, counted back from now.
  struct Moment: Sendable, Equatable {
    /// 0 for the last 24 hours, to 6.
    var place: Int
    /// From the beginning of those hours.
    var minute: Int
    var arrivals: Int
  }

  static let even = DayRhythm([])

  let whole: DayShape
  /// By the place.
  private let parts: [DayShape]

  init(_ moments: [Moment]) {
    var all: [Int: Int] = [:]
    var byPlace = Array(repeating: [Int: Int](), count: 7)
    for moment in moments where (0..<7).contains(moment.place) {
      all[moment.minute, default: 0] += moment.arrivals
      byPlace[moment.place][moment.minute, default: 0] += moment.arrivals
    }
    whole = DayShape(all)
    parts = byPlace.map { DayShape($0) }
  }

  /// - Parameter isOwn: whether the day of the week counts.
  func shape(_ place: Int, isOwn: Bool) -> DayShape { isOwn ? parts[place] : whole }
}
