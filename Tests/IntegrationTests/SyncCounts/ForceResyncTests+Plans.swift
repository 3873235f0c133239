import CeleryProtocol
import FoundationEssentials
import Glibc
import InviteDomain
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// Between a plan and what is done.
extension ForceResyncTests {
  @Test func `a redemption whose message was lost is found in the outbox`() throws {
    let world = try evicted()
    try world.postgres.executeScript(OutboxSchema.create, deadline: .soon)
    try world.postgres.executeScript(
      """
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, state) VALUES
        ('1', 'direct', 'A', 'o1@x.com', 'published'), ('2', 'direct', 'A', 'o2@x.com', 'refused'),
        ('3', 'rebind', 'A', 'o3@x.com', 'published')
      """, deadline: .soon)
    try leaveTraces(world, "A", records: 4)
    let operation = try resync(world)
    let plan = try operation.plan()
    #expect(plan.items.map(\.evidence.outbox) == [1])
    #expect(try operation.apply(plan).rebuilt == ["A"])
    #expect(try world.used("A") == 5)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test func `takes between plan and apply are folded by the next sync`() throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    _ = try resync(world).apply(try resync(world).plan())
    try world.initialise("A")
    try world.sync()
    let operation = try resync(world)
    let plan = try operation.plan()
    #expect(plan.items.map(\.verdict) == [.settled])
    try world.take("A", 2)
    #expect(try operation.apply(plan).applied == ["A"])
    try world.sync()
    #expect(try world.used("A") == 7)
    #expect(try world.tokens("A") == 3)
  }

  @Test func `evidence that our own cleanup deleted is not taken for all there was`() throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 3)
    try world.postgres.execute(
      "INSERT INTO invitectl.run_log (command, changed) VALUES ('cleanup-queue', 5)",
      deadline: .soon)
    _ = try resync(world).apply(try resync(world).plan())
    #expect(try world.standing("A").hasPrefix("vanished -0 +7"))
  }

  @Test func `a code that moved since the plan is left alone`() throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    let operation = try resync(world)
    let plan = try operation.plan()
    try world.increment("A")
    let outcome = try operation.apply(plan)
    #expect(outcome.changedMeanwhile == ["A"])
    #expect(try world.used("A") == 3)
    #expect(try world.tokens("A") == nil)
  }

  @Test func `without enough evidence the bounds stay and nothing is claimed`() throws {
    let world = try evicted()
    try world.postgres.execute(
      "UPDATE redeem_codes SET created_at = now() - interval '90 days'", deadline: .soon)
    try leaveTraces(world, "A", records: 3)
    let operation = try resync(world)
    let plan = try operation.plan()
    _ = try operation.apply(plan)
    #expect(try world.used("A") == 3)
    #expect(try world.standing("A").hasPrefix("vanished -0 +7"))
  }

  @Test func `a plan survives its file and an edited one is refused`() throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    let operation = try resync(world)
    let data = try JSONEncoder().encode(operation.plan())
    let again = try JSONDecoder().decode(ResyncPlan.self, from: data)
    let edited = String(decoding: data, as: UTF8.self)
      .replacing("\"newUsed\":5", with: "\"newUsed\":1")
    let wrong = try JSONDecoder().decode(ResyncPlan.self, from: Data(edited.utf8))
    #expect(throws: Failure.self) { try operation.apply(wrong) }
    #expect(try world.used("A") == 2)
    #expect(try operation.apply(again).applied == ["A"])
  }

  @Test func `one side can be believed by a person's word`() throws {
    let world = try evicted()
    let operation = try resync(world, .database)
    _ = try operation.apply(operation.plan())
    #expect(try world.used("A") == 2)
    #expect(try world.tokens("A") == 8)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test(arguments: ["DIRECT", "LINUXDO"])
  func `of a code without a bucket and a row a person's word is stored, once, and makes one`(
    _ type: String
  ) async throws {
    let world = try SyncWorld()
    try world.addCode("A", max: 10, used: 3, type: type)
    let word = ["force-resync", "A", "--from", "database", "--yes"]
    try world.sync()
    #expect(try world.standing("A") == "")
    let said = try await CommandRun.invitectl(word, environment: world.environment)
    #expect(said.exitCode == 0, "\(said)")
    #expect(said.output.contains("1 code changed as shown"), "\(said)")
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.used("A") == 3)
    #expect(try world.tokens("A") == 7)
    let history = try ResyncHistory.read(world.context(), code: "A", limit: 10)
    #expect(history.entries.map(\.why) == ["rebuilt"])
    #expect(history.entries.last.map { [$0.usedBefore, $0.usedAfter] } == [3, 3])
    #expect(try world.sync().changed == 0)
    let again = try await CommandRun.invitectl(word, environment: world.environment)
    #expect(again.exitCode == 0 && again.output.contains("0 of 1 code would change"), "\(again)")
    #expect(try resync(world).plan().items.isEmpty)
    // What is taken of it is counted, and the count is exact on.
    try world.take("A", 2)
    try world.sync()
    #expect(try world.used("A") == 5)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test func `a person's word that was said in a plan is not stored over what was synced since`()
    throws
  {
    let world = try SyncWorld(believesFirstSight: false)
    try world.addCode("A", max: 10, used: 3)
    var request = ResyncRequest()
    request.codes = ["A"]
    request.source = .database
    let operation = ForceResync(try world.context(), request)
    let plan = try operation.plan()
    #expect(plan.changes == 1)
    try world.initialise("A")
    try world.sync()
    let standing = try world.standing("A")
    #expect(standing.hasPrefix("baseline"))
    #expect(try operation.apply(plan).changedMeanwhile == ["A"])
    #expect(try world.standing("A") == standing)
  }

  @Test func `the command asks for yes and shows what it did`() async throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    let refused = try await CommandRun.invitectl(
      ["force-resync", "--all"], environment: world.environment)
    #expect(refused.exitCode == 2)
    #expect(refused.output.contains("rebuild"))
    #expect(try world.used("A") == 2)
    let done = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"], environment: world.environment)
    #expect(done.exitCode == 0, "\(done.errors)")
    #expect(try world.used("A") == 5)
    let history = try await CommandRun.invitectl(
      ["force-resync", "history"], environment: world.environment)
    #expect(history.output.contains("2 -> 5"))
  }
}
