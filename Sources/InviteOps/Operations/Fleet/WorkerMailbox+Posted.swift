extension WorkerMailbox {
  /// Questions on their way.
  struct Posted {
    let oid: String
    let exchange: String
    let separator: String
    let tickets: [String]
    let start: ContinuousClock.Instant
    let bound: [String]
    let listening: Int
    let named: Int
    /// What the way to the server and back takes.
    let roundTrip: Duration
  }
}
