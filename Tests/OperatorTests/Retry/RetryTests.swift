import InviteDomain
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteOps
@testable import InviteStorage

/// `redeem retry` where uses are counted at the request: an invite that came to nothing is made with the
/// use that it took, once.
@Suite struct RetryTests {
  @Test func `errors are listed with their rows and codes, and nothing is changed`() async throws {
    let world = try await RetryWorld()
    try world.failed("a@x.io", "DIRECT10", ago: "3 hours")
    try world.failed("b@x.io", "DIRECTHALF")
    try world.refused("c@x.io", "DIRECT10", "the service refused c@x.io with DIRECT10 (direct10)")
    // Invited since, and one of an administrator.
    try world.failed("d@x.io", "DIRECT10", ago: "2 hours")
    try world.world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      VALUES (1, 'D@x.io', 'success', 'direct10', now() AT TIME ZONE 'utc', false),
        (1, 'e@x.io', 'failed', NULL, now() AT TIME ZONE 'utc', false)
      """)
    let before = try world.rows()
    let run = try await world.retry("-n")
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.contains("3 failed rows, 2 errors"), "\(run)")
    #expect(run.output.contains("no team with a free seat"), "\(run)")
    #expect(run.output.contains("DIRECT10 DIRECTHALF"), "\(run)")
    #expect(!run.output.contains("refused c@x.io"), "\(run)")
    #expect(run.output.contains("refused c***@x.io with DI**** (di****)"), "\(run)")
    #expect(try world.rows() == before)
    #expect(try world.attempts() == [])
    let masked = try await world.world.invitectl("redeem", "retry", "-n", "-o", "json")
    #expect(masked.exitCode == 0, "\(masked)")
    #expect(!masked.output.contains("DIRECTHALF"), "\(masked)")
    for (filter, count) in [
      (["--error", "FREE SEAT"], 2), (["--code", "direct10"], 2), (["--email", "B@X.io"], 1),
      (["--since", "2h"], 2), (["--since", "1m"], 0), (["--error", "SEAT", "--code", "nope"], 0),
    ] {
      let run = try await world.retry(["-n"] + filter)
      let said = count == 0 ? "no failed invite is left" : "\(CountText.of(count, "failed row"))"
      #expect(run.output.contains(said), "\(filter): \(run)")
    }
  }

  @Test func `what found no seat is made with the use it took, once, by a real worker`()
    async throws
  {
    let world = try await RetryWorld()
    try world.world.run("UPDATE teams SET max_seats = 2 WHERE name = 'gamma'")
    let worker = try WorkerProcess(world.world.database, world.world.redis)
    for email in ["a@x.io", "b@x.io"] {
      let run = try await world.world.invitectl("redeem", "DIRECTBETA", email)
      #expect(run.exitCode == 0, "\(run)")
    }
    let bound = try await world.world.invitectl("redeem", "LINUXDO5", "c+refused@x.io")
    #expect(bound.exitCode == 0, "\(bound)")
    try await eventually("all came to nothing", limit: .seconds(90)) {
      try world.world.value(
        """
        SELECT (SELECT count(*) FROM invite_queue WHERE status = 'failed')
          + (SELECT count(*) FROM invite_records WHERE status = 'failed' AND email LIKE '%x.io')
        """) == "3"
    }
    let unsettled = try await world.retry("--code", "DIRECTBETA", "--yes")
    #expect(unsettled.exitCode == 8, "\(unsettled)")
    #expect(unsettled.output.contains("'invitectl force-resync --all' settles"), "\(unsettled)")
    try await world.settle()
    let full = try await world.retry("--code", "DIRECTBETA", "--yes")
    #expect(full.exitCode == 8, "\(full)")
    #expect(full.output.contains("has a free seat"), "\(full)")
    #expect(try world.attempts() == [])
    try world.world.run("UPDATE teams SET max_seats = 3 WHERE name = 'gamma'")
    // One seat: the older one gets it.
    let first = try await world.retry("--code", "DIRECTBETA", "--yes")
    #expect(first.exitCode == 8, "\(first)")
    #expect(first.output.contains("1 invite put into the queue"), "\(first)")
    try await eventually("one is invited", limit: .seconds(90)) {
      try world.invites() == ["a@x.io DIRECTBETA"]
    }
    try world.world.run("UPDATE teams SET max_seats = 20 WHERE name = 'gamma'")
    let counts = try world.counts()
    let tokens = try world.tokens("DIRECTBETA")
    for _ in 0..<3 {
      let run = try await world.retry("--error", "free seat", "--yes")
      #expect(run.exitCode == 0, "\(run)")
      try await eventually("both are invited", limit: .seconds(90)) {
        try world.invites() == ["a@x.io DIRECTBETA", "b@x.io DIRECTBETA"]
      }
    }
    #expect(try world.counts() == counts)
    #expect(try world.tokens("DIRECTBETA") == tokens)
    // Refused by the remote service again: a further row of the same, and a further attempt.
    for attempt in 2...3 {
      let run = try await world.retry("--email", "c+refused@x.io", "--yes")
      #expect(run.exitCode == 0, "\(run)")
      #expect(run.output.contains("1 invite put into the queue"), "\(run)")
      try await eventually("it is refused again", limit: .seconds(90)) {
        try world.world.value(
          "SELECT count(*) FROM invite_records WHERE email = 'c+refused@x.io'") == "\(attempt)"
      }
    }
    #expect(try world.counts() == counts)
    let log = try world.world.lines(
      "SELECT concat_ws(' ', exit_code, changed) AS line FROM invitectl.run_log WHERE command = 'redeem retry' ORDER BY id"
    )
    // Also those that sent nothing: twice with something left alone, twice with nothing left.
    #expect(log == ["8 0", "8 0", "8 1", "0 1", "0 0", "0 0", "0 1", "0 1"])
    withExtendedLifetime(worker) {}
  }

  @Test func `what evidence leaves open goes on by what is printed`() async throws {
    let world = try await RetryWorld()
    // One person, twice: or once, for all that the rows show.
    for _ in 0..<2 { try await world.redeemed("DIRECT10", "a@x.io") }
    try world.world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      VALUES (1, 'a@x.io', 'success', 'DIRECT10',
        (now() AT TIME ZONE 'utc') - interval '2 hours', false)
      """)
    try world.failed("a@x.io", "DIRECT10")
    let words = ["--code", "DIRECT10", "--yes"]
    let evidence = try await world.world.invitectl("force-resync", "DIRECT10", "--yes")
    #expect(evidence.exitCode == 0, "\(evidence)")
    let open = try await world.retry(words)
    #expect(open.exitCode == 8, "\(open)")
    let command = try #require(
      open.output.firstMatch(of: #/'invitectl (force-resync [^']+)'/#), "\(open)")
    #expect(command.1 == "force-resync DIRECT10 --from database --yes", "\(open)")
    let settled = try await CommandRun.invitectl(
      command.1.split(separator: " ").map(String.init), environment: world.world.environment)
    #expect(settled.exitCode == 0, "\(settled)")
    let sent = try await world.retry(words)
    #expect(sent.exitCode == 0, "\(sent)")
    #expect(try world.queued() == 1)
  }

