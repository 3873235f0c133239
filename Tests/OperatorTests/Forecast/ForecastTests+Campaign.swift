import ClientSupport
import InviteStorage
import LosslessJSON
import TestSupport
import TestWorlds
import Testing

@testable import InviteDomain
@testable import InviteOps

/// What `simulate` says beside its figures, and when it ends.
extension ForecastTests {
  private func paper(
    _ redemptions: Int, _ more: [String], _ world: MetricsWorld
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      [
        "simulate", "--redeem", "\(redemptions)", "--in", "10m", "--workers", "1",
        "--concurrency", "1", "--runtime", "1s",
      ] + more, environment: world.environment)
  }

  private func words(_ text: String) -> String {
    text.split { $0.isWhitespace }.joined(separator: " ")
  }

  @Test func `that Redis alone may have uses stands beside the codes, as in a forecast`()
    async throws
  {
    let world = try world(uses: 10)
    let note = "not in it: uses that only Redis has, which 'invitectl sync-counts' brings over"
    let told = try await paper(1, [], world)
    #expect(told.exitCode == 0 && words(told.output).contains(note), "\(told)")
    #expect(told.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(told)")
    #expect(told.output.contains("at most 1 message (1 to 1) not done"), "\(told)")
    let machine = try await paper(1, ["-o", "json"], world)
    let json = try JSONValue(parsing: Array(machine.output.utf8))
    #expect(json["notes"]?.array?.compactMap { $0.string }.contains(note) == true, "\(machine)")
    let codes = try #require(try forecast(world, [.codes]).first)
    #expect(codes.notes.contains(note), "\(codes)")
  }

  @Test func `how many tasks a worker works on is not made up in silence`() async throws {
    let world = try world(uses: 10)
    let asked = [
      "simulate", "--redeem", "1", "--in", "10m", "--workers", "2", "--runtime", "1s",
    ]
    let note =
      "no worker that takes invites answers: --concurrency says how many tasks each works on"
    let guessed = try await CommandRun.invitectl(asked, environment: world.environment)
    #expect(guessed.exitCode == 0 && words(guessed.output).contains(note), "\(guessed)")
    #expect(guessed.output.contains("2 workers with 1 task at once each"), "\(guessed)")
    #expect(guessed.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(guessed)")
    let machine = try await CommandRun.invitectl(
      asked + ["-o", "json"], environment: world.environment)
    let json = try JSONValue(parsing: Array(machine.output.utf8))
    #expect(json["concurrency"]?.int == 1 && json["concurrency_is_assumed"] == true, "\(json)")
    let said = try await paper(1, [], world)
    #expect(said.exitCode == 0 && !words(said.output).contains(note), "\(said)")
  }

  /// What has left the uses of other codes in Redis, and what has brought them all over.
  @Test(arguments: [
    ("now(), 0", #"{"extent": "chosen", "chosen": 1}"#, true), ("now(), 1", "{}", true),
    ("now(), 8", #"{"resume_after": 5}"#, true), ("NULL, NULL", "{}", true),
    ("now() - interval '2 hours', 0", "{}", true), ("now(), 0", "{}", false),
    ("now(), 8", "{}", false),
  ])
  func `only a sync of all codes that came to its end brings all uses over`(
    end: String, detail: String, isSaid: Bool
  ) throws {
    let world = try world(uses: 10)
    for statement in ["CREATE SCHEMA invitectl"] + SyncSchema.statements {
      try world.run(statement)
    }
    try world.run(
      """
      INSERT INTO invitectl.run_log (command, finished_at, exit_code, detail)
      VALUES ('sync-counts', \(end), '\(detail)')
      """)
    let codes = try #require(try forecast(world, [.codes]).first)
    let isTold = codes.notes.contains { $0.contains("uses that only Redis has") }
    #expect(isTold == isSaid, "\(codes)")
  }

  @Test func `in Chinese no blank stands beside a wide sign or between two words`() async throws {
    let world = try world(seats: 5)
    try invite(Array(repeating: 10, count: 28), world)
    try world.run(
      "UPDATE redeem_codes SET expires_at = (now() AT TIME ZONE 'utc') + interval '10 days'")
    let told = try await CommandRun.invitectl(
      ["forecast", "--only", "codes", "--lang", "zh"], environment: world.environment)
    #expect(told.output.contains("codes：其中含将在 28 天内过期的兑换码的 1000 次使用"), "\(told)")
    try world.run("UPDATE teams SET max_seats = 100")
    let campaign = try await paper(500, ["--lang", "zh"], world)
    #expect(campaign.exitCode == 0 && words(campaign.output).contains("后用掉"), "\(campaign)")
    #expect(!campaign.output.contains("） 后用掉"), "\(campaign)")
  }

  @Test func `once it is to stop it ends at the next look, and gives no figures`() throws {
    let world = try world(seats: 100_000, uses: 100_000)
    let interrupt = Interrupt()
    let context = try OperationContext.test(
      environment: world.environment, interrupt: interrupt)
    var request = Campaign.Request(redemptions: 50_000, time: .seconds(600), workers: 5)
    request.concurrency = 4
    request.runtime = .seconds(3)
    var told: [Campaign.Progress] = []
    let failure = #expect(throws: Failure.self) {
      try Campaign(context, request).run { progress in
        told.append(progress)
        if told.count == 3 { interrupt.trigger() }
      }
    }
    #expect(failure?.kind == .interrupted && told.count == 3, "\(told)")
    #expect(told.allSatisfy { $0 == .repetition(1, of: 80) }, "\(told)")
  }
}
