import CeleryProtocol
import Foundation
import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Files and marks that are changed or lost.
extension QuarantineTests {
  @Test func `a file that was changed, or is cut off, does not go back`() async throws {
    let world = try World()
    try world.broker.send("LPUSH", "invites", "poison")
    let file = world.folder.file("changed")
    #expect(try await world.control(["invites", "--to", file, "--yes"]).exitCode == 0)
    let original = try Data(contentsOf: URL(fileURLWithPath: file))
    func write(_ bytes: Data) throws {
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
      try handle.truncate(atOffset: 0)
      try handle.write(contentsOf: bytes)
    }
    try write(original.dropLast())
    #expect(try await world.control(["--put-back", file, "--yes"]).exitCode == 2)
    try write(original.dropLast() + Data("m".utf8))
    let changed = try await world.control(["--put-back", file, "--yes"])
    #expect(changed.exitCode == 7, "\(changed)")
    #expect(changed.errors.contains("was changed"))
    #expect(try world.list("invites").isEmpty)
    try write(original)
    #expect(try await world.control(["--put-back", file, "--yes"]).exitCode == 0)
  }

  /// The command that the refusal prints, for who knows that the mark was lost.
  @Test func `a message whose mark is lost goes back by the command that is printed`() async throws
  {
    let world = try World()
    let message: [UInt8] = [0x00, 0xFF, 0x0A, 0x0D, 0x0A]
    try world.broker.send("LPUSH", "invites\u{06}\u{16}3", message)
    let file = world.folder.file("lost mark")
    #expect(try await world.control(["invites", "--to", file, "--yes"]).exitCode == 0)
    try world.broker.send("DEL", "invitectl:quarantine")
    let refused = try await world.control(["--put-back", file, "--yes"])
    #expect(refused.exitCode == 7, "\(refused)")
    let command = try #require(refused.errors.components(separatedBy: "surely lost: ").last)
    let typed = try await CommandRun.run(
      "/bin/bash", ["-c", command], environment: ["PATH": "/usr/bin:/bin"])
    #expect(typed.exitCode == 0, "\(typed)")
    #expect(try world.list("invites\u{06}\u{16}3") == [message])
  }

  /// The broker would remember it for ever.
  @Test func `a message whose file was deleted is forgotten by the command that is printed`()
    async throws
  {
    let world = try World()
    try world.broker.send("LPUSH", "invites", "poison")
    let file = world.folder.file("deleted")
    #expect(try await world.control(["invites", "--to", file, "--yes"]).exitCode == 0)
    let strange = try await world.control(["--put-back", file + ".other", "--yes"])
    #expect(strange.exitCode == 2 && !strange.errors.contains("HDEL"), "\(strange)")
    try FileManager.default.removeItem(atPath: file)
    let refused = try await world.control(["--put-back", file, "--yes"])
    #expect(refused.exitCode == 2, "\(refused)")
    #expect(refused.errors.contains("there is no file \(file)"), "\(refused.errors)")
    #expect(try world.marks() == 1)
    let command = try #require(refused.errors.components(separatedBy: "sends it again: ").last)
    let typed = try await CommandRun.run(
      "/bin/bash", ["-c", command], environment: ["PATH": "/usr/bin:/bin"])
    #expect(typed.exitCode == 0, "\(typed)")
    #expect(try world.marks() == 0)
  }

  @Test func `a file that is gone is not said to be put back, and who looks is told of the others`()
    async throws
  {
    let world = try World()
    var files: [String] = []
    for name in ["first", "second"] {
      let message = try TaskMessage(
        task: "probe.sleep", id: CeleryID.random(), queue: "invites", args: [1])
      try world.broker.send("LPUSH", "invites", message.encoded)
      let file = world.folder.file(name)
      files.append(file)
      #expect(try await world.control(["invites", "--to", file, "--yes"]).exitCode == 0)
    }
    try FileManager.default.removeItem(atPath: files[0])
    func looks() async throws -> [CommandResult] {
      [
        try await world.inspect("overview"),
        try await CommandRun.invitectl(
          ["doctor", "--only", "workers"],
          environment: ["INVITECTL_BROKER_URL": "\(world.redis.broker)"]),
      ]
    }
    for look in try await looks() {
      #expect(look.output.contains("that file is not there any more"), "\(look)")
      #expect(!look.output.contains("--put-back \(files[0])"), "\(look)")
      #expect(look.output.contains("--put-back \(files[1])"), "\(look)")
    }
    let doctor = try #require(try await looks().last)
    let quoted = try #require(doctor.output.firstMatch(of: #/'(redis-cli [^\n]*?)' has the/#))
    let typed = try await CommandRun.run(
      "/bin/bash", ["-c", String(quoted.1)], environment: ["PATH": "/usr/bin:/bin"])
    #expect(typed.exitCode == 0, "\(typed)")
    for look in try await looks() {
      #expect(!look.output.contains("not there any more"), "\(look)")
      #expect(look.output.contains("--put-back \(files[1])"), "\(look)")
    }
  }

