import Foundation
import Glibc
import TestSupport
import Testing

@testable import InviteDomain
@testable import InviteSettings

/// Files as editors of other systems save them.
@Suite struct TextFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try #require(chmod(folder.path, 0o755) == 0)
  }

  private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = folder.file(name)
    try Data(bytes).write(to: URL(filePath: path))
    try #require(chmod(path, 0o600) == 0)
    return path
  }

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x41, 0], "UTF-16"), ([0xFE, 0xFF, 0, 0x41], "UTF-16"),
      ([0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"),
      ([0x41, 0, 0x3D, 0], "UTF-16"), ([0, 0x41, 0, 0x3D], "UTF-16"), ([0x41, 0x3D], nil),
      ([0x41, 0, 0x42], nil), ([0xEF, 0xBB, 0xBF, 0x41], nil), ([], nil), ([0, 0, 0, 0], nil),
    ] as [([UInt8], String?)])
  func `an encoding is told by its first bytes`(bytes: [UInt8], name: String?) {
    #expect(TextFile.otherEncoding(bytes[...]) == name)
  }

  @Test func `a byte order mark is no part of the text`() throws {
    #expect(try TextFile.utf8(Self.mark + [0x41], name: "x") == [0x41])
    #expect(try TextFile.utf8([0x41], name: "x") == [0x41])
    let plan = try file("plan", Self.mark + Array("{}".utf8))
    #expect(try PrivateFile.read(plan, limit: 100) == Array("{}".utf8))
  }

  /// The first variable would be another one, and the file no JSON.
  @Test func `settings of a file with a mark count`() throws {
    let env = try file("env", Self.mark + Array("REDIS_URL=redis://cache/3\r\n".utf8))
    let config = try file("config", Self.mark + Array("{\"timeout\": \"3s\"}\r\n".utf8))
    let configuration = try InviteConfiguration(
      SettingSources(
        environment: [:], envFile: env, configFile: config, workingDirectory: folder.path,
        userID: max(geteuid(), 1)))
    #expect("\(configuration.bucket)" == "redis://cache:6379/3")
    #expect(configuration.timeout == .seconds(3))
  }

  @Test func `one in UTF-16 is named with its encoding`() throws {
    let path = try file("env", [0xFF, 0xFE] + Array("REDIS_URL=x\n".utf8).flatMap { [$0, 0] })
    for sources in [
      SettingSources(environment: [:], envFile: path, workingDirectory: "/nowhere"),
      SettingSources(environment: [:], configFile: path, workingDirectory: "/nowhere"),
    ] {
      let failure = #expect(throws: Failure.self) { try InviteConfiguration(sources) }
      #expect(failure?.kind == .usage)
      #expect(failure?.message == "\(path) is in UTF-16, not in UTF-8")
    }
    let failure = #expect(throws: Failure.self) { try PrivateFile.read(path, limit: 100) }
    #expect(failure?.message == "\(path) is in UTF-16, not in UTF-8")
    #expect(throws: PasswordFile.Refusal.self) {
      try PasswordFile(user: max(geteuid(), 1)).read(path)
    }
  }

  /// A variable of the shell that is not set: another server would be taken.
  @Test(arguments: [Setting.databaseURL, .redisURL, .timeout, .versionTable])
  func `an empty flag is a mistake`(setting: Setting) {
    let failure = #expect(throws: Failure.self) {
      try InviteConfiguration(
        SettingSources(flags: [setting: ""], environment: [:], workingDirectory: "/nowhere"))
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.message == "\(setting.flag ?? "") is empty")
  }
}
