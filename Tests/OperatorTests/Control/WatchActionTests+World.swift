import LosslessJSON
import TestSupport
import TestWorlds
import Testing

extension WatchActionTests {
  /// A worker, and a terminal in which the watch shows it.
  struct World {
    let redis: TestRedis
    let inspect: InspectRun
    let worker: CeleryWorker
    let folder: TemporaryFolder
    let session: TerminalSession

    init(columns: Int, rows: Int, _ options: String = "") async throws {
      redis = try TestRedis()
      inspect = InspectRun(redis: redis, patience: "60s")
      worker = try CeleryWorker("shown", on: redis, queues: "celery,invites")
      folder = try TemporaryFolder()
      session = try await TerminalSession(
        columns: columns, rows: rows,
        environment: [
          "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
          "TERM": "xterm-256color", "IV": CommandRun.invitectlPath, "D": folder.path,
        ])
      try await session.press(
        #"clear; stty -g >$D/before; $IV inspect-workers --watch \#(options); echo left=$?"#,
        "Enter")
      try await fleet()
    }

    /// Leaves what was said; an Enter before it asks for one is nobody's.
    func goBack() async throws {
      try await session.wait(for: "the way back") { lines in
        lines.last { !$0.isEmpty }?.hasPrefix("Enter goes back") == true
      }
      try await session.press("Enter")
    }

    /// The watch with its worker.
    @discardableResult func fleet() async throws -> [String] {
      let node = worker.node
      return try await session.wait(for: "the fleet") { lines in
        lines.contains { $0.hasPrefix("\(node)  replied") }
          && lines.last?.hasPrefix("? keys") == true
      }
    }

    func consumed() async throws -> Set<String> {
      let answer = try await inspect("queues", "-o", "json")
      return Set(
        try inspect.json(answer)["answers"]?[worker.node]?.array?.compactMap {
          $0["name"]?.string
        } ?? [])
    }

    /// The terminal is as it was: its settings, the cursor, the screen.
    func isRestored() async throws {
      let state = try await session.state()
      #expect(!state.isFullScreen)
      #expect(state.showsCursor)
      try await session.press("clear; stty -g | cmp - $D/before && echo as it was", "Enter")
      try await session.wait(for: "the settings as they were") { $0.contains("as it was") }
    }
  }
}