  /// Whether the step was done that takes the message out is then not known: it may be on its way still.
  @Test func `a connection that is lost in the middle leaves the file`() async throws {
    let world = try World()
    try world.broker.send("LPUSH", "invites", "poison")
    let file = world.folder.file("lost connection")
    let (redis, ours) = (world.redis, try world.broker.send("CLIENT", "ID").asInteger())
    let lost = try await CommandRun.invitectl(
      ["inspect-workers", "control", "quarantine", "invites", "--to", file, "--yes"],
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
        "INVITECTL_FAILPOINT": "quarantine-written:stop",
      ]
    ) { pid in
      try waitUntil("it has written the file") {
        try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8).contains(") T ")
      }
      defer { kill(pid, SIGCONT) }
      let broker = try TestRedis.connect(redis.broker)
      let kept = [ours, try broker.send("CLIENT", "ID").asInteger()].map { "\($0)" }
      for line in try broker.send("CLIENT", "LIST").asString().split(separator: "\n")
      where line.contains(" db=\(redis.broker.database) ") {
        let id = String(line.dropFirst(3).prefix { $0 != " " })
        if !kept.contains(id) { try broker.send("CLIENT", "KILL", "ID", id) }
      }
    }
    #expect(lost.exitCode == 1, "\(lost)")
    #expect(lost.errors.contains("is not known"), "\(lost.errors)")
    #expect(lost.errors.contains("--put-back"), "\(lost.errors)")
    #expect(FileManager.default.fileExists(atPath: file))
    #expect(try world.list("invites") == [Array("poison".utf8)])
    // It never left, and does not come back a second time.
    #expect(try await world.control(["--put-back", file, "--yes"]).exitCode == 7)
    #expect(try world.list("invites").count == 1)
  }

  @Test
  func `what Celery cannot read is deleted for good by what doctor prints`()
    async throws
  {
    let world = try World()
    try world.broker.send("LPUSH", "invites", "poison")
    let file = world.folder.file("poison")
    #expect(try await world.control(["invites", "--to", file, "--yes"]).exitCode == 0)
    let sound = try TaskMessage(
      task: "probe.sleep", id: CeleryID.random(), queue: "invites", args: [1])
    try world.broker.send("LPUSH", "invites", sound.encoded)
    let other = world.folder.file("sound")
    #expect(try await world.control(["invites", "--to", other, "--yes"]).exitCode == 0)
    func doctor() async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["doctor", "--only", "workers"],
        environment: ["INVITECTL_BROKER_URL": "\(world.redis.broker)"])
    }
    let told = try await doctor()
    // Of both the sound one alone is to go back.
    #expect(told.output.contains("--put-back \(other)"), "\(told)")
    #expect(!told.output.contains("--put-back \(file)"), "\(told)")
    let parts = told.output.split(separator: "'").map(String.init)
    for start in ["redis-cli ", "rm "] {
      let command = try #require(parts.first { $0.hasPrefix(start) }, "\(told)")
      let typed = try await CommandRun.run(
        "/bin/bash", ["-c", command], environment: ["PATH": "/usr/bin:/bin"])
      #expect(typed.exitCode == 0, "\(typed)")
    }
    #expect(!FileManager.default.fileExists(atPath: file))
    #expect(try world.marks() == 1)
    #expect(try await world.control(["--put-back", other, "--yes"]).exitCode == 0)
    #expect(try world.list("invites") == [sound.encoded])
    let after = try await doctor()
    #expect(!after.output.contains("quarantine"), "\(after)")
  }
}
