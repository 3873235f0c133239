import Testing

@testable import InviteOps

/// Times of day and days of the week, by numbers alone.
@Suite struct DayRhythmTests {
  @Test func `without any arrival all times are alike`() {
    for share in [0, 0.25, 0.5, 0.999, 1] {
      #expect(DayShape.even.clock(of: share) == share && DayShape.even.share(at: share) == share)
    }
  }

  @Test func `between what was seen lies one part each`() {
    // One in the middle of the first minute of the second half, three within the last minute.
    let shape = DayShape([720: 1, 1439: 3])
    #expect(shape.clock(of: 0.2) == 720.5 / 1440)
    #expect((shape.clock(of: 0.1) - 360.25 / 1440).magnitude < 1e-12)
    #expect((shape.clock(of: 0.6) - 1439.5 / 1440).magnitude < 1e-12)
    #expect(shape.clock(of: 0) == 0 && shape.clock(of: 1) == 1)
    #expect((shape.share(at: 720.5 / 1440) - 0.2).magnitude < 1e-12)
  }

  @Test func `a share and its time are each other's`() {
    var random = ForecastRandom(seed: 3)
    var arrivals: [Int: Int] = [:]
    for _ in 0..<500 { arrivals[480 + Int(random.unit() * 720), default: 0] += 1 }
    let shape = DayShape(arrivals)
    var last = 0.0
    for step in 0...1000 {
      let share = Double(step) / 1000
      let time = shape.clock(of: share)
      #expect((shape.share(at: time) - share).magnitude < 1e-9, "\(share)")
      #expect(time >= last, "\(share)")
      last = time
    }
    // Next to nothing comes at night.
    #expect(shape.share(at: 8 / 24.0) < 0.003 && shape.share(at: 20 / 24.0) > 0.997)
  }

  @Test func `what cannot be is left out`() {
    #expect(DayShape([-1: 4, 1440: 4, 7: 0]) == .even)
    #expect(DayRhythm([.init(place: 7, minute: 3, arrivals: 1)]) == .even)
    let rhythm = DayRhythm([.init(place: 2, minute: 3, arrivals: 1)])
    #expect(rhythm.shape(2, isOwn: true) == rhythm.whole && rhythm.shape(1, isOwn: true) == .even)
    #expect(rhythm.shape(1, isOwn: false) == rhythm.whole)
  }

  @Test func `what a mean has taken of the chance of days they get back`() {
    var random = ForecastRandom(seed: 11)
    var (seen, given) = (0.0, 0.0)
    let rounds = 400
    for _ in 0..<rounds {
      let days = (0..<28).map { _ in 1000 + 100 * random.normal() }
      let week = WeekPace(days)
      let plain = week.plain(days)
      let mean = plain.reduce(0, +) / 28
      given += plain.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 28
      // Of days without a week of their own the factors are near to 1.
      let apart: Double = week.factors.reduce(0) { $0 + ($1 - 1).magnitude }
      seen += apart / 7
    }
    // The variance of a day is 10,000.
    let variance = given / Double(rounds)
    #expect((9000...11_500).contains(variance), "\(variance)")
    #expect(seen / Double(rounds) < 0.03, "\(seen)")
  }

  @Test func `factors that are drawn differ as far as they are known, and their mean does not`() {
    var random = ForecastRandom(seed: 5)
    let known: [Double] = (0..<28).map { $0 % 7 == 3 ? 200 : 10 }
    let sure = WeekPace(known)
    #expect(sure.drawn(&random) == sure.factors)
    let unsure: [Double] = (0..<28).map { day in
      let own: Double = day % 7 == 3 ? 20 : 60
      return own + Double(day / 7 * 7)
    }
    let open = WeekPace(unsure)
    let drawn = open.drawn(&random)
    #expect(open.trust > 0.5 && drawn != open.factors)
    let mean: Double = drawn.reduce(0, +) / 7
    let own: Double = open.factors.reduce(0, +) / 7
    #expect((mean - own).magnitude < 1e-9, "\(drawn)")
  }
}
