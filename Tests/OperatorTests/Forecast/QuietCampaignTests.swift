import ClientSupport
import Foundation
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteDomain
@testable import InviteOps

/// `simulate` against the sandbox: what it says before, and what a real worker then does, by the clock.
///
/// INVITECTL_CAMPAIGN_SIZE makes campaigns of so many redemptions (`make torture-campaign`).
@Suite struct QuietCampaignTests {
  private static let size =
    ProcessInfo.processInfo.environment["INVITECTL_CAMPAIGN_SIZE"].flatMap { Int($0) } ?? 16
  private static let seeds = 10
  /// At once, each with servers' databases and a worker of its own, whose tasks sleep. What waits
  /// here holds a thread of Swift's pool, which has one a processor.
  private static let lanes = min(2, ProcessInfo.processInfo.activeProcessorCount)
  /// Twice as fast as two tasks at once that take 0.4 s each.
  private static var time: Duration { .milliseconds(size * 100) }
  private static let seats = 3 * size / 4

  /// A database with one team and one code, and messages for it.
  struct Site {
    let world: MetricsWorld
    let broker: RedisConnection

    init() throws {
      world = try MetricsWorld()
      broker = try world.broker()
      try world.run(
        """
        INSERT INTO teams (name, account_id, session_token, max_seats, is_active)
        VALUES ('all', 'all', 's', 100000, true);
        INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active)
        VALUES ('CODE', (enum_range(NULL::redeemcodetype))[1], 100000, 0, true)
        """)
    }

    /// An invite that takes 0.3 to 0.5 seconds.
    func send(_ name: String, _ generator: inout SeededGenerator) throws {
      let time = Int.random(in: 300...500, using: &generator)
      let message = try InviteTask(email: "\(name)+slow0.\(time)@example.com", code: "CODE")
        .message()
      try broker.send("LPUSH", RedeemWorld.queue, message.envelope.encoded)
    }

    /// Messages that are not done.
    func waiting() throws -> Int {
      try broker.send("LLEN", RedeemWorld.queue).asInteger()
        + broker.send("HLEN", "unacked").asInteger()
    }

    func count(_ table: String) throws -> Int {
      try world.postgres.query("SELECT count(*) AS n FROM \(table)", deadline: .soon).only()
        .int("n")
    }

    func clear(seats: Int) throws {
      try world.run(
        "DELETE FROM invite_records; DELETE FROM invite_queue; UPDATE teams SET max_seats = \(seats)"
      )
    }
  }

  private static func request(seed: UInt64) -> Campaign.Request {
    var request = Campaign.Request(redemptions: size, time: time, workers: 1)
    request.seed = seed
    return request
  }

  @Test func `of ten campaigns nine go as they went on paper`() async throws {
    let (hits, text) = try await withThrowingTaskGroup(
      of: (Int, String).self, returning: (Int, String).self
    ) { group in
      for lane in 0..<Self.lanes {
        let share = Self.seeds / Self.lanes
        group.addTask { try await Self.campaigns(lane * share..<(lane + 1) * share) }
      }
      return try await group.reduce(into: (0, "")) { sum, lane in
        sum.0 += lane.0
        sum.1 += lane.1
      }
    }
    #expect(hits >= Self.seeds - 1, "\(text)")
  }

