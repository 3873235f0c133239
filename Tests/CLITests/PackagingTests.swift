import FoundationEssentials
import InviteSettings
import TestSupport
import Testing

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

  /// A line of text that begins so is a request to troff, which prints nothing of it.
  @Test func `no line of the man pages is lost`() throws {
    let folder = Self.packaging.deletingLastPathComponent().appending(path: "man")
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(pages.count > 20)
    for page in pages {
      let text = try String(contentsOf: folder.appending(path: page), encoding: .utf8)
      for line in text.split(separator: "\n") {
        let second = line.dropFirst().first
        #expect(
          line.first != "'" && (line.first != "." || second?.isUppercase == true || second == "\\"),
          "\(page): \(line)")
      }
    }
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
    // Each setting that they give is one.
    for match in text.matches(of: /(?<name>INVITECTL_[A-Z_]+):/) {
      #expect(Setting.allCases.contains { $0.variable == match.name }, "\(match.name)")
    }
  }
}
