import Foundation
import Glibc
import InviteSettings
import LosslessJSON
import TestSupport
import Testing

/// What invitectl is configured with, shown without a server.
@Suite struct ConfigTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try #require(chmod(folder.path, 0o755) == 0)
  }

  @Test func `each setting is there with its source, and no password`() async throws {
    try Data("REDIS_URL=redis://:s3cret@cache/3\n".utf8).write(
      to: URL(filePath: folder.file("given")))
    let result = try await CommandRun.invitectl(
      [
        "config", "print", "-o", "json", "--env-file", folder.file("given"), "--timeout", "3s",
      ], environment: ["DATABASE_URL": "postgresql://app:hunter2@db/hub"],
      workingDirectory: folder.path)
    #expect(result.exitCode == 0, "\(result.errors)")
    let settings = try #require(JSONValue(parsing: Array(result.output.utf8))["settings"]?.array)
    var sources: [String: String] = [:]
    for setting in settings {
      sources[try #require(setting["name"]?.string)] = setting["source"]?.string
    }
    // A URL takes the place of these.
    let replaced: [Setting] = [.redisHost, .redisPort, .redisBrokerDB, .redisBackendDB]
    for setting in Setting.allCases where !replaced.contains(setting) {
      #expect(sources[setting.rawValue] != nil, "\(setting)")
    }
    #expect(sources["database.url"] == "environment DATABASE_URL")
    #expect(sources["redis.url"] == "\(folder.file("given")) REDIS_URL")
    #expect(sources["timeout"] == "--timeout" && sources["broker.keyPrefix"] == "default")
    #expect(!result.output.contains("s3cret") && !result.output.contains("hunter2"))
    let text = try await CommandRun.invitectl(["config", "print"], workingDirectory: folder.path)
    #expect(text.output.hasPrefix("SETTING "), "\(text.output)")
  }

  @Test func `a value that makes no sense is named with its place`() async throws {
    let result = try await CommandRun.invitectl(
      ["config", "print"], environment: ["REDIS_PORT": "many"], workingDirectory: folder.path)
    #expect(result.exitCode == 2 && result.errors.contains("REDIS_PORT"), "\(result.errors)")
  }

  /// What is written to be filled in is what is read: as it is it changes nothing, and each line counts
  /// once it is not commented out.
  @Test func `the example is a file that does`() async throws {
    let example = try await CommandRun.invitectl(["config", "example"])
    #expect(example.exitCode == 0)
    func print(_ text: String) async throws -> [String: (value: String?, source: String?)] {
      let path = folder.file("example")
      try Data(text.utf8).write(to: URL(filePath: path))
      let result = try await CommandRun.invitectl(
        ["config", "print", "-o", "json", "--env-file", path], workingDirectory: folder.path)
      #expect(result.exitCode == 0, "\(result.errors)")
      let settings = try #require(JSONValue(parsing: Array(result.output.utf8))["settings"]?.array)
      return Dictionary(
        uniqueKeysWithValues: settings.map {
          ($0["name"]?.string ?? "", ($0["value"]?.string, $0["source"]?.string))
        })
    }
    for (name, shown) in try await print(example.output) {
      #expect(shown.source?.contains(folder.path) == false, "\(name): \(shown)")
    }
    // But for files that are not here.
    let filled = example.output.split(separator: "\n").map { line in
      line.hasPrefix("#INVITECTL_") && !line.contains("_FILE=") ? line.dropFirst() : line
    }.joined(separator: "\n")
    let found = try await print(filled)
    for setting in Setting.allCases where !setting.variable.hasSuffix("_FILE") {
      guard let source = found[setting.rawValue]?.source else {
        // A URL takes the place of these.
        #expect([.redisHost, .redisPort].contains(setting), "\(setting)")
        continue
      }
      #expect(source.contains(setting.variable), "\(setting): \(source)")
    }
  }

  @Test func `help knows every variable`() async throws {
    let result = try await CommandRun.invitectl(["help", "environment"])
    #expect(result.exitCode == 0)
    for setting in Setting.allCases {
      #expect(result.output.contains(setting.variable), "\(setting)")
      #expect(setting.about.count <= 45, "\(setting)")
    }
    for name in ["docs/configuration.md", "docs/zh/configuration.md"] {
      let page = try String(
        contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
          .deletingLastPathComponent().deletingLastPathComponent()
          .appending(path: name), encoding: .utf8)
      for setting in Setting.allCases {
        #expect(page.contains("| `\(setting.rawValue)` |"), "\(name): \(setting)")
        #expect(page.contains("`\(setting.variable)`"), "\(name): \(setting)")
      }
    }
  }
}
