internal import ClientSupport
internal import InviteDomain
internal import Localization

/// How long tasks take, measured while workers had no time to wait.
///
/// Celery's result has the end of a task, neither its beginning nor its runtime (celery/backends/base.py,
/// `_get_result_meta`), and from ends alone nobody can tell a gap in which a worker worked from one in which it
/// waited for work. So ends count that come while messages wait in a list: then each worker has taken as many as it
/// may, and all its slots work. Each of the slots finishes one in the time of as many gaps.
struct CampaignRuntimes: Sendable {
  /// For how long it is watched, and how many ends are enough.
  private static let (patience, enough) = (Duration.seconds(10), 40)
  /// Between two looks at the lists, and how many of those until ends are read again.
  private static let (pause, looks) = (Duration.milliseconds(250), 4)

  /// Seconds, not empty.
  let values: [Double]
  let told: CampaignOutcome.Runtime

  /// One that was said.
  init(given seconds: Double) {
    values = [seconds]
    told = .init(source: "given", measured: 0, slots: 0, meanSeconds: seconds)
  }

  /// - Parameters:
  ///   - ends: of tasks, between which no slot waited, in seconds; at least two.
  ///   - share: which part of all that were done they are, above 0.
  init(_ source: InviteWork.Source, _ ends: [Double], share: Double = 1, slots: Int) {
    let sorted = ends.sorted()
    let runtimes = zip(sorted.dropFirst(), sorted).map { ($0 - $1) * share * Double(slots) }
    values = runtimes
    told = .init(
      source: source.rawValue, measured: runtimes.count, slots: slots,
      meanSeconds: runtimes.reduce(0, +) / Double(max(1, runtimes.count)))
  }

  /// Watches the workers for ten seconds at most.
  ///
  /// - Parameter looking: called at each look.
  /// - Throws: ``Failure`` of kind ``Failure/Kind/unanswered`` where no worker answers, no message waits, or too little
  ///   is done while some wait.
  static func measure(
    _ servers: ForecastServers, _ fleet: InviteWork.Fleet?, looking: () -> Void = {}
  ) throws(Failure) -> CampaignRuntimes {
    let next = tr(
      "say how long a task takes: --runtime 2s; 'invitectl inspect-workers events' shows it")
    guard let fleet, fleet.slots > 0 else {
      throw Failure(
        .unanswered, tr("no worker that takes invites answers, so that no runtime can be told"),
        hint: next)
    }
    guard try servers.waiting() > 0 else {
      throw Failure(
        .unanswered,
        tr(
          "no runtime can be told: no message waits, and what workers did before has idle time "
            + "in it"
        ), hint: next)
    }
    let (source, ends) = try watch(servers, looking)
    guard ends.values.count > BusyGaps.fewest else {
      throw Failure(
        .unanswered,
        tr(
          "\(CountText.of(ends.values.count, "invite")) done while messages waited are too few to tell a "
            + "runtime by: \(BusyGaps.fewest + 1) are needed"), hint: next)
    }
    return CampaignRuntimes(source, ends.values, share: ends.share, slots: fleet.slots)
  }

  /// What was done while messages waited, by the source that tells more of it.
  private static func watch(
    _ servers: ForecastServers, _ looking: () -> Void
  ) throws(Failure) -> (InviteWork.Source, InviteWork.Ends) {
    let before = try InviteWork.latest(servers)
    var seen: (InviteWork.Source, InviteWork.Ends) = (.results, InviteWork.Ends(values: []))
    let limit = ContinuousClock.now + patience
    while ContinuousClock.now < limit, seen.1.values.count <= enough {
      guard try isBusy(servers, looks, looking) else { return seen }
      let now = try InviteWork.ends(servers)
      // What was done until now was done while some waited.
      guard try servers.waiting() > 0 else { return seen }
      let results = fresh(now, before, .results)
      let records = fresh(now, before, .records)
      // Records are second to results that are enough.
      let count = results.values.count
      let isByResults = count > BusyGaps.fewest || count >= records.values.count
      seen = isByResults ? (.results, results) : (.records, records)
    }
    return seen
  }

  private static func fresh(
    _ now: [InviteWork.Source: InviteWork.Ends], _ before: [InviteWork.Source: Double],
    _ source: InviteWork.Source
  ) -> InviteWork.Ends {
    let last = before[source] ?? -.infinity
    var ends = now[source] ?? InviteWork.Ends(values: [])
    ends.values.removeAll { $0 <= last }
    return ends
  }

  /// Whether messages wait at each of so many looks.
  private static func isBusy(
    _ servers: ForecastServers, _ looks: Int, _ looking: () -> Void
  ) throws(Failure) -> Bool {
    for _ in 0..<looks {
      looking()
      guard SocketWait.pause(pause, interrupt: servers.context.interrupt) else {
        throw Failure(.interrupted, tr("stopped; nothing was changed"))
      }
      guard try servers.waiting() > 0 else { return false }
    }
    return true
  }
}
