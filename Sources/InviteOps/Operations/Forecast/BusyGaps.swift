/// The gaps between finished tasks while there was work.
///
/// Nothing tells a gap in which workers waited for work from one in which they worked. So it is the densest
/// stretches that count: of every twenty gaps in a row those that took no more than three times as long as the
/// fastest twenty. Workers cannot be faster than they were then, and as a rule were busy. Where there are fewer
/// gaps, only a pause goes: one that is ten times as long as the middle one, and longer than half a minute.
struct BusyGaps {
  /// With fewer nothing is said.
  static let fewest = 10
  private static let stretch = 20
  private static let slower = 3.0
  private static let (farLonger, shortest) = (10.0, 30.0)

  /// Seconds.
  let values: [Double]

  /// - Parameters:
  ///   - instants: when tasks were finished, in seconds, in any order.
  ///   - share: which part of all that were finished they are, above 0.
  init(_ instants: [Double], share: Double = 1) {
    let sorted = instants.sorted()
    let gaps = zip(sorted.dropFirst(), sorted).map { ($0 - $1) * share }
    values = gaps.count > Self.stretch ? Self.dense(gaps) : Self.withoutPauses(gaps)
  }

  var areEnough: Bool { values.count >= Self.fewest }

  private static func withoutPauses(_ gaps: [Double]) -> [Double] {
    let middle = gaps.isEmpty ? 0 : gaps.sorted()[gaps.count / 2]
    let longest = max(farLonger * middle, shortest)
    return gaps.filter { $0 <= longest }
  }

  private static func dense(_ gaps: [Double]) -> [Double] {
    var sums = [0.0]
    for (place, gap) in gaps.enumerated() { sums.append(sums[place] + gap) }
    let stretches = (0...(gaps.count - stretch)).map { sums[$0 + stretch] - sums[$0] }
    let longest = (stretches.min() ?? 0) * slower
    var isDense = Array(repeating: false, count: gaps.count)
    for (start, length) in stretches.enumerated() where length <= longest {
      for place in start..<start + stretch { isDense[place] = true }
    }
    return gaps.indices.filter { isDense[$0] }.map { gaps[$0] }
  }
}
