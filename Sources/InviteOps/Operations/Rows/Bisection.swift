/// Does one thing to many items at once, and where some of them are in the way, to all but those.
///
/// When nothing is in the way it is one attempt, as without it. For `k` culprits among `n` items it
/// is at most about `2k (1 + log2(n / k))` attempts: what failed is halved, and of two halves of
/// which the first went well the second is halved at once.
enum Bisection {
  private struct Part<Items> {
    let items: Items
    /// Known to hold a culprit, so that trying it as a whole tells nothing.
    var isBad: Bool
    /// The first of two halves: when it goes well, the culprit is in the other.
    let isFirstHalf: Bool
  }

  /// - Parameters:
  ///   - isBad: an attempt at all of them has just failed by one of them.
  ///   - attempt: does it to some of the items, wholly or not at all, in their order. `nil` when it
  ///     is done; otherwise what was in the way, which a single one of them may be to blame for.
  ///   - culprit: told of each item that alone is in the way.
  /// - Throws: what `attempt` or `culprit` throws, which ends it at once: by then everything before
  ///   it is done.
  static func run<Items: RandomAccessCollection, E: Error>(
    _ items: Items, isBad: Bool = false,
    attempt: (Items) throws(E) -> RowFault?,
    culprit: (Items.Element, RowFault) throws(E) -> Void
  ) throws(E) where Items.SubSequence == Items {
    var open = [Part(items: items, isBad: isBad, isFirstHalf: false)]
    while let part = open.popLast() {
      guard let first = part.items.first else { continue }
      if !part.isBad || part.items.count == 1 {
        guard let fault = try attempt(part.items) else {
          if part.isFirstHalf, !open.isEmpty { open[open.count - 1].isBad = true }
          continue
        }
        if part.items.count == 1 {
          try culprit(first, fault)
          continue
        }
      }
      let middle = part.items.index(part.items.startIndex, offsetBy: part.items.count / 2)
      open.append(Part(items: part.items[middle...], isBad: false, isFirstHalf: false))
      open.append(Part(items: part.items[..<middle], isBad: false, isFirstHalf: true))
    }
  }
}
