import CeleryProtocol
import Foundation
import RedisClient
import TestSupport
import Testing

/// `inspect-workers --watch` at 80×24 with workers and a queue that have Chinese names.
@Suite struct ChineseWatchTests {
  /// What the screen says in a language.
  struct Words: Sendable {
    let locale: String
    let queue: String
    let footer: String
    let replied: String
    let keys: String
  }

  private let redis: TestRedis
  private let fleet: BackgroundProcess

  init() async throws {
    redis = try TestRedis()
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    fleet = try BackgroundProcess([
      Sandbox.variable("INVITECTL_TEST_PYTHON"), tests.appending(path: "peers/fleet.py").path,
      "\(redis.broker)", "30", "20", "工人",
    ])
    let broker = try TestRedis.connect(redis.broker)
    try broker.send("SADD", "_kombu.binding.邀请", "邀请\u{06}\u{16}\u{06}\u{16}邀请")
    let message = try TaskMessage(task: "任务.同步", queue: "邀请")
    let keys = BrokerKeys(database: redis.broker.database)
    try broker.send("LPUSH", message.queueKey(keys), message.encoded)
    let limit = ContinuousClock.now + .seconds(120)
    while !fleet.output.contains("ready") {
      try #require(ContinuousClock.now < limit && fleet.isRunning, "\(fleet.output)")
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  @Test(arguments: [
    Words(
      locale: "C.UTF-8", queue: "QUEUE", footer: "? keys", replied: "replied", keys: "Keys"),
    Words(
      locale: "zh_CN.UTF-8", queue: "队列", footer: "? 按键", replied: "已应答",
      keys: "按键"),
  ])
  func `the watch is lined up with Chinese names, and says all in its language`(
    words: Words
  ) async throws {
    let rule = EnglishSentences(try await CommandTree.load())
    let session = try await TerminalSession(
      columns: 80, rows: 24,
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "TERM": "xterm-256color",
        "IV": CommandRun.invitectlPath,
      ])
    // By env: bash would look for the locale itself.
    try await session.press(
      "clear; env LC_ALL=\(words.locale) $IV inspect-workers --watch; echo left=$?", "Enter")
    // Seen twice, but for the head and numbers, which each frame has of its own: of one that is drawn over another
    // a part may be seen.
    var last: [String] = []
    let lines = try await session.wait(for: "the watch") { lines in
      let shape = lines.dropFirst(3).map { $0.replacing(/[ 0-9.]+/, with: " ") }
      defer { last = shape }
      return shape == last && lines.contains { $0.hasPrefix(words.queue) }
        && lines.last?.hasPrefix(words.footer) == true
        && lines.contains { $0.hasPrefix("工人01@invites-1") && $0.contains(words.replied) }
    }
    #expect(lines.count == 24)
    #expect(lines.allSatisfy { TerminalCells.of($0) <= 80 }, "\(lines)")
    for heading in [words.queue, "WORKER"] {
      let table = try #require(ShownTable(lines, heading: heading), "\(heading): \(lines)")
      #expect(table.columns > 4 && table.isAligned, "\(table)")
    }
    #expect(lines.contains { $0.hasPrefix("邀请") }, "\(lines)")
    let isChinese = words.footer != "? keys"
    if isChinese { #expect(rule.left(in: lines.joined(separator: "\n")) == []) }
    try await session.press("?")
    let help = try await session.wait(for: "the keys") { $0.first == words.keys }
    #expect(help.allSatisfy { TerminalCells.of($0) <= 80 && !$0.contains("…") }, "\(help)")
    if isChinese { #expect(rule.left(in: help.joined(separator: "\n")) == []) }
    try await session.press("?", "q")
    try await session.wait(for: "the end") { $0.contains("left=0") }
  }
}
