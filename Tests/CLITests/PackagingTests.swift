import FoundationEssentials
import InviteSettings
import TestSupport
import Testing

@testable import invitectl

/// What the Debian package runs by itself must be something that the binary understands.
@Suite struct PackagingTests {
  private static let packaging = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "packaging")

  /// The arguments after `invitectl` in the units and in the cron.d file.
  private static var commandLines: [[String]] {
    get throws {
      let files = try FileManager.default.subpathsOfDirectory(atPath: packaging.path)
        .filter { $0.hasSuffix(".service") || $0.hasSuffix("cron.d") }
      return try files.flatMap { file in
        try String(contentsOf: packaging.appending(path: file), encoding: .utf8)
          .split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            let isCommand =
              line.hasPrefix("ExecStart=") || line.hasPrefix("#*") || line.contains(" root ")
            guard isCommand, let program = words.firstIndex(where: { $0.hasSuffix("invitectl") })
            else { return nil }
            return Array(words[(program + 1)...])
          }
      }
    }
  }

  @Test func `every command line of the units and of cron is understood`() async throws {
    let lines = try Self.commandLines
    #expect(lines.count == 7)
    for arguments in lines {
      // Without a server it must fail for want of one, not over its own words.
      let result = try await CommandRun.invitectl(
        arguments.filter { $0 != "/etc/invitectl/environment" && $0 != "--env-file" }.map {
          $0.hasPrefix("/var/lib/") ? "/nonexistent/metrics.prom" : $0
        }, environment: ["REDIS_URL": "unix:///nonexistent.sock"])
      #expect(!result.errors.contains("usage: invitectl"), "\(arguments): \(result.errors)")
    }
  }

  /// The man pages, by their names: the English ones, or those in another language.
  private static func pages(_ language: String = "") throws -> [String: [Substring]] {
    let folder = packaging.deletingLastPathComponent().appending(path: "man/\(language)")
    var pages: [String: [Substring]] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where file.hasSuffix(".1") {
      pages[String(file.dropLast(2))] = try String(
        contentsOf: folder.appending(path: file), encoding: .utf8
      ).split(separator: "\n")
    }
    return pages
  }

  /// A line of text that begins so is a request to troff, which prints nothing of it.
  @Test(arguments: ["", "zh_CN"])
  func `no line of the man pages is lost`(language: String) throws {
    let pages = try Self.pages(language)
    #expect(pages.count > 20)
    #expect(try Set(pages.keys) == Set(Self.pages().keys))
    for (page, lines) in pages {
      // The names of sections, which mdoc is told (scripts/docs).
      for line in lines where !line.hasPrefix(".ds doc-section-") {
        let second = line.dropFirst().first
        #expect(
          line.first != "'" && (line.first != "." || second?.isUppercase == true || second == "\\"),
          "\(page): \(line)")
      }
    }
  }

  /// Faults F22 and N11: examples were wrapped into paragraphs, other pages were named that there are not, and
  /// whatis(1) did not know one of them.
  @Test(arguments: [("", "NAME"), ("zh_CN", "名称")])
  func `a man page has its name, its examples as they are typed, and pages that there are`(
    language: String, name: String
  ) throws {
    let pages = try Self.pages(language)
    for (page, lines) in pages {
      let heading = try #require(lines.firstIndex(of: ".Sh \(name)"), "\(page)")
      #expect(lines[heading + 1] == ".Nm \(page)", "\(page)")
      var isLiteral = false
      for line in lines {
        if line.hasPrefix(".Bd -literal") { isLiteral = true }
        if line == ".Ed" { isLiteral = false }
        #expect(line.hasPrefix("  ") == (isLiteral && !line.hasPrefix(".Bd")), "\(page): \(line)")
        if line.hasPrefix(".Xr ") {
          let name = String(line.split(separator: " ")[1])
          #expect(pages[name] != nil, "\(page): \(line)")
        }
      }
    }
    let redeem = try #require(pages["invitectl-redeem"])
    #expect(
      redeem.contains {
        $0.contains(language.isEmpty ? "(CODE_EXPIRED, \\[u2026])" : "CODE_EXPIRED")
      })
    #expect(redeem.contains { $0.hasPrefix("  invitectl redeem CODE ") })
  }

  @Test func `every command of the Kubernetes examples is understood`() async throws {
    let text = try String(
      contentsOf: Self.packaging.appending(path: "kubernetes/invitectl.yaml"), encoding: .utf8)
    let lines = text.matches(of: /args: \[(?<words>[^\]]+)\]/).map { match in
      match.words.split(separator: ", ").map { $0.filter { $0 != "\"" } }
    }
    #expect(lines.count == 4)
    for arguments in lines {
      let result = try await CommandRun.invitectl(
        arguments, environment: ["REDIS_URL": "unix:///nonexistent.sock"])
      #expect(
        !result.errors.contains("usage: invitectl") && result.exitCode != 0,
        "\(arguments): \(result.errors)")
    }
    let images = text.matches(of: /image: \S+\/invitectl:(?<version>\S+)/)
    #expect(images.count == 4 && images.allSatisfy { $0.version == Version.number })
    // Each setting that they give is one.
    for match in text.matches(of: /(?<name>INVITECTL_[A-Z_]+):/) {
      #expect(Setting.allCases.contains { $0.variable == match.name }, "\(match.name)")
    }
  }
}
