import CeleryProtocol
import ClientSupport
import Foundation
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// When a worker that was told to shut down is said to have done it.
@Suite(.timeLimit(.minutes(15))) struct ShutDownTests {
  /// It answers no more from the beginning of that on.
  @Test func `a worker that finishes its task first is not down before that is over`() async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("last", on: redis)
    let folder = try TemporaryFolder()
    let (held, id) = (folder.file("held"), CeleryID.random())
    try Data().write(to: URL(filePath: held))
    try inspect.publish("probe.hold", args: [.string(held)], id: id)
    try inspect.waitUntilBegun(id)
    let active = try await inspect("active", "-o", "json")
    try #require(active.output.contains(id), "\(active)")
    let down = try ChildProcess(
      [
        CommandRun.invitectlPath, "inspect-workers", "control", "shutdown", "-d", worker.node,
        "--yes", "--wait", "60s", "-o", "json",
      ],
      environment: ["INVITECTL_BROKER_URL": "\(redis.broker)"], workingDirectory: "/",
      output: .file(folder.file("said")))
    defer { down.kill() }
    func said() -> String {
      (try? String(contentsOfFile: folder.file("said"), encoding: .utf8)) ?? ""
    }
    try waitUntil("the worker was told") { worker.logged.contains("Got shutdown from remote") }
    // Of its silence alone it would be said to be down within this time.
    SocketWait.pause(.seconds(4))
    #expect(down.isRunning, "\(said())")
    let broker = try TestRedis.connect(redis.broker)
    #expect(try broker.send("HLEN", "unacked").asInteger() == 1)
    try FileManager.default.removeItem(atPath: held)
    let code = down.wait()
    #expect(code == 0, "\(said())")
    #expect(try broker.send("HLEN", "unacked").asInteger() == 0, "\(said())")
  }
}
