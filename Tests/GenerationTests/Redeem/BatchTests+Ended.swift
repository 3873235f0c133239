import CeleryProtocol
import ClientSupport
import Foundation
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Batches that are stopped or killed, and many at once.
extension BatchTests {
  @Test(arguments: [SIGINT, SIGKILL])
  func `stopped or killed in full flight, each line is done once`(signal: Int32) async throws {
    let directory = URL(filePath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try world.setTokens("DIRECT10", 100_000)
    let count = 20_000
    // A file: a pipe that nobody reads any more would end this process.
    let file = directory.appendingPathComponent("lines.csv")
    try Data((0..<count).map { "DIRECT10,u\($0)@example.com\n" }.joined().utf8).write(to: file)
    let arguments = [
      "redeem", "--batch", file.path, "--state", directory.appendingPathComponent("state").path,
    ]
    let (environment, broker) = (world.environment, world.brokerEndpoint)
    let first = try await CommandRun.invitectl(arguments, environment: environment) { pid in
      try await Self.wait(until: 1000, at: broker)
      kill(pid, signal)
    }
    let done = first.output.split(separator: "\n").count
    let queued = try world.queued()
    #expect(queued < count, "it was over before it was stopped")
    #expect(try world.tokens("DIRECT10") == 100_000 - queued)
    if signal == SIGINT {
      #expect(first.exitCode == 130, "\(first.errors)")
      #expect(done == queued, "what was sent is waited for and told")
    } else {
      #expect(first.signal == SIGKILL)
      #expect(done <= queued)
    }
    let rest = try await CommandRun.invitectl(arguments, environment: environment)
    #expect(rest.exitCode == 0, "\(rest.errors)")
    #expect(try world.queued() == count)
    #expect(try world.tokens("DIRECT10") == 100_000 - count)
  }

  /// Answers that nobody reads are no reason to go on. What was sent is not sent again, and its answers come with
  /// the next run.
  @Test(arguments: [">&7", ">&-", "> /dev/full"])
  func `without a reader it stops, and each line is done once`(cut: String) async throws {
    let folder = try TemporaryFolder()
    try world.setTokens("DIRECT10", 100_000)
    let count = 10_000
    let file = folder.file("lines.csv")
    try Data((0..<count).map { "DIRECT10,u\($0)@example.com\n" }.joined().utf8)
      .write(to: URL(filePath: file))
    let arguments = ["redeem", "--batch", file, "--state", folder.file("state")]
    // Descriptor 7 is a pipe whose reader has gone.
    let stopped = try await CommandRun.run(
      "/bin/bash",
      ["-c", #"exec 7> >(:); wait $!; exec "$0" "$@" "# + cut, CommandRun.invitectlPath]
        + arguments, environment: world.environment)
    #expect(stopped.exitCode == (cut == "> /dev/full" ? 1 : 141), "\(stopped.errors)")
    #expect(stopped.errors.contains("every line before it is done"), "\(stopped.errors)")
    let queued = try world.queued()
    #expect(queued > 0 && queued < count)
    #expect(try world.tokens("DIRECT10") == 100_000 - queued)
    let rest = try await CommandRun.invitectl(arguments, environment: world.environment)
    #expect(rest.exitCode == 0, "\(rest.errors)")
    #expect(rest.output.split(separator: "\n").count == count)
    #expect(try world.queued() == count)
    #expect(try world.tokens("DIRECT10") == 100_000 - count)
  }

  @Test func `a signal ends the wait for more input, and half a line is not redeemed`() async throws
  {
    let path = Sandbox.temporaryPath()
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    // Open for both, so that neither side waits for the other and there is no end.
    let pipe = open(path, O_RDWR | O_CLOEXEC)
    defer { close(pipe) }
    let text = "DIRECT10,a@example.com\nDIRECT10,b@example.co"
    #expect(write(pipe, text, text.utf8.count) == text.utf8.count)
    let broker = world.brokerEndpoint
    // There is no end of the input: nothing but the signal ends it.
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", path], environment: world.environment
    ) { pid in
      try await Self.wait(until: 1, at: broker)
      kill(pid, SIGINT)
    }
    #expect(result.exitCode == 130, "\(result.errors)")
    #expect(result.output.contains("a@example.com"), "what was done before is told")
    #expect(try world.queued() == 1)
  }

  @Test func `a killed batch goes on, each line done once`() async throws {
    // A folder: what is killed while it replaces the file leaves another beside it.
    let folder = try TemporaryFolder()
    let state = folder.file("state")
    try world.setTokens("DIRECT10", 100_000)
    let count = 2000
    let input = (0..<count).map { "DIRECT10,u\($0)@example.com" }.joined(separator: "\n")
    // Killed thrice as soon as it has got further, in what would be ten seconds' work.
    for _ in 0..<3 {
      let before = try world.queued()
      let killed = try await batch(input, ["--state", state, "--rate", "200/s", "--no-limit"]) {
        [endpoint = world.brokerEndpoint] pid in
        try await Self.wait(until: before + 1, at: endpoint)
        kill(pid, SIGKILL)
      }
      #expect(killed.result.signal == SIGKILL)
    }
    #expect(try await batch(input, ["--state", state]).result.exitCode == 0)
    #expect(try world.queued() == count)
    #expect(try world.tokens("DIRECT10") == 100_000 - count)
  }

  @Test func `bad input is named by its line`() async throws {
    let (lines, result) = try await batch("a\n\"x,y\nA,B,C,D\n{}\n")
    #expect(result.exitCode == 8)
    #expect(lines.map { $0["status"]?.string } == ["invalid", "invalid", "invalid", "invalid"])
    let missing = try await CommandRun.invitectl(
      ["redeem", "--batch", "/no/such/file"], environment: world.environment)
    #expect(missing.exitCode == 2)
    #expect(missing.errors.contains("/no/such/file"))
  }

  @Test func `two servers and the database flows are batches, too`() async throws {
    let second = try TestRedis(server: TestRedis.secondServer())
    let world = try RedeemWorld(broker: second.broker)
    let input = (0..<600).map { index in
      switch index % 3 {
      case 0: "DIRECT10,u\(index)@example.com"
      case 1: "LINUXDO5,same@example.com"
      default: "DIRECTHALF,u\(index)@example.com"
      }
    }.joined(separator: "\n")
    let result = try await CommandRun.invitectl(
      ["redeem", "--batch", "-"], environment: world.environment, input: input)
    #expect(result.exitCode == 8, "\(result.errors)")
    let queued = result.output.split(separator: "\n").count { $0.contains(#""status":"queued""#) }
    // 10 and 5 tokens; of the repeated line for LINUXDO5 one.
    #expect(queued == 16)
    #expect(try world.queued() == 16)
    #expect(try world.tokens("DIRECT10") == 0)
    #expect(try world.tokens("DIRECTHALF") == 0)
    let left = try world.postgres.query(
      "SELECT count(*) AS n FROM invitectl.redeem_outbox WHERE state = 'recorded'", deadline: .soon
    ).only().int("n")
    #expect(left == 0)
  }

  @Test func `64 processes redeem one code exactly as often as it allows`() async throws {
    try world.postgres.execute(
      "UPDATE redeem_codes SET max_uses = 5000 WHERE code = 'DIRECT10'", deadline: .soon)
    let environment = world.environment
    let accepted = try await withThrowingTaskGroup(of: Int.self) { group in
      for process in 0..<64 {
        group.addTask {
          let input = (0..<200).map { "DIRECT10,p\(process).\($0)@example.com" }
            .joined(separator: "\n")
          let result = try await CommandRun.invitectl(
            ["redeem", "--batch", "-", "--no-limit"], environment: environment, input: input)
          return result.output.split(separator: "\n").count { $0.contains(#""status":"queued""#) }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(accepted == 5000)
    #expect(try world.queued() == 5000)
    #expect(try world.tokens("DIRECT10") == 0)
  }
}