  @Test func `a code without a bucket and without a row goes on by what is printed, by trace too`()
    async throws
  {
    let world = try await RetryWorld()
    try world.failed("a@x.io", "DIRECTHALF")
    #expect(try world.tokens("DIRECTHALF") == nil)
    let words = ["--code", "DIRECTHALF", "--yes"]
    let open = try await world.retry(words)
    #expect(open.exitCode == 8, "\(open)")
    let word = "force-resync DIRECTHALF --from database --yes"
    #expect(open.output.contains("'invitectl \(word)'"), "\(open)")
    // A command that names the code is masked as the code is.
    for more in [["--yes"], ["-n"], ["--yes", "-o", "json"]] {
      let masked = try await CommandRun.invitectl(
        ["redeem", "retry", "--code", "DIRECTHALF"] + more, environment: world.world.environment)
      #expect(!masked.output.contains("DIRECTHALF"), "\(masked)")
      guard more != ["-n"] else { continue }
      #expect(masked.exitCode == 8, "\(masked)")
      #expect(masked.output.contains("--show prints it"), "\(masked)")
    }
    let trace = try await world.world.invitectl("trace", "a@x.io")
    #expect(trace.output.contains("invitectl \(word); invitectl redeem retry"), "\(trace)")
    #expect(trace.output.contains("used_count (5 of 10 uses) is right"), "\(trace)")
    let said = try await CommandRun.invitectl(
      word.split(separator: " ").map(String.init), environment: world.world.environment)
    #expect(said.exitCode == 0, "\(said)")
    let sent = try await world.retry(words)
    #expect(sent.exitCode == 0, "\(sent)")
    #expect(try world.queued() == 1)
  }

