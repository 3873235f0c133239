import CeleryProtocol
import ClientSupport
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What cannot be read is said, and hides nothing of the rest.
@Suite struct TraceGapTests {
  @Test func `without the database the message is found, and the failure is told`() async throws {
    let world = try TraceWorld()
    try world.publish("q@example.com", "DIRECT10")
    var environment = world.environment
    environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nowhere"
    let traced = try await TraceWorld.trace(["q@example.com"], environment)
    #expect(traced.exit == 1 || traced.exit == 75, "\(traced)")
    #expect(traced.state == "unconsumed", "\(traced)")
    #expect(traced.gaps.contains { $0.contains("connect to PostgreSQL") }, "\(traced)")
    // No statement is printed for a database that does not answer.
    let code = try await TraceWorld.trace(["NOSUCHCODE"], environment)
    #expect(code.state == "not_found", "\(code)")
    #expect(code.next == "invitectl doctor --only postgres", "\(code)")
  }

  @Test func `without the broker the rows are found, and nothing is called lost`() async throws {
    let world = try TraceWorld()
    try world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ('r@example.com', 'LINUXDO5', 'PROCESSING', 0,
        now() AT TIME ZONE 'utc' - interval '1 hour')
      """)
    var environment = world.environment
    environment["INVITECTL_BROKER_URL"] = "redis://127.0.0.1:1/1"
    let traced = try await TraceWorld.trace(["r@example.com"], environment)
    #expect(traced.exit == 1 || traced.exit == 75, "\(traced)")
    #expect(traced.state == "unknown", "\(traced)")
    #expect(traced.sentence.contains("was not seen"), "\(traced)")
  }

  @Test func `a broker that nobody uses is no evidence`() async throws {
    let world = try TraceWorld()
    try world.redeem.broker.send("DEL", "_kombu.binding.invites")
    try world.run(
      """
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, state)
      VALUES ('o1', 'redeem', 'LINUXDO5', 'o@example.com', 'published')
      """)
    let traced = try await world.trace("o@example.com")
    #expect(traced.state == "unknown" && traced.exit == 3, "\(traced)")
    #expect(traced.gaps.contains { $0.contains("INVITECTL_BROKER_URL") }, "\(traced)")
  }

  @Test func `a message that cannot be read is counted, by its id it is found`() async throws {
    let world = try TraceWorld()
    let pickled =
      #"{"body": "gAJ9cQAu", "content-encoding": "binary", "content-type": "#
      + #""application/x-python-serialize", "headers": {"task": "#
      + #""app.tasks_celery.process_invite_task", "id": "pickled-1"}, "properties": "#
      + #"{"delivery_tag": "t1", "priority": 5, "body_encoding": "base64", "delivery_info": "#
      + #"{"exchange": "", "routing_key": "invites"}}}"#
    try world.redeem.broker.send("LPUSH", RedeemWorld.queue, pickled)
    let byEmail = try await world.trace("nobody@example.com")
    #expect(byEmail.exit == 69, "\(byEmail)")
    #expect(byEmail.sentence.contains("not everything was seen"), "\(byEmail)")
    #expect(byEmail.gaps.contains { $0.contains("cannot be read here: pickle") }, "\(byEmail)")
    let byID = try await world.trace("pickled-1")
    #expect(byID.state == "unconsumed", "\(byID)")
  }

  @Test func `a search that ends early says so`() async throws {
    let world = try TraceWorld()
    for number in 0..<3 {
      var words: [any RedisArgument] = ["LPUSH", RedeemWorld.queue]
      for _ in 0..<2000 {
        words.append(try TraceWorld.message("other\(number)@example.com", "DIRECT10").encoded)
      }
      try world.redeem.broker.call(words, deadline: .soon)
    }
    let traced = try await world.trace("q@example.com", "--search-limit", "1ms")
    #expect(traced.gaps.contains { $0.contains("was not searched to the end") }, "\(traced)")
    #expect(traced.sentence.contains("not everything was seen"), "\(traced)")
    let whole = try await world.trace("q@example.com")
    #expect(whole.exit == 69 && whole.gaps.isEmpty, "\(whole)")
    // It is in the second of the pages, and all that came before it are delivered before it.
    try world.publish("q@example.com", "DIRECT10")
    var words: [any RedisArgument] = ["LPUSH", RedeemWorld.queue]
    for _ in 0..<1500 {
      words.append(try TraceWorld.message("later@example.com", "DIRECT10").encoded)
    }
    try world.redeem.broker.call(words, deadline: .soon)
    let found = try await world.trace("Q@example.com")
    #expect(found.state == "unconsumed" && found.gaps.isEmpty, "\(found)")
    #expect(found.sentence.contains(", 6000 before it"), "\(found)")
  }

  /// Where something is found by its own spelling no row is looked for in others.
  @Test func `that an email was not searched in other letters is said`() async throws {
    let world = try TraceWorld()
    try world.run(
      "UPDATE redeem_codes SET bound_email = 'Cap@Example.com' WHERE code = 'LINUXDO5'")
    for (who, isSearched) in [("cap@example.com", true), ("bound@example.com", false)] {
      let traced = try await world.trace(who, "--search-limit", "1ms")
      #expect(traced.gaps.contains { $0.contains("in other letters") } == isSearched, "\(traced)")
      guard isSearched else { continue }
      #expect(traced.exit == 69, "\(traced)")
      #expect(!traced.sentence.contains("there is nothing"), "\(traced)")
    }
    let whole = try await world.trace("cap@example.com")
    #expect(whole.state == "unusable" && whole.gaps.isEmpty, "\(whole)")
  }

  @Test func `several are traced at once, and the worst decides`() async throws {
    let world = try TraceWorld()
    let result = try await CommandRun.invitectl(
      ["trace", "bound@example.com", "nobody@example.com", "DIRECT10"],
      environment: world.environment)
    #expect(result.exitCode == 3, "\(result.output)\(result.errors)")
    #expect(result.output.contains("now: accepted 5d ago"), "\(result.output)")
    #expect(result.output.contains("now: there is nothing of this email"), "\(result.output)")
    let done = try await world.trace("bound@example.com")
    #expect(done.exit == 0, "\(done)")
  }

  @Test func `whose code is bound to somebody else now is told of their own invites alone`()
    async throws
  {
    let world = try TraceWorld()
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT id, 'r@example.com', 'SUCCESS', 'LINUXDOLAPSED', now() AT TIME ZONE 'utc', false
      FROM teams WHERE name = 'roomy'
      """)
    let traced = try await world.trace("r@example.com")
    #expect(traced.verdicts == 1 && traced.state == "invited", "\(traced)")
    // Of the code both are.
    #expect(try await world.trace("LINUXDOLAPSED").verdicts == 2)
  }

  @Test func `of many invites the last ones are shown, and the rest is counted`() async throws {
    let world = try TraceWorld()
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT t.id, 'r@example.com', 'SUCCESS', 'CODE' || i,
        now() AT TIME ZONE 'utc' - make_interval(hours => 100 - i), false
      FROM teams t, generate_series(1, 60) i WHERE t.name = 'roomy'
      """)
    let traced = try await world.trace("r@example.com")
    #expect(traced.verdicts == 50 && traced.exit == 0, "\(traced)")
    #expect(traced.gaps == ["more than the newest 50 rows of invite_records were not looked at"])
    let text = try await CommandRun.invitectl(
      ["trace", "r@example.com"], environment: world.environment)
    #expect(text.output.contains("40 more invites, in -o json\n"), "\(text.output)")
    #expect(text.output.contains("now: r@example.com by CODE60: invited"), "\(text.output)")
    #expect(!text.output.contains("now: r@example.com by CODE50: "), "\(text.output)")
  }

  @Test func `a task of a queue of another name wants a worker of that`() async throws {
    let world = try TraceWorld()
    let odd =
      #"{"body": "W1tdLCB7fSwge31d", "content-encoding": "utf-8", "content-type": "#
      + #""application/json", "headers": {"task": "x", "id": "odd-1"}, "properties": "#
      + #"{"delivery_tag": "d", "body_encoding": "base64", "delivery_info": "#
      + #"{"exchange": "", "routing_key": "other"}}}"#
    try world.redeem.broker.send("LPUSH", "other", odd)
    let traced = try await world.trace("odd-1")
    #expect(traced.next == "celery -A app.tasks_celery worker -Q other", "\(traced)")
  }

  @Test func `an invite of an administrator has no code`() async throws {
    let world = try TraceWorld()
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at, is_rebind, error_message)
      SELECT id, 'r@example.com', 'FAILED', now() AT TIME ZONE 'utc', false, 'token expired'
      FROM teams WHERE name = 'roomy'
      """)
    let traced = try await world.trace("r@example.com")
    #expect(traced.state == "failed" && traced.exit == 5 && traced.next == nil, "\(traced)")
  }

  @Test func `that other prefixes were not looked for to the end is said`() async throws {
    let world = try TraceWorld()
    for start in stride(from: 0, to: 12_000, by: 4000) {
      var words: [any RedisArgument] = ["MSET"]
      for number in start..<(start + 4000) { words += ["filler:\(number)", "x"] }
      try world.redeem.broker.call(words, deadline: .soon)
    }
    let traced = try await world.trace("q@example.com", "--search-limit", "1ms")
    #expect(
      traced.gaps.contains { $0.contains("another key prefix was not looked through to the end") },
      "\(traced)")
    #expect(traced.sentence.contains("not everything was seen"), "\(traced)")
    #expect(try await world.trace("q@example.com").gaps.isEmpty)
  }
}
