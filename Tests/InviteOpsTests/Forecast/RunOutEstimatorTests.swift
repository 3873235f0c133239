import ClientSupport
import Testing

@testable import InviteOps

/// When something runs out, by days alone.
@Suite struct RunOutEstimatorTests {
  private static let day = 86_400.0

  private func flat(_ use: Double, _ days: Int = 28) -> [Double] {
    Array(repeating: use, count: days)
  }

  @Test func `days that are all alike leave nothing open`() {
    let range = RunOutEstimator(flat(10)).estimate(100)
    #expect(range.early == 10 * Self.day)
    #expect(range.likely == 10 * Self.day && range.late == 10 * Self.day)
    let within = RunOutEstimator(flat(10)).estimate(2.5)
    #expect(within.early == 0.25 * Self.day && within.late == 0.25 * Self.day)
  }

  @Test func `beyond a year there is no number`() {
    let range = RunOutEstimator(flat(1)).estimate(365.5)
    #expect(range.early == nil && range.likely == nil && range.late == nil)
    #expect(RunOutEstimator(flat(1)).estimate(365).late == 365 * Self.day)
    #expect(RunOutEstimator(flat(0)).estimate(1).early == nil)
  }

  @Test func `what expires takes what is left of it along`() {
    let flat = RunOutEstimator(flat(10))
    // All of it in the fourth day, long before it is used.
    let gone = flat.estimate(1000, ForecastExpiry(supply: 1000, at: [3 * Self.day: 1000]))
    #expect(gone.early == 3 * Self.day && gone.late == 3 * Self.day)
    // Of 80 that are left after two days one half, and four days more for the other.
    let half = flat.estimate(100, ForecastExpiry(supply: 100, at: [2 * Self.day: 50]))
    #expect(half.early == 6 * Self.day && half.late == 6 * Self.day)
    // Half of it, in two parts.
    let parts = flat.estimate(
      100, ForecastExpiry(supply: 200, at: [2 * Self.day: 60, 1 * Self.day: 40]))
    #expect(parts.likely.map { $0 < 7 * Self.day && $0 > 5 * Self.day } == true, "\(parts)")
    // What expires later than all is used changes nothing.
    let later = flat.estimate(
      100, ForecastExpiry(supply: 100, at: [10 * Self.day: 50, 366 * Self.day: 50]))
    #expect(later == flat.estimate(100))
  }

