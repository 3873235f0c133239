import Foundation
import Glibc
import TestSupport
import Testing

/// Faults S6 as a person meets it: a note, a finding, and the flag that was named.
@Suite struct SettingsFileTests {
  private let folder: TemporaryFolder
  private var directory: String { folder.path }

  init() throws {
    folder = try TemporaryFolder()
    try Data("INVITECTL_DATABASE_URL=postgresql://stranger.invalid/x\n".utf8)
      .write(to: URL(filePath: directory + "/.env"))
    try #require(chmod(directory + "/.env", 0o666) == 0)
  }

  private func doctor(_ arguments: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["doctor", "--only", "settings-files", "--only", "configuration"] + arguments,
      environment: ["PGPASSWORD": "s3cret"], workingDirectory: directory)
  }

  @Test func `it is noted once, found by doctor, and used when named`() async throws {
    let result = try await doctor()
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(result.errors.contains("./.env is passed over: "), "\(result.errors)")
    #expect(result.errors.contains("--env-file ./.env"))
    #expect(
      result.output.contains("warn settings-files: passed over: ./.env ("), "\(result.output)")
    #expect(!result.output.contains("stranger"))
    let quiet = try await doctor("-q")
    #expect(quiet.errors.isEmpty, "\(quiet.errors)")
    let named = try await doctor("--env-file", "./.env")
    #expect(named.errors.isEmpty, "\(named.errors)")
    #expect(named.output.contains("stranger"))
    #expect(named.output.contains("pass settings-files: none is passed over"))
  }

  @Test func `settings come with a whole look, and not before the answer to one question`()
    async throws
  {
    let one = try await CommandRun.invitectl(
      ["doctor", "--only", "settings-files"], workingDirectory: directory)
    #expect(!one.output.contains("SETTING") && one.output.contains("settings-files:"))
    #expect(try await doctor().output.hasPrefix("SETTING"))
  }

  @Test(.enabled(if: geteuid() == 0, "what root does"))
  func `root takes none from the directory it is in`() async throws {
    try #require(chmod(directory + "/.env", 0o600) == 0)
    let result = try await doctor()
    #expect(result.errors.contains("root takes no settings"), "\(result.errors)")
    #expect(!result.output.contains("stranger"))
  }
}
