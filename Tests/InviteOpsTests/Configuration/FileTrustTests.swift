import FoundationEssentials
import Glibc
import PostgresClient
import TestSupport
import Testing

@testable import InviteOps
@testable import InviteSettings

/// Faults S6: a settings file that nobody named counts only where nobody else can have written it.
@Suite struct FileTrustTests {
  private let folder: TemporaryFolder
  private var directory: String { folder.path }
  /// The owner of what the tests make; with another number than root's, which trusts no directory.
  private let user = max(geteuid(), 1)

  init() throws {
    folder = try TemporaryFolder()
    try #require(chmod(folder.path, 0o755) == 0)
  }

  private func file(_ name: String, mode: mode_t = 0o644, _ text: String = "A=1\n") throws -> String
  {
    let path = directory + "/" + name
    try Data(text.utf8).write(to: URL(filePath: path))
    try #require(chmod(path, mode) == 0)
    return path
  }

  private func why(
    _ path: String, user: UInt32? = nil, isOfWorkingDirectory: Bool = true
  ) -> String? {
    let answer = FileTrust(user: user ?? self.user)
      .read(path, isOfWorkingDirectory: isOfWorkingDirectory)
    if case .passedOver(let why) = answer { return why }
    return nil
  }

  @Test(arguments: [0o644, 0o600, 0o400] as [mode_t])
  func `one's own file counts`(mode: mode_t) throws {
    let path = try file(".env", mode: mode)
    #expect(
      FileTrust(user: user).read(path, isOfWorkingDirectory: true) == .content(Array("A=1\n".utf8)))
  }

  @Test(arguments: [0o664, 0o646, 0o666, 0o620] as [mode_t])
  func `a file that others can write does not`(mode: mode_t) throws {
    let text = try #require(why(file(".env", mode: mode)))
    #expect(text.contains("can be written by others (mode \(String(mode, radix: 8)))"), "\(text)")
  }

  @Test(arguments: [0o775, 0o777, 0o1777] as [mode_t])
  func `nor one in a directory that others can write`(mode: mode_t) throws {
    let path = try file(".env")
    try #require(chmod(directory, mode) == 0)
    #expect(try #require(why(path)).hasPrefix("its directory can be written by others"))
    #expect(why(path, isOfWorkingDirectory: false)?.hasPrefix("its directory") == true)
  }

  @Test func `a link, a pipe, a directory and a long file do not count`() throws {
    let target = try file("target")
    try #require(symlink(target, directory + "/.env") == 0)
    #expect(why(directory + "/.env") == "it is a link")
    #expect(
      why(directory + "/.env", isOfWorkingDirectory: false) == nil,
      "a home directory may be made of links")
    try #require(mkfifo(directory + "/pipe", 0o600) == 0)
    #expect(why(directory + "/pipe") == "it is no regular file")
    try #require(mkdir(directory + "/folder", 0o700) == 0)
    #expect(why(directory + "/folder") == "it is no regular file")
    let long = try file("long", String(repeating: "#", count: (1 << 20) + 1))
    #expect(why(long) == "it is longer than 1 MB")
    #expect(FileTrust(user: user).read(directory + "/none", isOfWorkingDirectory: true) == .nothing)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
  func `another user's file or directory does not count, root's does`() throws {
    let path = try file(".env")
    #expect(why(path, user: 1000) == nil, "root's file")
    try #require(chown(path, 1001, 1001) == 0)
    #expect(why(path, user: 1000) == "it belongs to another user (uid 1001)")
    #expect(why(path, user: 1001) == nil)
    #expect(
      why(path, user: 0, isOfWorkingDirectory: false) == "it belongs to another user (uid 1001)")
    try #require(chown(path, 0, 0) == 0 && chown(directory, 1001, 1001) == 0)
    #expect(why(path, user: 1000) == "its directory belongs to another user (uid 1001)")
  }

  @Test func `root takes nothing from the directory it is in`() throws {
    #expect(try #require(why(file(".env"), user: 0)).hasPrefix("root takes no settings"))
    #expect(why(directory + "/none", user: 0) == nil)
  }

  /// The case of the fault itself: the stranger's file would get the password of the environment.
  @Test func `what it says is not used, and what is passed over is kept for doctor`() throws {
    _ = try file(".env", mode: 0o666, "INVITECTL_DATABASE_URL=postgresql://stranger/x\n")
    _ = try file("invitectl.json", mode: 0o666, #"{"redis": {"tlsVerify": "none"}}"#)
    func sources(_ envFile: String? = nil, _ configFile: String? = nil) -> SettingSources {
      SettingSources(
        environment: ["PGPASSWORD": "s3cret"], envFile: envFile, configFile: configFile,
        workingDirectory: directory, userID: user)
    }
    let configuration = try InviteConfiguration(sources())
    #expect(configuration.database == nil)
    #expect(!configuration.shown.contains { $0.name == "redis.tlsVerify" && $0.value == "none" })
    #expect(
      configuration.passedOver.map(\.path) == ["/.env", "/invitectl.json"].map { directory + $0 })
    #expect(configuration.passedOver.map(\.flag) == ["--env-file", "--config"])
    // As the hint says.
    let named = try InviteConfiguration(
      sources(directory + "/.env", directory + "/invitectl.json"))
    #expect(named.database?["host"] == "stranger")
    #expect(named.passedOver.isEmpty)
  }
}
