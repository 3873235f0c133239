import FoundationEssentials
import LosslessJSON
import Testing

/// The rules of CONTRIBUTING.md that a compiler does not check.
@Suite struct ArchitectureTests {
  private struct Source {
    let path: String
    let text: String
  }

  /// The modules of the library, from the bottom; what they share is that none of them talks to
  /// people by itself.
  private static let library = [
    "LosslessJSON", "PrometheusText", "CountProtocol", "InviteDomain", "CeleryProtocol",
    "InviteSettings", "Telemetry", "InviteStorage", "InviteOps",
  ]

  private let sources: [Source]

  init() throws {
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let root = repository.appending(path: "Sources").path
    let files = try FileManager.default.subpathsOfDirectory(atPath: root)
    sources = try files.filter { $0.hasSuffix(".swift") }.map { path in
      Source(
        path: path,
        text: try String(contentsOf: URL(filePath: "\(root)/\(path)"), encoding: .utf8))
    }
    try #require(sources.count > 50)
  }

  private func paths(below folder: String = "", where matches: (String) -> Bool) -> [String] {
    sources.filter { $0.path.hasPrefix(folder) && matches($0.text) }.map(\.path)
  }

  @Test(arguments: [
    ("CLibpq", "PostgresClient/"), ("CHiredis", "RedisClient/"), ("COpenSSL", "SocketStream/"),
    ("CZlib", "Gzip/"), ("CBzip2", "Bzip2/"),
  ])
  func `a C library has one importer`(module: String, folder: String) {
    let importers = paths { $0.contains("import \(module)\n") }
    #expect(!importers.isEmpty)
    #expect(importers.allSatisfy { $0.hasPrefix(folder) }, "\(importers)")
  }

  @Test func `the clients do not know what they are used for`() {
    for folder in ["ClientSupport/", "SocketStream/", "PostgresClient/", "RedisClient/"] {
      #expect(paths(below: folder) { $0.contains("import InviteOps") } == [])
    }
  }

  @Test func `the library never prints, exits or reads stdin`() {
    let calls = [" print(", "\nprint(", "debugPrint(", "readLine(", " exit(", "fatalError("]
    for module in Self.library {
      let found = paths(below: module + "/") { text in calls.contains { text.contains($0) } }
      #expect(found == [])
    }
  }

  /// NumberFence.swift says why each has it.
  @Test(arguments: library + ["invitectl"])
  func `no module converts numbers beyond the fence`(module: String) throws {
    let fences = sources.filter { $0.path.hasSuffix("/NumberFence.swift") }
    let fence = try #require(fences.first { $0.path == "\(module)/NumberFence.swift" })
    #expect(fences.allSatisfy { $0.text == fence.text })
  }

