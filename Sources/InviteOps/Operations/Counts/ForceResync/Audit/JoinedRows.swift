/// One person's rows that stay in the queue although their invite has joined: a pure function of what was seen.
///
/// A row that went on as another task stays for ever, and the worker writes the record of its invite after it. So a
/// row that is younger than all records of its person is of another redemption, which is under way.
enum JoinedRows {
  /// As far as clocks of workers and web processes are taken to differ, in seconds.
  private static let slack = 60.0

  /// Whether all that is under way by what was seen is of an invite that has joined.
  ///
  /// - Parameters:
  ///   - flying: the person's traces of invites that are no uses yet.
  ///   - joined: the person's others. Where a row or one of these has no time, nothing tells them apart, and the row
  ///     is taken for that of an invite that has joined.
  static func hold(_ flying: [UseTrace], of joined: ArraySlice<UseTrace>) -> Bool {
    let ages = joined.map(\.seconds)
    guard !ages.isEmpty else { return false }
    let youngest = ages.contains(nil) ? nil : ages.compactMap { $0 }.min()
    return flying.allSatisfy { trace in
      guard trace.kind == .row, trace.isPassedOn else { return false }
      guard let age = trace.seconds, let youngest else { return true }
      return age + slack >= youngest
    }
  }
}
