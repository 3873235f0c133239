import CeleryProtocol
import Foundation
import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@Suite struct QuarantineTests {
  struct World {
    let redis: TestRedis
    let inspect: InspectRun
    let broker: RedisConnection
    let folder: TemporaryFolder

    init() throws {
      redis = try TestRedis()
      inspect = InspectRun(redis: redis)
      broker = try TestRedis.connect(redis.broker)
      folder = try TemporaryFolder()
    }

    func control(_ arguments: [String], failpoint: String? = nil) async throws -> CommandResult {
      try await Self.control(redis, arguments, failpoint: failpoint)
    }

    static func control(
      _ redis: TestRedis, _ arguments: [String], failpoint: String? = nil
    ) async throws -> CommandResult {
      var environment = [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
      ]
      environment["INVITECTL_FAILPOINT"] = failpoint
      return try await CommandRun.invitectl(
        ["inspect-workers", "control", "quarantine"] + arguments, environment: environment)
    }

    func list(_ key: String) throws -> [[UInt8]] {
      try broker.send("LRANGE", key, 0, -1).asArray().map { try $0.asBytes() }
    }

    func marks() throws -> Int {
      try broker.send("HLEN", "invitectl:quarantine").asInteger()
    }
  }

  /// What lies in queues: sound, unreadable, no JSON, no text, nothing at all.
  private static let kinds: [[UInt8]] = [
    try! TaskMessage(task: "probe.sleep", id: CeleryID.random(), queue: "invites", args: [1])
      .encoded,
    Array(#"{"body": "x", "properties": {}}"#.utf8), Array("no json".utf8),
    [0xFF, 0x00, 0x0A, 0x0D, 0xC3, 0x28, 0x0A], [], Array(repeating: 0x0A, count: 3),
    Array("{\"body\": \"".utf8) + Array(repeating: 0x78, count: 3_000_000) + Array("\"}".utf8),
  ]

  @Test(arguments: kinds.indices)
  func `what is taken out and put back is the same, byte for byte, in the same place`(
    kind: Int
  ) async throws {
    let world = try World()
    let file = world.folder.file("message")
    let message = Self.kinds[kind]
    let key = "invites\u{06}\u{16}6"
    for other in ["behind", "before"] { try world.broker.send("LPUSH", key, other) }
    try world.broker.send("RPUSH", key, message)
    let before = try world.list(key)

    let plan = try await world.control(["invites", "--to", file, "-o", "json"])
    #expect(plan.exitCode == 0, "\(plan)")
    #expect(try world.inspect.json(plan)["is_applied"] == false)
    #expect(try world.list(key) == before)
    #expect(!FileManager.default.fileExists(atPath: file))

    let taken = try await world.control(["invites", "--to", file, "--yes", "-o", "json"])
    #expect(taken.exitCode == 0, "\(taken)")
    let outcome = try world.inspect.json(taken)["outcome"]
    #expect(outcome?["is_applied"] == true)
    #expect(outcome?["bytes"]?.int == message.count)
    #expect(outcome?["left"] == 2)
    #expect(try world.list(key) == before.dropLast())
    let written = try Data(contentsOf: URL(fileURLWithPath: file))
    let lineEnd = try #require(written.firstIndex(of: 0x0A))
    #expect(Array(written[(lineEnd + 1)...]) == message)
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
    #expect(mode as? Int == 0o600)

    // Whoever looks at the fleet sees it.
    let seen = try await world.inspect("overview", "-o", "json")
    let told = (try world.inspect.json(seen)["diagnoses"]?.array ?? [])
      .filter { $0["kind"] == "quarantined_messages" }.compactMap { $0["message"]?.string }
    #expect(
      told.count == 1 && told[0].hasPrefix("1 message of invites is in quarantine"), "\(told)")
    let doctor = try await CommandRun.invitectl(
      ["doctor", "--only", "workers"],
      environment: ["INVITECTL_BROKER_URL": "\(world.redis.broker)"])
    #expect(doctor.output.contains("1 message of invites is in quarantine"), "\(doctor)")
    // What no worker can read is not to go back.
    if kind == 0 || kind == 2 {
      #expect(doctor.output.contains("--put-back") == (kind == 0), "\(doctor)")
      #expect(doctor.output.contains("HDEL invitectl:quarantine") == (kind == 2), "\(doctor)")
    }

    let back = try await world.control(["--put-back", file, "--yes"])
    #expect(back.exitCode == 0, "\(back)")
    #expect(try world.list(key) == before)
    let again = try await world.control(["--put-back", file, "--yes"])
    #expect(again.exitCode == 7, "\(again)")
    #expect(again.errors.contains("is not out of the queues"), "\(again.errors)")
    #expect(try world.list(key) == before)
    #expect(try world.marks() == 0)
  }

  @Test func `the message that workers take next is that of the first list that has one`()
    async throws
  {
    let world = try World()
    try world.broker.send("LPUSH", "invites\u{06}\u{16}9", "late")
    try world.broker.send("LPUSH", "invites\u{06}\u{16}3", "next", "second")
    let file = world.folder.file("head")
    #expect(try await world.control(["invites", "--to", file, "--yes"]).exitCode == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)).suffix(4) == Data("next".utf8))
  }

  @Test func `one task is taken out of the middle, and a file is never written over`() async throws
  {
    let world = try World()
    let ids = (0..<5).map { _ in CeleryID.random() }
    for id in ids { try world.inspect.publish("probe.sleep", args: [1], queue: "invites", id: id) }
    let key = "invites\u{06}\u{16}3"
    let before = try world.list(key)
    let file = world.folder.file("middle")
    let taken = try await world.control(["invites", "--id", ids[2], "--to", file, "--yes"])
    #expect(taken.exitCode == 0, "\(taken)")
    #expect(try world.list(key) == [before[0], before[1], before[3], before[4]])
    let lookup = try await world.inspect("task", ids[2])
    #expect(lookup.exitCode == 0, "\(lookup)")
    #expect(lookup.output.contains("taken out of invites, into a file"), "\(lookup)")
    #expect(lookup.output.contains("control quarantine --put-back \(file) --yes"), "\(lookup)")
    let over = try await world.control(["invites", "--id", ids[3], "--to", file, "--yes"])
    #expect(over.exitCode == 2, "\(over)")
    #expect(over.errors.contains("is there already"))
    #expect(try world.list(key).count == 4)
    let absent = try await world.control(
      ["invites", "--id", ids[2], "--to", world.folder.file("x"), "--yes"])
    #expect(absent.exitCode == 2, "\(absent)")
    #expect(absent.errors.contains("no message of the task"), "\(absent.errors)")
    let mistyped = try await world.control(
      ["invitse", "--to", world.folder.file("x"), "--yes"])
    #expect(mistyped.errors.contains("there is no queue invitse"), "\(mistyped.errors)")
  }

  @Test func `a run that is killed leaves the message in the queue, in the file, or in both`()
    async throws
  {
    let world = try World()
    try world.broker.send("LPUSH", "invites", "poison")
    let file = world.folder.file("killed")
    let killed = try await world.control(
      ["invites", "--to", file, "--yes"], failpoint: "quarantine-written")
    #expect(killed.exitCode != 0)
    #expect(try world.list("invites") == [Array("poison".utf8)])
    #expect(FileManager.default.fileExists(atPath: file))
    // It never left, so it does not come back a second time.
    let back = try await world.control(["--put-back", file, "--yes"])
    #expect(back.exitCode == 7, "\(back)")
    #expect(try world.list("invites").count == 1)

    let second = world.folder.file("second")
    let dead = try await world.control(
      ["invites", "--to", second, "--yes"], failpoint: "quarantine-removed")
    #expect(dead.exitCode != 0)
    #expect(try world.list("invites").isEmpty)
    #expect(try await world.control(["--put-back", second, "--yes"]).exitCode == 0)
    #expect(try world.list("invites") == [Array("poison".utf8)])
  }

  @Test func `two at once take two messages, and put one file back once`() async throws {
    let world = try World()
    for index in 0..<6 { try world.broker.send("LPUSH", "invites", "message \(index)") }
    let before = try world.list("invites")
    try await withThrowingTaskGroup(of: CommandResult.self) { group in
      for index in 0..<6 {
        let file = world.folder.file("at-once-\(index)")
        let redis = world.redis
        group.addTask {
          try await World.control(redis, ["invites", "--to", file, "--yes"])
        }
      }
      for try await result in group { #expect(result.exitCode == 0, "\(result)") }
    }
    #expect(try world.list("invites").isEmpty)
    let bodies = try (0..<6).map { index in
      let bytes = try Data(contentsOf: URL(fileURLWithPath: world.folder.file("at-once-\(index)")))
      return String(decoding: bytes.drop { $0 != 0x0A }.dropFirst(), as: UTF8.self)
    }
    #expect(Set(bodies).count == 6)
    let codes = try await withThrowingTaskGroup(of: Int32?.self) { group in
      for _ in 0..<4 {
        let file = world.folder.file("at-once-0")
        let redis = world.redis
        group.addTask {
          try await World.control(redis, ["--put-back", file, "--yes"]).exitCode
        }
      }
      return try await group.reduce(into: [Int32?]()) { $0.append($1) }
    }
    #expect(codes.count { $0 == 0 } == 1, "\(codes)")
    #expect(try world.list("invites").count == 1)
    #expect(before.contains(try world.list("invites")[0]))
  }

  @Test func `what is printed for one after the other works when typed`() async throws {
    let world = try World()
    for text in ["first", "second"] { try world.broker.send("LPUSH", "invites", text) }
    let environment = [
      "INVITECTL_BROKER_URL": "\(world.redis.broker)",
      "INVITECTL_RESULT_URL": "\(world.redis.result)",
      "INVITECTL": CommandRun.invitectlPath, "PATH": "/usr/bin:/bin",
    ]
    for left in [1, 0] {
      let seen = try await CommandRun.invitectl(
        ["inspect-workers", "overview", "-o", "json"], environment: environment,
        workingDirectory: world.folder.path)
      let hint = (try world.inspect.json(seen)["diagnoses"]?.array ?? [])
        .first { $0["kind"] == "malformed_message" }?["hint"]?.string
      let printed = try #require(
        hint?.firstMatch(of: #/'(invitectl [^']+ --to [^']+)'/#), "\(seen)")
      let typed = try await CommandRun.run(
        "/bin/bash", ["-c", "invitectl() { \"$INVITECTL\" \"$@\"; }\n\(printed.1)"],
        environment: environment, workingDirectory: world.folder.path)
      #expect(typed.exitCode == 0, "\(printed.1): \(typed)")
      #expect(try world.list("invites").count == left)
    }
  }
}
