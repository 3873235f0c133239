/// The gaps between finished tasks while there was work.
///
/// Nothing tells a gap in which workers waited for work from one in which they worked. Those that are far
/// longer than most (ten times the middle one, and longer than half a minute) are taken for the former; what is
/// left is at worst too slow.
struct BusyGaps {
  /// With fewer nothing is said.
  static let fewest = 10
  private static let farLonger = 10.0
  private static let shortest = 30.0

  /// Seconds.
  let values: [Double]

  /// - Parameter instants: when tasks were finished, in seconds, in any order.
  init(_ instants: [Double]) {
    let sorted = instants.sorted()
    let gaps = zip(sorted.dropFirst(), sorted).map { $0 - $1 }
    let middle = gaps.isEmpty ? 0 : gaps.sorted()[gaps.count / 2]
    let longest = max(Self.farLonger * middle, Self.shortest)
    values = gaps.filter { $0 <= longest }
  }

  var areEnough: Bool { values.count >= Self.fewest }
}
