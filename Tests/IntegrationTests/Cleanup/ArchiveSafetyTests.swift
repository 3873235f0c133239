import ClientSupport
import Foundation
import Glibc
import InviteDomain
import InviteOps
import PostgresClient
import TestSupport
import TestWorlds
import Testing

/// What others put where archives are: nothing of it is opened for writing, waited for or followed.
@Suite struct ArchiveSafetyTests {
  static let manifest = """
    {"schema_version": 1, "table": "invite_queue", "database": "%@", "system": "%@",
     "cutoff": "2026-01-01T00:00:00Z", "created_at": "2026-01-01T00:00:00Z", "state": "running",
     "rows": 0, "batches": 0, "bytes": 0}
    """

  private func running(_ fixture: CleanupFixture) throws -> String {
    let row = try fixture.connection.query(
      """
      SELECT current_database() AS database,
        (SELECT system_identifier::text FROM pg_control_system()) AS system
      """, deadline: .soon
    ).only()
    return String(format: Self.manifest, try row.string("database"), try row.string("system"))
  }

  func cleanup(_ fixture: CleanupFixture) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--archive", fixture.directory], environment: fixture.environment)
  }

  /// What has the name of an archive or of a manifest, and a word of what is said of it.
  enum Strange: String, CaseIterable {
    case linkedArchive = "symbolic link"
    case linkedManifest = "x.manifest.json is a symbolic link"
    case hardLink = "is one of 2 names"
    case pipe = "is no regular file"
    case pipeAsArchive = "x.ndjson.gz is no regular file"
    case directory = "is a directory"
    case words = "is not the manifest"
    case huge = "x.manifest.json is not the manifest"
    case anothersFile = "belongs to another user"
  }

  /// Only root can give a file away.
  @Test(arguments: Strange.allCases.filter { $0 != .anothersFile || geteuid() == 0 })
  func `what is no archive of ours is named and passed over`(strange: Strange) async throws {
    let fixture = try CleanupFixture(queue: 500)
    let old = try fixture.count("invite_queue", where: CleanupFixture.old)
    let manifest = "\(fixture.directory)/x.manifest.json"
    let archive = "\(fixture.directory)/x.ndjson.gz"
    let target = Sandbox.temporaryPath()
    defer { unlink(target) }
    try "precious".write(toFile: target, atomically: true, encoding: .utf8)
    try running(fixture).write(toFile: manifest, atomically: true, encoding: .utf8)
    switch strange {
    case .linkedArchive: try #require(symlink(target, archive) == 0)
    case .linkedManifest:
      try #require(rename(manifest, target + ".json") == 0)
      try #require(symlink(target + ".json", manifest) == 0)
    case .hardLink: try #require(link(target, archive) == 0)
    case .pipe:
      try #require(unlink(manifest) == 0)
      try #require(mkfifo(manifest, 0o600) == 0)
    case .pipeAsArchive: try #require(mkfifo(archive, 0o600) == 0)
    case .directory:
      try #require(unlink(manifest) == 0)
      try #require(mkdir(manifest, 0o700) == 0)
    case .words:
      try "{\"state\": \"running\"".write(toFile: manifest, atomically: true, encoding: .utf8)
    case .huge:
      let text = try running(fixture) + String(repeating: " ", count: 2 << 20)
      try text.write(toFile: manifest, atomically: true, encoding: .utf8)
    case .anothersFile:
      try "not ours".write(toFile: archive, atomically: true, encoding: .utf8)
      try #require(chown(archive, 65534, 65534) == 0)
    }
    defer { unlink(target + ".json") }
    let result = try await cleanup(fixture)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect((result.output + result.errors).contains(strange.rawValue), "\(result.errors)")
    #expect((result.output + result.errors).contains("passed over"), "\(result.errors)")
    // The rows are in an archive of their own, and what was there is as it was.
    #expect(try fixture.count("invite_queue", where: CleanupFixture.old) == 0)
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "precious")
    if strange == .anothersFile {
      #expect(try String(contentsOfFile: archive, encoding: .utf8) == "not ours")
    }
    // The next run as well, and restore does not wait either.
    #expect(try await cleanup(fixture).exitCode == 0)
    let restored = try await CommandRun.invitectl(
      ["cleanup-queue", "restore", archive], environment: fixture.environment)
    #expect(restored.exitCode != 0)
    #expect(old > 0)
  }

  @Test(arguments: [0o777, 0o1777, 0o775])
  func `a directory that others can write is refused, and nothing is deleted`(
    mode: UInt32
  ) async throws {
    let fixture = try CleanupFixture(queue: 500)
    let before = try fixture.count("invite_queue")
    try #require(chmod(fixture.directory, mode) == 0)
    for flag in ["--yes", "--dry-run"] {
      let result = try await CommandRun.invitectl(
        ["cleanup-queue", flag, "--archive", fixture.directory], environment: fixture.environment)
      #expect(result.exitCode == 2, "\(flag): \(result.output)\(result.errors)")
      #expect(result.errors.contains("can be written by others (mode \(String(mode, radix: 8)))"))
      #expect(result.errors.contains("chmod go-w \(fixture.directory)"))
    }
    #expect(try fixture.count("invite_queue") == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.directory) == [])
    // And what is said helps.
    let chmod = try await CommandRun.run("/usr/bin/env", ["chmod", "go-w", fixture.directory])
    #expect(chmod.exitCode == 0)
    #expect(try await cleanup(fixture).exitCode == 0)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a directory away"))
  func `a directory of another user is refused`() async throws {
    let fixture = try CleanupFixture(queue: 100)
    try #require(chown(fixture.directory, 65534, 65534) == 0)
    let result = try await cleanup(fixture)
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("belongs to another user (uid 65534)"))
  }

  /// By whom and where an archive could have been written, besides us.
  enum Doubtful: CaseIterable {
    case anothersArchive, anothersManifest, writableArchive, writableManifest, writableDirectory
    case linkInWritableDirectory, anothersInSharedDirectory

    var needsRoot: Bool {
      switch self {
      case .anothersArchive, .anothersManifest, .anothersInSharedDirectory: true
      default: false
      }
    }
  }

  @Test(arguments: Doubtful.allCases.filter { !$0.needsRoot || geteuid() == 0 })
  func `what others could have written is not restored`(doubtful: Doubtful) async throws {
    let fixture = try CleanupFixture(queue: 500)
    let rows = try fixture.rows("invite_queue")
    let outcome = try CleanupQueue(try fixture.context()).run(request(fixture))
    let path = try #require(outcome.tables[0].archive)
    let manifest = path.replacingOccurrences(of: ".ndjson.gz", with: ".manifest.json")
    var named = path
    let shared = try TemporaryFolder()
    switch doubtful {
    case .anothersArchive: try #require(chown(path, 65534, 65534) == 0)
    case .anothersManifest: try #require(chown(manifest, 65534, 65534) == 0)
    case .writableArchive: try #require(chmod(path, 0o666) == 0)
    case .writableManifest: try #require(chmod(manifest, 0o620) == 0)
    case .writableDirectory: try #require(chmod(fixture.directory, 0o777) == 0)
    case .linkInWritableDirectory:
      named = shared.file("x.ndjson.gz")
      try #require(symlink(path, named) == 0)
      try #require(symlink(manifest, shared.file("x.manifest.json")) == 0)
      try #require(chmod(shared.path, 0o777) == 0)
    case .anothersInSharedDirectory:
      try #require(chmod(fixture.directory, 0o1777) == 0)
      try #require(chown(path, 65534, 65534) == 0)
    }
    let left = try fixture.count("invite_queue")
    for more in [[], ["--dry-run"], ["--foreign"]] {
      let refused = try await CommandRun.invitectl(
        ["cleanup-queue", "restore", named] + more, environment: fixture.environment)
      #expect(refused.exitCode == 2, "\(refused)")
      #expect(refused.errors.contains("nothing was restored"), "\(refused)")
    }
    #expect(try fixture.count("invite_queue") == left)
    // What is said helps: a copy of one's own, named by its manifest for once.
    let own = try TemporaryFolder()
    for file in [path, manifest] {
      let copy = own.file(URL(filePath: file).lastPathComponent)
      try FileManager.default.copyItem(atPath: file, toPath: copy)
      try #require(chown(copy, geteuid(), getegid()) == 0 && chmod(copy, 0o600) == 0)
    }
    let restored = try await CommandRun.invitectl(
      ["cleanup-queue", "restore", own.file(URL(filePath: manifest).lastPathComponent)],
      environment: fixture.environment)
    #expect(restored.exitCode == 0, "\(restored)")
    #expect(try fixture.rows("invite_queue") == rows)
  }
}