  @Test(arguments: [false, true])
  func `a task of a retry whose message is lost is traced as by its email`(
    isRecord: Bool
  ) async throws {
    let world = try await RetryWorld()
    try await world.redeemed("DIRECT10", "a@x.io")
    if isRecord {
      try world.refused("a@x.io", "DIRECT10")
    } else {
      try world.failed("a@x.io", "DIRECT10")
    }
    try await world.settle()
    let sent = try await world.retry("--yes")
    #expect(sent.exitCode == 0, "\(sent)")
    try world.emptied()
    let id = try #require(try world.world.value("SELECT task_id FROM invitectl.invite_retry"))
    func verdict(_ who: String) async throws -> JSONValue? {
      let run = try await world.world.invitectl("trace", who, "-o", "json")
      #expect(run.exitCode == 5, "\(run)")
      return try JSONValue(parsing: Array(run.output.utf8))["traces"]?[0]?["verdicts"]?.array?.last
    }
    let (byTask, byEmail) = (try await verdict(id), try await verdict("a@x.io"))
    #expect(byTask?["email"] == "a@x.io" && byTask?["code"] == "DIRECT10", "\(byTask ?? .null)")
    #expect(byTask?["state"] == byEmail?["state"], "\(byTask ?? .null)")
    #expect(byTask?["next"] == byEmail?["next"], "\(byTask ?? .null) \(byEmail ?? .null)")
    #expect(
      byTask?["next"]?["text"]?.string?.contains("redeem retry") == true, "\(byTask ?? .null)")
  }

  @Test func `the message says what the row says, by an id that is the row's`() async throws {
    let world = try await RetryWorld()
    try await world.redeemed("DIRECTBETA", "a@x.io")
    let row = try world.failed("a@x.io", "DIRECTBETA", group: "beta")
    try await world.settle()
    let run = try await world.retry("--yes", "--rate", "100")
    #expect(run.exitCode == 0, "\(run)")
    let message = try #require(try world.messages().only)
    let task = QueuedTask(message)
    #expect(task.kwargs["email"]?.string == "a@x.io")
    #expect(task.kwargs["redeem_code"]?.string == "DIRECTBETA")
    #expect(try task.kwargs["group_id"]?.int == world.group("beta"))
    #expect(task.kwargs["is_rebind"]?.isFalse == true)
    #expect(task.kwargs.object?.members.count == 4)
    #expect(try world.attempts() == ["invite_queue \(row) 1 sent"])
    #expect(
      try world.world.value("SELECT task_id FROM invitectl.invite_retry") == task.id)
    // Lost with its list: only --again tries what was tried before.
    try world.emptied()
    let second = try await world.retry("--yes")
    #expect(second.exitCode == 0, "\(second)")
    #expect(try world.queued() == 0)
    let again = try await world.retry("--yes", "--again")
    #expect(again.exitCode == 0, "\(again)")
    #expect(try world.queued() == 1)
    #expect(
      try world.attempts() == ["invite_queue \(row) 1 sent", "invite_queue \(row) 2 sent"])
    let third = try await world.retry("--yes", "--again")
    #expect(third.output.contains("1 under-way"), "\(third)")
    #expect(try world.queued() == 1)
  }
}

extension Array {
  /// The one element there is.
  fileprivate var only: Element? { count == 1 ? first : nil }
}