  /// Where a number from outside would trap, and where it is ours; see OutsideNumber.swift. Of the
  /// conversions of a Double none does (NumberFence.swift).
  @Test func `numbers from outside become ours in one file`() throws {
    let rooms = ["/OutsideNumber.swift", "/NumberFence.swift"]
    // A word of the line, and why it may stand there.
    let allowed: [(word: String, why: String)] = [
      ("UInt8(ascii:", "a literal"), ("Double(whole)", "the parts of a Duration"),
      ("Double(literal)", "JSONNumber keeps the digits; JSONValue bounds the value"),
      ("Double(text), value.isFinite", "a column; refused where it is not finite"),
      ("UInt8(high * 16 + low)", "two hexadecimal digits"), ("UInt8(index", "at most 65,535 lines"),
      ("UInt8(unit)", "a unit below 0x7F"), ("UInt16(text[", "a port: text, nil beyond"),
      ("UInt8(digits, radix", "text, nil beyond"),
      ("UInt8(String(decoding: digits", "text, nil beyond"),
      ("UInt64(Int(saturating:", "never below 0"),
      ("Int32(SO", "a constant"), ("Int32(IPPROTO", "a constant"), ("Int32(MSG_", "a constant"),
      ("Int32(SHUT", "a constant"), ("Int32(PTHREAD", "a constant"), ("Int16(POLL", "a constant"),
      (".count)", "the length of something in memory"), ("Int32(row)", "libpq counts rows in int"),
      ("UInt(TIOC", "a constant"), ("UInt128(", "wider than what it takes"),
      ("UInt32(block[", "a byte"), ("UInt32(byte)", "a byte"),
      ("UInt32(offset", "0 to 3"),
      ("UInt64(bytes.count", "a length"), ("UInt64(message.count", "a length"),
      ("UInt64($0)", "0 to 7"), ("UInt32(unit)", "16 bits"),
      ("UInt16(digit)", "a hexadecimal digit"),
      ("UInt32(low)", "16 bits"), ("UInt(spread)", "at least 1"), ("MemoryLayout", "a size"),
      ("Int32(code)", "a code of OpenSSL"), ("UInt32(X509", "a constant"),
      ("Int32(count)", "the length of a buffer"), ("UInt32(available)", "the length of a buffer"),
      ("Int64(number)", "as wide"), ("UInt8($0, radix", "text, nil beyond"), ("abs(s.", "SQL"),
      ("time.tv_", "the clock of this machine"),
    ]
    let traps = [
      #"(?:^|[^A-Za-z.])U?Int(8|16|32|64|128)\((?!clamping|truncatingIfNeeded|exactly|bitPattern)"#,
      #"(?:^|[^A-Za-z.])Double\((\$0|(text|digits|literal|first|pair|flat|time)\b)"#,
      #"(?:^|[^A-Za-z.])Double\((parts|fields|header|value)\b"#,
      #"(?:^|[^A-Za-z.])abs\("#, #"\.negate\(\)"#,
      #"unsafe(Adding|Subtracting|Multiplied|Divided)"#,
    ].map { try! Regex($0) }
    var found: [String] = []
    for source in sources where !rooms.contains(where: { source.path.hasSuffix($0) }) {
      for line in source.text.split(separator: "\n") {
        let code = line.drop { $0 == " " }
        guard !code.hasPrefix("//"), traps.contains(where: { code.contains($0) }) else { continue }
        if allowed.contains(where: { code.contains($0.word) }) { continue }
        found.append("\(source.path): \(code)")
      }
    }
    #expect(found == [], "\(found.joined(separator: "\n"))")
  }

  @Test func `SQL lives in InviteStorage`() {
    // Built from parts, so that prose about SQL is not taken for it.
    let starts = ["SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "WITH", "ALTER", "TRUNCATE"]
    let outside = sources.filter { source in
      Self.library.contains { source.path.hasPrefix($0 + "/") }
        && !source.path.hasPrefix("InviteStorage/")
        && source.text.split(separator: "\n").contains { line in
          let trimmed = line.drop { $0 == " " }
          return !trimmed.hasPrefix("//")
            && starts.contains { trimmed.hasPrefix("\($0) ") && trimmed.contains(" FROM ") }
        }
    }
    #expect(outside.map(\.path) == [])
  }

  @Test func `the backend's tables are never named without their schema`() throws {
    let table = try Regex(
      #"\b(FROM|JOIN|UPDATE|INTO|TABLE|LIKE|public\.) ?"#
        + #"(redeem_codes|invite_records|invite_queue|team_members|team_groups|teams|alembic_version)\b"#
    )
    let bare = sources.filter { $0.path.hasPrefix("InviteStorage/Queries/") }.flatMap { source in
      source.text.split(separator: "\n").filter { line in
        !line.drop { $0 == " " }.hasPrefix("//") && line.contains(table)
      }.map { "\(source.path): \($0)" }
    }
    #expect(bare == [])
  }

  @Test func `a promise that the compiler cannot check is rare`() {
    #expect(paths { $0.contains("@unchecked Sendable {") }.count <= 2)
    #expect(paths { $0.contains("nonisolated(unsafe)") } == [])
    #expect(paths { $0.contains("try!") } == [])
  }

  @Test func `files stay small`() {
    let lines = sources.map {
      $0.text.split(separator: "\n", omittingEmptySubsequences: false).count
    }
    .sorted()
    #expect(lines[lines.count / 2] <= 120)
    #expect(lines[lines.count * 9 / 10] <= 300)
  }
}
