import CeleryProtocol
import LosslessJSON
import RedisClient
import TestSupport
import Testing

/// Tables with Chinese names in them, on a terminal of 80 columns, in either language: their columns stay
/// lined up, by the cells that a Chinese character takes.
@Suite struct ChineseNamesTests {
  /// A command, and what the heading of its table begins with in English and in Chinese.
  private struct Shown {
    let line: String
    let headings: [RunbookWorld.Language: String]

    init(_ line: String, _ english: String, _ chinese: String) {
      self.line = line
      headings = [.english: english, .chinese: chinese]
    }
  }

  private static let tables = [
    Shown("cleanup-queue --stuck --show", "ID", "ID"),
    Shown("redeem retry -n --show", "ROWS", "行数"),
    Shown("sync-counts --dry-run", "CODE", "兑换码"),
    Shown("force-resync --all --dry-run", "CODE", "兑换码"),
    Shown("force-resync audit --all", "CODE", "兑换码"),
    Shown("sync-counts history 兑换码甲", "AT (UTC)", "时间（UTC）"),
    Shown("trace 张三@example.com", "AT (UTC)", "时间（UTC）"),
    Shown("redeem 兑换码甲 a@example.com --explain", "RULE", "规则"),
    Shown("inspect-workers peek 邀请", "TASK", "任务"),
    Shown("runs", "RUN", "运行"), Shown("forecast", "SUBJECT", "对象"),
  ]

  /// A terminal of 80 columns for stdout alone; what it got is the output.
  private static let terminal = """
    import fcntl, os, pty, struct, sys, termios
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    pid = os.fork()
    if pid == 0:
        os.dup2(slave, 1)
        os.close(master)
        os.execv(sys.argv[1], sys.argv[1:])
    os.close(slave)
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        os.write(1, data)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    """

  private func plant(_ world: RunbookWorld) throws {
    try world.addQueueRows()
    try world.run(
      """
      UPDATE teams SET name = '中文团队' WHERE name = 'roomy';
      UPDATE team_groups SET name = '乙组' WHERE name = 'beta';
      UPDATE redeem_codes SET code = '兑换码甲' WHERE code = 'DIRECT10';
      UPDATE invite_queue SET email = '张三@example.com', redeem_code = '兑换码甲'
        WHERE email = 'stuck@example.com';
      UPDATE invite_queue SET error_message = '席位已满' WHERE email = 'r@example.com'
      """)
    try world.initialise("兑换码甲", tokens: 7)
    let broker = try TestRedis.connect(world.redis.broker)
    let message = try TaskMessage(
      task: "任务.同步", queue: "邀请", args: [.string("张三@example.com")])
    try broker.send("SADD", "_kombu.binding.邀请", "邀请\u{06}\u{16}\u{06}\u{16}邀请")
    let keys = BrokerKeys(database: world.redis.broker.database)
    try broker.send("LPUSH", message.queueKey(keys), message.encoded)
  }

  @Test(arguments: [RunbookWorld.Language.english, .chinese])
  func `tables with Chinese names are lined up in 80 columns`(
    language: RunbookWorld.Language
  ) async throws {
    let world = try RunbookWorld(language)
    try plant(world)
    let rule = EnglishSentences(try await CommandTree.load())
    let environment = world.environment.merging(["NO_COLOR": "1"]) { $1 }
    var chinese = 0
    for shown in Self.tables {
      let words = shown.line.split(separator: " ").map(String.init)
      let result = try await CommandRun.run(
        Sandbox.variable("INVITECTL_TEST_PYTHON"),
        ["-c", Self.terminal, CommandRun.invitectlPath] + words,
        environment: environment)
      // A terminal ends lines with both signs, which are one character to Swift.
      let lines = result.output
        .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
      let told = "\(shown.line): \(result.output)\(result.errors)"
      guard let table = ShownTable(lines, heading: shown.headings[language] ?? "") else {
        Issue.record("no table: \(told)")
        continue
      }
      #expect(table.columns > 1 && table.isAligned, "\(told)")
      #expect(table.width < 80, "\(told)")
      if EnglishSentences.hasChinese(table.description) { chinese += 1 }
      if language == .chinese { #expect(rule.left(in: result.output) == [], "\(shown.line)") }
    }
    // Names, in English too.
    #expect(chinese >= 5, "\(chinese)")
  }

  /// A check of tables that are not lined up.
  @Test func `a table that is not lined up is seen`() throws {
    let good = ["队列     就绪", "邀请        3", "invites    10", "", "x"]
    let table = try #require(ShownTable(good, heading: "队列"))
    #expect(table.lines.count == 3 && table.columns == 2 && table.isAligned)
    // As if each character were one cell.
    let bad = ["队列         就绪", "邀请          3", "invites    10"]
    let other = try #require(ShownTable(bad, heading: "队列"))
    #expect(other.columns == 2 && !other.isAligned)
    #expect(ShownTable(good, heading: "WORKER") == nil)
  }
}
