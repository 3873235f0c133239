internal import ClientSupport

/// What a server of Redis answers to TIME.
enum BrokerClock {
  /// Epoch seconds, with their microseconds; `nil` for another answer.
  static func time(_ words: [String]) -> Double? {
    guard let seconds = OutsideNumber.measure(words.first) else { return nil }
    let microseconds = words.count == 2 ? OutsideNumber.measure(words[1]) : nil
    return seconds + (microseconds ?? 0) / 1e6
  }
}