  /// - Returns: how many went as on paper, and how all did.
  private static func campaigns(_ seeds: Range<Int>) async throws -> (hits: Int, text: String) {
    let site = try Site()
    let worker = try WorkerProcess(site.world.database, site.world.redis, concurrency: 2)
    var generator = SeededGenerator(test: "campaigns \(seeds)")
    // What it does is measured while it does it: some wait for as long as it is looked at.
    let before = 80
    for number in 0..<before { try site.send("m\(number)", &generator) }
    let measured = try Campaign(site.world.context(), request(seed: 1)).measure()
    #expect(measured.values.count >= BusyGaps.fewest, "\(measured)")
    #expect((0.35...1.2).contains(measured.told.meanSeconds), "\(measured.told)")
    try waitUntil("all are done", limit: .seconds(300)) {
      try site.count("invite_records") == before && site.waiting() == 0
    }
    try site.clear(seats: seats)
    var told: [CampaignOutcome] = []
    for seed in seeds {
      let campaign = Campaign(
        try site.world.context(), request(seed: UInt64(seed)), measured: measured)
      told.append(try campaign.run())
    }
    let first = told[0]
    #expect(first.runtime.source == "results" && first.runtime.slots == 2, "\(first)")
    #expect(first.concurrency == 2 && first.backlog == 0, "\(first)")
    #expect(
      first.seats.available == seats && first.seats.missing == size - seats, "\(first)")
    #expect(first.codes.outInSeconds == nil, "\(first)")
    var (hits, text) = (0, "")
    for paper in told {
      let truth = try await play(site, &generator)
      #expect(truth.missing == paper.seats.missing, "\(paper)")
      if fits(truth.drained, paper.drainedInSeconds) && fits(truth.peak, paper.peak) { hits += 1 }
      text += "\(paper.drainedInSeconds), in truth \(truth.drained); "
      text += "\(paper.peak), in truth \(truth.peak)\n"
    }
    withExtendedLifetime(worker) {}
    return (hits, text)
  }

  private static func fits(_ truth: Double, _ told: ForecastRange) -> Bool {
    guard let early = told.early, let likely = told.likely, let late = told.late else {
      return false
    }
    return (early...late).contains(truth) || (likely - truth).magnitude <= 0.15 * truth
  }

  /// Sends the messages at random moments and waits until all are done.
  private static func play(
    _ site: Site, _ generator: inout SeededGenerator
  ) async throws -> (peak: Double, drained: Double, missing: Int) {
    try site.clear(seats: seats)
    let moments = (0..<size).map { _ in
      Double.random(in: 0..<time.seconds, using: &generator)
    }.sorted()
    let start = ContinuousClock.now
    var peak = 0
    for (number, moment) in moments.enumerated() {
      // Its redemptions come at the moments that were drawn: time is what is compared.
      try await Task.sleep(until: start + .seconds(saturating: moment), clock: .continuous)
      try site.send("c\(number)", &generator)
      peak = max(peak, try site.waiting())
    }
    let limit = Duration.seconds(120 + size)
    try waitUntil("all are done", limit: limit) {
      try site.count("invite_records") + site.count("invite_queue") == size
    }
    let drained = start.duration(to: .now).seconds
    try waitUntil("all are acknowledged", limit: limit) { try site.waiting() == 0 }
    return (Double(peak), drained, try site.count("invite_queue"))
  }

  /// Celery keeps no runtime: of what is done now and then only the time between two redemptions is known.
  @Test func `what comes now and then tells no runtime`() async throws {
    let site = try Site()
    let worker = try WorkerProcess(site.world.database, site.world.redis, concurrency: 1)
    for number in 0..<15 {
      let message = try InviteTask(email: "t\(number)@example.com", code: "CODE").message()
      try site.broker.send("LPUSH", RedeemWorld.queue, message.envelope.encoded)
      try waitUntil("it is done", limit: .seconds(60)) {
        try site.count("invite_records") == number + 1 && site.waiting() == 0
      }
      // The time between two redemptions.
      try await Task.sleep(for: .milliseconds(300))
    }
    let refused = try await CommandRun.invitectl(
      ["simulate", "--redeem", "40", "--in", "20s", "--workers", "1"],
      environment: site.world.environment)
    #expect(refused.exitCode == 69 && refused.output.isEmpty, "\(refused)")
    #expect(
      refused.errors.contains("no message waits") && refused.errors.contains("--runtime 2s"),
      "\(refused)")
    withExtendedLifetime(worker) {}
  }

  @Test func `codes that expire meanwhile refuse who comes later`() async throws {
    let site = try Site()
    try site.world.run(
      """
      UPDATE redeem_codes SET max_uses = 1000000,
        expires_at = (now() AT TIME ZONE 'utc') + interval '150 minutes'
      """)
    func run() async throws -> CommandResult {
      try await CommandRun.invitectl(
        [
          "simulate", "--redeem", "100", "--in", "5h", "--workers", "1", "--runtime", "1s",
          "--concurrency", "1",
        ], environment: site.world.environment)
    }
    let half = try await run()
    // Lines end where 80 columns do.
    let words = half.output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(half.exitCode == 0 && words.contains("49 get none"), "\(half)")
    #expect(half.output.contains("in it: 1000000 uses of codes that expire meanwhile"), "\(half)")
    // Nobody is let through: of the seats nothing is known.
    try site.world.run("UPDATE redeem_codes SET is_active = false")
    let none = try await run()
    #expect(none.output.contains("unknown whether enough: nobody gets a token"), "\(none)")
  }

  @Test func `the same seed says the same, and what is not known is asked for`() async throws {
    let site = try Site()
    func run(_ arguments: [String]) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["simulate", "--redeem", "500", "--in", "10m", "--workers", "2"] + arguments,
        environment: site.world.environment)
    }
    let given = ["--runtime", "3s", "--concurrency", "1"]
    let first = try await run(given)
    #expect(first.exitCode == 0, "\(first.errors)")
    #expect(first.output.contains("1, 100 repetitions"), "\(first.output)")
    #expect(first.output.contains("3s, as given"), "\(first.output)")
    let again = try await run(given)
    #expect(again.output == first.output)
    let other = try await run(given + ["--seed", "2"])
    #expect(other.output != first.output)
    // 500 of 3 s by two take 750 s and more.
    #expect(first.output.contains("12m 3"), "\(first.output)")
    let unknown = try await run([])
    #expect(unknown.exitCode == 69 && unknown.errors.contains("--runtime 2s"), "\(unknown)")
    for wrong in [["--runtime", "0s"], ["--concurrency", "0"], ["--workers", "0"]] {
      let refused = try await run(wrong)
      #expect(refused.exitCode == 2, "\(wrong): \(refused)")
    }
  }
}
