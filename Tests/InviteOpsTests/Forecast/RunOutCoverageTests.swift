import TestSupport
import Testing

@testable import InviteOps

/// Whether as many ends lie within the range as it promises: true futures of the same world as the history.
@Suite struct RunOutCoverageTests {
  /// When people come.
  enum World: String, CaseIterable, CustomTestStringConvertible {
    case evenly, byDay, byWeek, byDayAndWeek

    var testDescription: String { rawValue }

    private static let ofWeek = [1.2, 1.2, 1.1, 1.1, 1, 0.4, 0.3]

    /// Instants, in days: from one day on, before another, the earliest first.
    func arrivals(_ days: Range<Int>, _ random: inout ForecastRandom) -> [Double] {
      var instants: [Double] = []
      for day in days {
        let isByWeek = self == .byWeek || self == .byDayAndWeek
        // 43 a day in the mean, and as many more or fewer as chance will have it.
        let share = 0.01 * (isByWeek ? Self.ofWeek[day % 7] : 1)
        for _ in 0..<random.binomial(4300, share) {
          let moment = random.unit()
          let isByDay = self == .byDay || self == .byDayAndWeek
          instants.append(Double(day) + (isByDay ? (8 + 12 * moment) / 24 : moment))
        }
      }
      return instants.sorted()
    }
  }

  private static let (histories, futures) = (140, 8)
  private static let left = [1, 4, 40, 300]

  /// What is promised is a share of all ends: those of one history are within more or less often. So each history has
  /// its share, and their mean is as far off as those differ; three such deviations are chance.
  @Test(arguments: World.allCases, [5.73, 14.2])
  func `eight of ten ends lie within the range`(world: World, hour: Double) throws {
    let seed = UInt64(2026)
    let seeded = SeededGenerator(seed: seed, test: "coverage \(world) \(hour)")
    var random = ForecastRandom(seed: seeded.seed)
    var shares: [Int: [Double]] = [:]
    for number in 0..<Self.histories {
      let now = Double(35 + number % 7) + hour / 24
      let (days, rhythm) = Self.history(world, now, &random)
      let estimator = RunOutEstimator(days, rhythm)
      var ranges: [Int: ClosedRange<Double>] = [:]
      for left in Self.left {
        let range = estimator.estimate(Double(left), grain: 1)
        let (early, late) = (try #require(range.early), try #require(range.late))
        ranges[left] = early...late
      }
      var hits: [Int: Int] = [:]
      for _ in 0..<Self.futures {
        let first = Int(now)
        let coming = world.arrivals(first..<first + 14, &random).filter { $0 > now }
        for left in Self.left {
          let end = (coming[left - 1] - now) * 86_400
          if ranges[left]?.contains(end) == true { hits[left, default: 0] += 1 }
        }
      }
      for left in Self.left {
        shares[left, default: []].append(Double(hits[left] ?? 0) / Double(Self.futures))
      }
    }
    for left in Self.left {
      let all = try #require(shares[left])
      let mean = all.reduce(0, +) / Double(all.count)
      let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count - 1)
      let deviation = (variance / Double(all.count)).squareRoot()
      #expect(
        mean + 3 * deviation >= 0.8,
        "\(left) left: \(mean) of the ends, with a deviation of \(deviation)")
      // A range that holds everything says nothing.
      #expect(mean < 0.97, "\(left) left: \(mean) of the ends")
    }
  }

  /// The last four weeks as they are read: by 24 hours counted back from now.
  private static func history(
    _ world: World, _ now: Double, _ random: inout ForecastRandom
  ) -> (days: [Double], rhythm: DayRhythm) {
    var days = Array(repeating: 0.0, count: 28)
    var moments: [DayRhythm.Moment] = []
    for instant in world.arrivals(Int(now) - 28..<Int(now) + 1, &random)
    where instant <= now && instant > now - 28 {
      let day = min(27, Int(now - instant))
      days[day] += 1
      let minute = Int((instant - (now - Double(day + 1))) * 1440)
      moments.append(
        .init(place: day % 7, minute: max(0, min(1439, minute)), arrivals: 1))
    }
    return (days, DayRhythm(moments))
  }

  /// It is six in the morning, nobody comes before eight, and one is left: it is not gone at a quarter past.
  @Test func `one that is left lasts through the night`() throws {
    var random = ForecastRandom(seed: 8)
    let now = 35 + 5.75 / 24
    let (days, rhythm) = Self.history(.byDay, now, &random)
    let range = RunOutEstimator(days, rhythm).estimate(1, grain: 1)
    let (early, late) = (try #require(range.early), try #require(range.late))
    let eight = 2.25 * 3600
    #expect(early >= eight - 300 && late > eight + 600 && late < eight + 2 * 3600, "\(range)")
  }

  /// What expires in the night takes along what is left at its hour, and nothing was used before.
  @Test func `nothing is used before what expires in the night`() throws {
    var random = ForecastRandom(seed: 8)
    let (days, rhythm) = Self.history(.byDay, 35 + 5.75 / 24, &random)
    let expiry = ForecastExpiry(supply: 43, at: [3600: 43])
    let range = RunOutEstimator(days, rhythm).estimate(43, expiry, grain: 1)
    #expect(range.early == 3600 && range.late == 3600, "\(range)")
    let half = ForecastExpiry(supply: 2, at: [3600: 1])
    let one = RunOutEstimator(days, rhythm).estimate(2, half, grain: 1)
    #expect(try #require(one.early) >= 2.25 * 3600 - 300, "\(one)")
  }
}
