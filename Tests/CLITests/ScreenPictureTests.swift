import FoundationEssentials
import TestSupport
import Testing

/// scripts/screen-picture with screens that are made up.
@Suite struct ScreenPictureTests {
  private static func draw(
    _ screen: String, _ words: [String] = []
  ) async throws -> CommandResult {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "scripts/screen-picture").path
    return try await CommandRun.run(
      script, words, environment: ["PATH": "/usr/bin:/bin"], input: screen)
  }

  /// The words in each line of a picture, pieces that look different behind each other.
  private static func lines(_ picture: String) -> [String] {
    var found: [(height: Substring, text: String)] = []
    for match in picture.matches(of: /<text[^>]* y="([0-9]+)"[^>]*>([^<]*)<\/text>/) {
      if found.last?.height == match.1 {
        found[found.count - 1].text.append(contentsOf: match.2)
      } else {
        found.append((match.1, String(match.2)))
      }
    }
    return found.map { $0.text }
  }

  @Test func `each piece stands where its cells are, and a Chinese character takes two`()
    async throws
  {
    let screen = "\u{1B}[32m通过\u{1B}[39m ab 中文码，x\nDIRECT10 \u{1B}[7m1\u{1B}[27m\n\n"
    let result = try await Self.draw(screen, ["--columns", "20", "--language", "zh-CN"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let picture = result.output
    // 8.4 a cell, 12 of a margin.
    for piece in [
      #"<text class="c2 w" x="12.0" y="28" textLength="33.6" "#,
      #"<text x="45.6" y="28" textLength="33.6" "#,
      #"<text class="w" x="79.2" y="28" textLength="67.2" "#,
      #"<text x="146.4" y="28" textLength="8.4" "#,
      #"<text x="12.0" y="49" textLength="75.6" "#,
      #"<text class="r" x="87.6" y="49" textLength="8.4" "#,
      #"<rect class="box" x="87.6" y="33" width="8.4" "#,
      #"width="192" height="66" role="img" xml:lang="zh-CN" "#,
    ] {
      #expect(picture.contains(piece), "\(piece)\n\(picture)")
    }
    #expect(Self.lines(picture) == ["通过 ab 中文码，x", "DIRECT10 1"])
  }

  @Test func `signs of markup are text, and both grounds have their colours`() async throws {
    let picture = try await Self.draw("a <b> & \"c\"\n").output
    #expect(Self.lines(picture) == ["a &lt;b&gt; &amp; &quot;c&quot;"], "\(picture)")
    #expect(picture.contains("text,.box{fill:#24292f}.page{fill:#f6f8fa}"), "\(picture)")
    #expect(
      picture.contains(
        "@media(prefers-color-scheme:dark){text,.box{fill:#e6edf3}.page{fill:#161b22}"),
      "\(picture)")
  }

  /// As tmux tells it: what is bold at the end of a line ends at the beginning of the next one.
  private static let run = """

    # private servers
    \u{1B}[1m$ invitectl doctor
    \u{1B}[0mone
    two
    three
    $ invitectl migrate up
    \u{1B}[32m✓\u{1B}[39m first
    \u{1B}[32m✓ second
    ✓ third\u{1B}[39m
    done

    # and of the worker
    # a row
    $ invitectl trace
    nothing
    # it is all
    """

  @Test func `of a run the commands that are wanted are shown, shortened, as they looked`()
    async throws
  {
    let result = try await Self.draw(
      Self.run,
      [
        "--step", "invitectl migrate up", "1", "2", "--step", "invitectl doctor", "9", "0",
        "--lines", "9",
      ])
    #expect(result.exitCode == 0, "\(result.errors)")
    let shown = [
      "$ invitectl doctor", "one", "two", "three", "$ invitectl migrate up", "✓ first", "…",
      "✓ third", "done",
    ]
    #expect(Self.lines(result.output) == shown, "\(result.output)")
    let pieces = result.output.split(separator: "\n")
    #expect(pieces.contains { $0.hasPrefix(#"<text class="b" "#) && $0.contains(">$ invitectl d") })
    #expect(pieces.contains { $0.hasPrefix("<text x=") && $0.contains(">one<") })
    // The line before it, which made it green, is not there.
    #expect(pieces.contains { $0.hasPrefix(#"<text class="c2" "#) && $0.contains(">✓ third<") })
  }

  @Test(arguments: [
    (["--step", "invitectl redeem", "1", "1"], "the run has no 'invitectl redeem'"),
    (["--step", "invitectl doctor", "9", "0", "--lines", "3"], "4 lines, more than 3"),
  ])
  func `what cannot be shown as asked for is no picture`(words: [String], said: String)
    async throws
  {
    let result = try await Self.draw(Self.run, words)
    #expect(result.exitCode == 1)
    #expect(result.output.isEmpty, "\(result.output)")
    #expect(result.errors == "screen-picture: \(said)\n")
  }
}
