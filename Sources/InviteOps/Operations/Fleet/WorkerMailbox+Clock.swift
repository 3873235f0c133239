internal import ClientSupport
internal import RedisClient

extension WorkerMailbox {
  /// Epoch seconds by the broker's clock, which is one for all who look.
  func serverTime() throws(RedisError) -> Double {
    let words = try connection.call(["TIME"], deadline: .after(timeout)).asStrings()
    return OutsideNumber.measure(words.first) ?? 0
  }
}
