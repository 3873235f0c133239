internal import ClientSupport
internal import Foundation
internal import Glibc
public import PostgresClient
internal import Synchronization

/// A PostgreSQL server of one test's own, for what needs another configuration, a replica or a
/// server to kill. It listens on a unix socket only and dies with its object.
public final class PrivatePostgres: Sendable {
  public struct DidNotStart: Error, CustomStringConvertible {
    public let description: String
  }

  /// The superuser, in the database `postgres`.
  public var parameters: ConnectionParameters {
    ConnectionParameters([
      "host": directory.path, "port": String(port), "user": "postgres", "dbname": "postgres",
    ])
  }

  /// The same as a URL.
  public var url: String {
    "postgresql://postgres@/postgres?host=\(directory.path)&port=\(port)"
  }

  private let directory: URL
  private let port: Int
  private let settings: [String: String]
  private let programs: String
  private let server = Mutex<ChildProcess?>(nil)
  /// The System V segments of servers that were killed.
  private let orphans = Mutex<[Int32]>([])

  /// - Parameters:
  ///   - settings: as in postgresql.conf.
  ///   - programs: the directory of another server's than this run's.
  ///   - sharesIdentity: whether its system identifier may be that of other servers of tests, as of copies of one
  ///     cluster; not where clusters are told apart.
  public convenience init(
    settings: [String: String] = [:], programs: String? = nil, sharesIdentity: Bool = true
  ) throws {
    let programs = programs ?? Self.programs
    var template: String?
    if sharesIdentity {
      template = try ClusterTemplate.directory(of: programs) { try Self.initdb($0, programs) }
    }
    let source = template
    try self.init(settings, programs) { data in
      if let source { return ["cp", "-a", source, data] }
      return try Self.initdb(data, programs)
    }
  }

  private static func initdb(_ data: String, _ programs: String) throws -> [String] {
    [
      try binary("initdb", programs), "-D", data, "-U", "postgres", "--no-sync", "--encoding=UTF8",
      "--locale=C.UTF-8", "--auth=trust",
    ]
  }

  /// A streaming replica of this server, which must have been started with `wal_level` replica
  /// (the default).
  public func replica(settings: [String: String] = [:]) throws -> PrivatePostgres {
    let source = (directory.path, port)
    return try PrivatePostgres(settings, programs) { [programs] data in
      [
        try Self.binary("pg_basebackup", programs), "-D", data, "-R", "--no-sync", "-c", "fast",
        "-h",
        source.0, "-p", String(source.1), "-U", "postgres",
      ]
    }
  }

  private init(
    _ settings: [String: String], _ programs: String, _ make: (String) throws -> [String]
  ) throws {
    directory = URL(fileURLWithPath: Sandbox.temporaryPath())
    port = try PrivateRedis.freePort()
    self.settings = settings
    self.programs = programs
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    try ServerProcess.give(directory.path)
    let making = try ServerProcess.start(
      try make(dataDirectory), log: directory.path + "/make.log")
    guard making.wait() == 0 else {
      throw DidNotStart(description: Self.log(directory.path + "/make.log"))
    }
    try start()
  }

  deinit {
    // An immediate shutdown takes the shared memory away, as SIGKILL does not.
    server.withLock { current in
      guard let process = current else { return }
      process.signal(SIGQUIT)
      process.wait()
    }
    for segment in orphans.withLock({ $0 }) { Self.remove(segment) }
    try? FileManager.default.removeItem(at: directory)
  }

  /// Starts it, also again after ``kill()``.
  public func start() throws {
    // Children of a killed postmaster need a moment to notice, and no other starts before they are gone
    // ("pre-existing shared memory block is still in use").
    for segment in orphans.withLock({ $0 }) { try Self.waitUntilUnused(segment) }
    var arguments = [
      try Self.binary("postgres", programs), "-D", dataDirectory, "-p", String(port), "-k",
      directory.path,
      "-h", "", "-F",
    ]
    let common = ["shared_buffers": "16MB", "dynamic_shared_memory_type": "mmap"]
    for (name, value) in common.merging(settings, uniquingKeysWith: { $1 }) {
      arguments += ["-c", "\(name)=\(value)"]
    }
    // A replica's wal receiver takes the system's libpq otherwise, which may be older than what the
    // server writes into its settings.
    let process = try ServerProcess.start(
      arguments, log: directory.path + "/server.log",
      libraries: programs.hasPrefix("/usr/") ? nil : programs + "/../lib")
    server.withLock { $0 = process }
    let limit = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < limit {
      if (try? PostgresConnection.connect(parameters, deadline: .after(.seconds(2)))) != nil {
        return
      }
      SocketWait.pause(.milliseconds(20))
    }
    throw DidNotStart(description: Self.log(directory.path + "/server.log"))
  }

  /// SIGKILL for the postmaster; its children end by themselves.
  public func kill() {
    server.withLock { current in
      current?.kill()
      current = nil
    }
    let lines = try? String(contentsOfFile: dataDirectory + "/postmaster.pid", encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    // Its seventh line is the key of its System V segment and the segment's id.
    if let lines, lines.count > 6,
      let id = lines[6].split(separator: " ").last.flatMap({ Int32($0) })
    {
      orphans.withLock { $0.append(id) }
    }
    unlink(dataDirectory + "/postmaster.pid")
  }

  /// Takes away what a killed server left: when it was started again it has done that itself.
  private static func remove(_ segment: Int32) {
    try? waitUntilUnused(segment)
    shmctl(segment, IPC_RMID, nil)
  }

  private static func waitUntilUnused(_ segment: Int32) throws {
    var status = shmid_ds()
    try waitUntil("nobody uses segment \(segment)") {
      shmctl(segment, IPC_STAT, &status) != 0 || status.shm_nattch == 0
    }
  }

  public func connect() throws -> PostgresConnection {
    try .connect(parameters, deadline: .soon)
  }

  private var dataDirectory: String { directory.path + "/data" }

  private static let programs =
    getenv("INVITECTL_PG_BIN").map { String(cString: $0) } ?? "/usr/lib/postgresql/15/bin"

  private static func binary(_ name: String, _ directory: String) throws -> String {
    let path = "\(directory)/\(name)"
    guard access(path, X_OK) == 0 else {
      throw DidNotStart(description: "no \(path): run scripts/bootstrap")
    }
    return path
  }

  private static func log(_ path: String) -> String {
    "PostgreSQL did not start; its log:\n"
      + ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "none")
  }
}
