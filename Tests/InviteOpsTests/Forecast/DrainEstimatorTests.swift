import Testing

@testable import InviteOps

/// How fast workers are, and when a queue is empty, by moments alone.
@Suite struct DrainEstimatorTests {
  private func every(_ gap: Double, _ count: Int, from start: Double = 0) -> [Double] {
    (0..<count).map { start + Double($0) * gap }
  }

  @Test func `what waits is done by what is done less what comes`() {
    let alone = DrainEstimator(gaps: every(0, 20).map { _ in 2 }, arrivals: []).estimate(100)
    #expect(alone.early == 200 && alone.late == 200)
    // Half a message comes for each that is done.
    let busy = DrainEstimator(gaps: [2, 2, 2], arrivals: [21_600, 21_600]).estimate(100)
    #expect(busy.likely == 400)
    let flooded = DrainEstimator(gaps: [2, 2, 2], arrivals: [86_400]).estimate(100)
    #expect(flooded.early == nil && flooded.late == nil)
  }

  @Test func `gaps that differ make a range`() throws {
    let gaps = (0..<40).map { $0 % 2 == 0 ? 1.0 : 3.0 }
    let range = DrainEstimator(gaps: gaps, arrivals: []).estimate(100)
    let (early, late) = (try #require(range.early), try #require(range.late))
    #expect(early < 200 && 200 < late && early > 150 && late < 250, "\(range)")
  }

  @Test func `the densest stretches tell how fast workers are`() {
    // A burst, a trickle, another burst, in any order.
    let burst = every(0.5, 31)
    let trickle = every(20, 40, from: 100)
    let again = every(0.5, 31, from: 2000)
    let gaps = BusyGaps((burst + trickle + again).shuffled())
    #expect(gaps.areEnough)
    #expect(gaps.values.count { $0 == 0.5 } == 60, "\(gaps.values)")
    #expect(gaps.values.count { $0 > 0.5 } <= 4, "\(gaps.values)")
  }

  @Test func `tasks that take longer now and then are not left out`() {
    var instants = [0.0]
    for task in 0..<100 { instants.append(instants[task] + (task % 10 == 0 ? 3 : 1)) }
    let gaps = BusyGaps(instants)
    #expect(gaps.values.count == 100)
    #expect(gaps.values.reduce(0, +) == 120)
  }

  @Test func `of few gaps a pause goes, and too few say nothing`() {
    let gaps = BusyGaps(every(1, 6) + every(1, 6, from: 100))
    #expect(gaps.values == Array(repeating: 1, count: 10) && gaps.areEnough)
    #expect(!BusyGaps(every(1, 10)).areEnough)
    #expect(BusyGaps([]).values.isEmpty && BusyGaps([4]).values.isEmpty)
    // Half a minute and less may be work.
    #expect(BusyGaps([0, 1, 2, 32]).values == [1, 1, 30])
  }
}