  @Test func `what expires goes at its instant and not at the end of the day`() {
    let flat = RunOutEstimator(flat(10))
    let soon = flat.estimate(1000, ForecastExpiry(supply: 1000, at: [600: 1000]), grain: 1)
    #expect(soon.early == 600 && soon.late == 600)
    // After half a day 95 are left, and of them a fifth: two days less a tenth.
    let part = flat.estimate(100, ForecastExpiry(supply: 100, at: [0.5 * Self.day: 80]))
    #expect(
      part.likely.map { ($0 / Self.day - 2.4).magnitude < 1e-9 } == true && part.late == part.early,
      "\(part)")
    let all = ForecastExpiry(supply: 5, at: [7200: 5])
    let line = ForecastLine.runningOut(.codes, 5, Array(repeating: 0, count: 9), all)
    #expect(line.state == .ends && line.inSeconds?.late == 7200, "\(line)")
  }

  /// Arrivals at random moments: 43 a day, and 4 left. By the gamma distribution the fourth comes within 58 minutes in
  /// one case of ten and within 3 h 44 min in nine.
  @Test func `of a few that are left nobody knows the minute`() throws {
    var random = ForecastRandom(seed: 43)
    var days: [Double] = []
    for _ in 0..<28 { days.append(Double(random.binomial(4300, 0.01))) }
    let range = RunOutEstimator(days).estimate(4, grain: 1)
    let (early, likely, late) = (
      try #require(range.early), try #require(range.likely), try #require(range.late)
    )
    #expect((45 * 60.0...72 * 60).contains(early), "\(range)")
    #expect((100 * 60.0...145 * 60).contains(likely), "\(range)")
    #expect((190 * 60.0...260 * 60).contains(late), "\(range)")
    // Of many the moment within a day says little.
    let many = RunOutEstimator(days).estimate(2000, grain: 1)
    let even = RunOutEstimator(days).estimate(2000)
    let (likelyMany, likelyEven) = (try #require(many.likely), try #require(even.likely))
    #expect((likelyMany / likelyEven - 1).magnitude < 0.02, "\(many) \(even)")
  }

  @Test func `eight of ten ends are within the range of the few that are left`() throws {
    var hits = 0
    for seed in UInt64(1)...200 {
      var random = ForecastRandom(seed: seed)
      var days: [Double] = []
      for _ in 0..<28 { days.append(Double(random.binomial(4300, 0.01))) }
      let range = RunOutEstimator(days).estimate(3, grain: 1)
      // What really comes: three of as many as the next day has.
      let coming = max(3, random.binomial(4300, 0.01))
      let truth = random.moment(of: 3, among: coming) * Self.day
      let (early, late) = (try #require(range.early), try #require(range.late))
      if (early...late).contains(truth) { hits += 1 }
    }
    #expect((140...180).contains(hits), "\(hits) of 200")
  }

  @Test func `moments and shares are what probability says`() {
    var random = ForecastRandom(seed: 7)
    for (count, share) in [(10, 0.3), (1000, 0.3)] {
      var sum = 0
      for _ in 0..<2000 { sum += random.binomial(count, share) }
      let mean = Double(sum) / 2000
      #expect((mean / (Double(count) * share) - 1).magnitude < 0.05, "\(count): \(mean)")
    }
    for (place, count) in [(4, 43), (4, 5000), (300, 1000)] {
      var sum = 0.0
      for _ in 0..<2000 { sum += random.moment(of: place, among: count) }
      let expected = Double(place) / Double(count + 1)
      #expect((sum / 2000 / expected - 1).magnitude < 0.05, "\(place) of \(count)")
    }
    let (none, all) = (random.binomial(5, 0), random.binomial(5, 1))
    #expect(none == 0 && all == 5)
    var wholes = 0
    for _ in 0..<2000 { wholes += random.whole(2.25) }
    #expect((4300...4700).contains(wholes), "\(wholes)")
  }

  @Test func `what nobody uses runs out where all of it expires`() {
    let all = ForecastExpiry(supply: 5, at: [2 * Self.day: 1, 4 * Self.day: 4])
    let line = ForecastLine.runningOut(.codes, 5, flat(0, 9), all)
    #expect(line.state == .ends && line.inSeconds?.early == 4 * Self.day, "\(line)")
    let some = ForecastExpiry(supply: 5, at: [2 * Self.day: 1])
    #expect(ForecastLine.runningOut(.codes, 5, flat(0, 9), some).state == .idle)
    let far = ForecastExpiry(supply: 5, at: [366 * Self.day: 5])
    #expect(ForecastLine.runningOut(.codes, 5, flat(0, 9), far).state == .idle)
  }

  @Test func `the same history gives the same range, and one that varies more a wider one`() throws
  {
    let calm = (0..<28).map { Double(20 + $0 * 5 % 3) }
    let wild = (0..<28).map { Double($0 * 5 % 3 == 0 ? 3 : 29) }
    #expect(
      RunOutEstimator(calm).estimate(500) == RunOutEstimator(calm).estimate(500))
    func width(_ days: [Double]) throws -> Double {
      let range = RunOutEstimator(days).estimate(500)
      let (early, late) = (try #require(range.early), try #require(range.late))
      #expect(early <= late)
      return late - early
    }
    #expect(try width(wild) > 3 * width(calm))
    #expect(try width(Array(wild.prefix(7))) > width(wild))
  }

  /// Counted back from now, six days ago was the same day of the week as the next 24 hours are.
  @Test(arguments: [0, 1, 2, 3, 4, 5, 6])
  func `a busy day of the week comes when its turn is`(place: Int) throws {
    let days = (0..<28).map { $0 % 7 == place ? 200.0 : 10.0 }
    // Six calm days use about 60 and the busy one 200.
    let range = RunOutEstimator(days).estimate(150)
    let turn = Double(6 - place)
    let (early, late) = (try #require(range.early), try #require(range.late))
    #expect(early > turn * Self.day && late < (turn + 1) * Self.day, "\(range)")
  }

  @Test func `below two weeks no day of the week is special`() throws {
    let days = (0..<13).map { $0 % 7 == 6 ? 200.0 : 10.0 }
    let range = RunOutEstimator(days).estimate(150)
    #expect(try #require(range.late) > 2 * Self.day)
  }

  /// A campaign with busy and calm days of the week and chance in each day: its history, counted back from now,
  /// and when `left` are really used as it goes on.
  static func campaign(_ seed: UInt64, _ length: Int, left: Double) -> (days: [Int], end: Double) {
    var random = ForecastRandom(seed: seed)
    let drawn: UInt64 = random.next()
    let usual = Double(20 + drawn % 40)
    func use(_ day: Int) -> Int {
      let ofWeek = [1.3, 1.2, 1.1, 1, 1, 0.5, 0.4][day % 7]
      return Int(saturating: usual * ofWeek * (0.7 + 0.6 * random.unit()) + 0.5)
    }
    var history: [Int] = []
    for day in 0..<length { history.append(use(day)) }
    var rest = left
    var day = length
    while true {
      let next = Double(use(day))
      if next > 0, next >= rest {
        return (history.reversed(), (Double(day - length) + rest / next))
      }
      rest -= next
      day += 1
    }
  }

  @Test(arguments: [7, 14, 28], [300.0, 1000.0])
  func `of ten campaigns nine end within the range or 15 % of what is likely`(
    length: Int, left: Double
  ) throws {
    var hits = 0
    var text = ""
    for seed in UInt64(1)...10 {
      let (days, end) = Self.campaign(seed, length, left: left)
      let range = RunOutEstimator(days.map(Double.init)).estimate(left)
      let truth = end * Self.day
      let (early, likely, late) = (
        try #require(range.early), try #require(range.likely), try #require(range.late)
      )
      text += "\(seed): \(early) \(likely) \(late), in truth \(truth)\n"
      if (early...late).contains(truth) || (likely - truth).magnitude <= 0.15 * truth { hits += 1 }
    }
    #expect(hits >= 9, "\(text)")
  }

  @Test func `a line says why it tells nothing`() {
    let short = ForecastLine.runningOut(.seats, 5, flat(1, 6))
    #expect(short.state == .untold && short.inSeconds == nil && short.perDay == nil)
    #expect(short.reason == "not enough history: 6 whole days, and 7 are needed")
    let idle = ForecastLine.runningOut(.codes, 5, flat(0, 9))
    #expect(idle.state == .idle && idle.reason == "nothing was used in 9 days")
    // What is gone is gone, however short the history.
    #expect(ForecastLine.runningOut(.disk, 0, []).state == .out)
    let ends = ForecastLine.runningOut(.ids, 70, flat(10, 7))
    #expect(ends.state == .ends && ends.perDay == 10 && ends.inSeconds?.likely == 7 * Self.day)
  }
}
