/// A campaign on paper: messages that come, slots that work on them first come first served, and seats and
/// tokens that are used.
struct CampaignModel {
  /// What is asked.
  struct Load: Sendable {
    /// How many redemptions, at random moments.
    var redemptions: Int
    /// Within so many seconds.
    var seconds: Double
    /// How many tasks are worked on at once.
    var slots: Int
    /// Messages that wait before it begins.
    var backlog = 0
    /// Seconds, of which each task takes one; not empty.
    var runtimes: [Double]
    /// Free seats; `nil` where nobody counted them.
    var seats: Int?
    /// Tokens of all codes with a limit; `nil` where nobody runs out of them.
    var tokens: Int?
    /// Which of them expire when.
    var expiry = ForecastExpiry.none
    /// Until when there are codes without a limit, in seconds; infinity for ever.
    var endlessSeconds = 0.0
    /// Whether the request takes the seat and the worker has none to look for.
    var takesSeatAtRequest = false
  }

  /// What came of one repetition.
  struct Run: Equatable {
    /// Most messages that were not done at one moment.
    var peak = 0
    /// Seconds from the beginning until the last one was done.
    var drained = 0.0
    /// Longest time that a message waited for a slot.
    var longestWait = 0.0
    /// When the last seat and the last token were taken; `nil` where some are left.
    var seatsOut: Double?
    var tokensOut: Double?
    /// Redemptions that got no token.
    var refused = 0
  }

  /// What comes and what ends, from one look at the outside to the next.
  private static let between = 8192

  let load: Load

  /// One repetition that nothing ends.
  func run(_ random: inout ForecastRandom) -> Run {
    run(&random) { _ in }
  }

  /// One repetition, with runtimes that might as well have been measured.
  ///
  /// - Parameter look: hears every few thousand messages how many are done; what it throws ends the repetition.
  func run<Stop: Error>(
    _ random: inout ForecastRandom, _ look: (_ done: Int) throws(Stop) -> Void
  ) throws(Stop) -> Run {
    try look(0)
    var run = Run()
    var arrivals: [Double] = []
    arrivals.reserveCapacity(load.redemptions)
    for _ in 0..<load.redemptions { arrivals.append(random.unit() * load.seconds) }
    arrivals.sort()
    // Who is refused, or has no seat held for it, leaves no message.
    if let tokens = load.tokens { admit(tokens, &arrivals, &run) }
    if load.takesSeatAtRequest, let seats = load.seats {
      run.seatsOut = Self.last(seats, of: &arrivals)
    }
    try work(Array(repeating: 0, count: load.backlog) + arrivals, &run, &random, look)
    return run
  }

  /// Leaves those that get a token. Nobody knows which code is used next: what expires takes the same part of what
  /// is left as of all.
  private func admit(_ tokens: Int, _ arrivals: inout [Double], _ run: inout Run) {
    let parts = load.expiry.parts
    // Parts of a use are kept: of many codes each expiry would round one away.
    var (left, standing) = (Double(tokens), Double(load.expiry.supply))
    var next = 0
    var admitted: [Double] = []
    admitted.reserveCapacity(arrivals.count)
    // When the last one went, where nothing without a limit is beside it.
    func went(_ time: Double) {
      if left < 1, run.tokensOut == nil, load.endlessSeconds.isFinite {
        run.tokensOut = max(time, load.endlessSeconds)
      }
    }
    func expire(until time: Double) {
      while next < parts.count, parts[next].at <= time {
        let kept = max(0, standing - Double(parts[next].count))
        left = standing > 0 ? left * kept / standing : 0
        standing = kept
        went(parts[next].at)
        next += 1
      }
    }
    went(0)
    for arrival in arrivals {
      expire(until: arrival)
      if arrival < load.endlessSeconds {
        admitted.append(arrival)
      } else if left >= 1 {
        left -= 1
        admitted.append(arrival)
        went(arrival)
      }
    }
    expire(until: load.seconds)
    // What runs out when all are through is enough.
    if let out = run.tokensOut, out > load.seconds { run.tokensOut = nil }
    run.refused = arrivals.count - admitted.count
    arrivals = admitted
  }

  /// Leaves the first `count`, and says when the last of them came if that many came.
  private static func last(_ count: Int, of arrivals: inout [Double]) -> Double? {
    guard arrivals.count >= count else { return nil }
    arrivals.removeLast(arrivals.count - max(0, count))
    return arrivals.last ?? 0
  }

  private func work<Stop: Error>(
    _ arrived: [Double], _ run: inout Run, _ random: inout ForecastRandom,
    _ look: (Int) throws(Stop) -> Void
  ) throws(Stop) {
    let runtimes = random.resample(load.runtimes)
    let seats = load.takesSeatAtRequest ? nil : load.seats
    if seats == 0, !arrived.isEmpty { run.seatsOut = 0 }
    var busy = ForecastHeap()
    // How many came, were begun and were done.
    var (came, begun, done) = (0, 0, 0)
    while done < arrived.count {
      if (came + done) % Self.between == 0 { try look(done) }
      let arrival = came < arrived.count ? arrived[came] : .infinity
      let end = busy.least ?? .infinity
      let now = min(arrival, end)
      if arrival <= end {
        came += 1
        run.peak = max(run.peak, came - done)
      } else {
        busy.removeLeast()
        done += 1
        run.drained = now
        if done == seats { run.seatsOut = now }
      }
      // One that came, or one slot that became free: no more than one can begin.
      if begun < came, busy.count < load.slots {
        run.longestWait = max(run.longestWait, now - arrived[begun])
        busy.insert(now + random.pick(runtimes))
        begun += 1
      }
    }
  }
}
