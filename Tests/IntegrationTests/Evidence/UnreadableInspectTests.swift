import CeleryProtocol
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import Testing

/// What the looks say of messages and keys that are not as usual.
@Suite struct UnreadableInspectTests {
  private let redis: TestRedis
  private let broker: RedisConnection
  private let environment: [String: String]

  init() throws {
    let database = try TestDatabase()
    redis = try TestRedis()
    broker = try TestRedis.connect(redis.broker)
    environment = Sandbox.variables(database: database, redis: redis)
  }

  private func inspect(_ arguments: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(["inspect-workers"] + arguments, environment: environment)
  }

  @Test(arguments: ["zlib", "bzip2", "protocol1"])
  func `what is read is neither malformed nor unreadable`(form: String) async throws {
    try await CeleryPublisher.publish([.init("a@x.com", "A", form: form)], on: redis)
    let overview = try await inspect()
    #expect(!overview.output.contains("malformed"), "\(overview)")
    #expect(!overview.output.contains("cannot be read here"))
    let peek = try await inspect("peek", "invites")
    #expect(peek.output.contains(InviteTask.name))
    #expect(!peek.output.contains("malformed"))
  }

  @Test(arguments: ["pickle", "pickle-protocol1", "lzma"])
  func `what only workers read is left where it is`(form: String) async throws {
    try await CeleryPublisher.publish([.init("a@x.com", "A", form: form)], on: redis)
    let overview = try await inspect()
    #expect(overview.output.contains("cannot be read here"), "\(overview)")
    #expect(!overview.output.contains("malformed"))
    #expect(!overview.output.contains("RPOP"))
    let peek = try await inspect("peek", "invites")
    #expect(peek.output.contains("cannot be read here: 1"))
  }

  @Test func `a task of protocol 1 is found by its id, in whatever list`() async throws {
    var call = CeleryPublisher.Call("a@x.com", "A", form: "protocol1-zlib")
    call.options = ["sep": ":"]
    try await CeleryPublisher.publish([call], on: redis)
    let envelope = try MessageEnvelope(
      decoding: broker.send("LINDEX", "invites:3", 0).asBytes())
    let id = try #require(QueuedTask(envelope).id)
    let found = try await inspect("task", id)
    #expect(found.output.contains("waiting in invites"), "\(found)")
  }

  @Test(arguments: ["über-\u{1F600}", "it's \"quoted\"", "a/b"])
  func `any id is found`(id: String) async throws {
    let message = try TaskMessage(task: "app.any", id: id, queue: "invites")
    try broker.send("LPUSH", "invites", message.encoded)
    let found = try await inspect("task", id)
    #expect(found.output.contains("waiting in invites"), "\(found)")
  }

  @Test func `nowhere is said only when everything was seen`() async throws {
    let id = "00000000-0000-0000-0000-000000000000"
    let before = try await inspect("task", id)
    #expect(before.output.contains("nowhere"))
    try await CeleryPublisher.publish([.init("a@x.com", "A", form: "pickle-protocol1")], on: redis)
    let after = try await inspect("task", id)
    #expect(after.output.contains("not found, but not everything could be seen"), "\(after)")
    #expect(after.output.contains("pickle"))
  }

  @Test func `keys of another type are named and cost only themselves`() async throws {
    try broker.send("SET", "_kombu.binding.foo", "x")
    try broker.send("SET", "invites", "x")
    let overview = try await inspect()
    #expect(overview.output.contains("_kombu.binding.foo is not a set"), "\(overview)")
    #expect(overview.output.contains("invites is not a list"))
    #expect(overview.output.contains("sync"))
  }
}
