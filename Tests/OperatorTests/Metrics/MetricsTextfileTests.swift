import Foundation
import Glibc
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@Suite struct MetricsTextfileTests {
  private let world: MetricsWorld
  private let directory: URL

  init() throws {
    world = try MetricsWorld(seed: true)
    directory = URL(filePath: Sandbox.temporaryPath())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() }
  }

  private func arguments(_ path: String) -> [String] {
    ["metrics-dump", "-q", "--collectors", "seats,celery", "--textfile", path]
  }

  @Test func `the file is whole, readable by all, and alone`() async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "invitectl.prom").path
    // The strictest umask must not keep node_exporter out.
    let result = try await CommandRun.run(
      "/bin/sh", ["-c", #"umask 077; exec "$0" "$@""#, CommandRun.invitectlPath] + arguments(path),
      environment: world.environment)
    #expect(result.exitCode == 0)
    #expect(result.output.isEmpty && result.errors.isEmpty)
    #expect(try names == ["invitectl.prom"])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o644)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("\ninvitehub_seats{state=\"max\"} 105\n"))
    #expect(!text.contains("# EOF"))
    #expect(text.hasSuffix("\n"))
  }

  @Test func `two writers at once: at every moment the file is one dump, whole`() async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "invitectl.prom").path
    let (arguments, environment) = (arguments(path), world.environment)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<2 {
        group.addTask {
          for _ in 0..<10 {
            let result = try await CommandRun.invitectl(arguments, environment: environment)
            #expect(result.exitCode == 0)
          }
        }
      }
      group.addTask {
        var seen = 0
        for _ in 0..<400 {
          if let text = try? String(contentsOfFile: path, encoding: .utf8) {
            seen += 1
            #expect(text.hasPrefix("# HELP invitehub_seats "))
            #expect(text.contains("invitectl_collector_duration_seconds{collector=\"celery\"}"))
            #expect(text.hasSuffix("\n"))
          }
          try await Task.sleep(for: .milliseconds(2))
        }
        #expect(seen > 0)
      }
      try await group.waitForAll()
    }
    #expect(try names == ["invitectl.prom"])
  }

  @Test func `a directory that may not be written to is named, and what to do`() async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "invitectl.prom").path
    try "old 1\n".write(toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: directory.path)
    // Root may write anywhere: then an unprivileged user runs it, who needs a copy he may reach.
    var program = [CommandRun.invitectlPath]
    let copy = URL(filePath: Sandbox.temporaryPath())
    if getuid() == 0 {
      // By another process: a file that this one has written is busy for as long as a child that
      // another test forks meanwhile has inherited its descriptor.
      let copied = try await CommandRun.run(
        "/usr/bin/install", ["-m", "755", CommandRun.invitectlPath, copy.path])
      #expect(copied.exitCode == 0)
      program = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", copy.path]
    }
    defer { try? FileManager.default.removeItem(at: copy) }
    let result = try await CommandRun.run(
      program[0], program.dropFirst() + arguments(path),
      environment: ["REDIS_URL": "\(world.redis.bucket)"])
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("could not create a file beside \(path): Permission denied"))
    #expect(result.errors.contains("next: let this user write to \(directory.path)/"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old 1\n")
  }

  /// Whether this user may mount a file system of its own; not so in many containers.
  private static var canMount: Bool {
    get async {
      let result = try? await CommandRun.run(
        "/usr/bin/unshare",
        ["--map-root-user", "--mount", "/bin/mount", "-t", "tmpfs", "none", "/mnt"])
      return result?.exitCode == 0
    }
  }

  /// Everywhere: a file that may not grow, as by `ulimit -f` or LimitFSIZE.
  @Test func `where a file may not grow the old one stays, and nothing else`() async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "invitectl.prom").path
    try "old 1\n".write(toFile: path, atomically: false, encoding: .utf8)
    let result = try await CommandRun.run(
      "/usr/bin/prlimit",
      ["--fsize=1000", CommandRun.invitectlPath, "metrics-dump", "-q", "--textfile", path],
      environment: world.environment)
    #expect(result.exitCode == 1, "\(result.status) \(result.errors)")
    #expect(result.errors.contains("File too large"))
    #expect(result.errors.contains("allow larger files"))
    #expect(try names == ["invitectl.prom"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old 1\n")
  }

  @Test(.enabled("needs a mount namespace, for a file system of 8 KiB") { await canMount })
  func `on a full disk the old file stays, and nothing else`() async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    // A file system of 8 KiB in a mount namespace of its own; the dump is larger than what is left.
    let script = #"""
      set -e
      mount -t tmpfs -o size=8k none "$1"
      echo 'old 1' >"$1/invitectl.prom"
      code=0
      "$0" metrics-dump -q --textfile "$1/invitectl.prom" || code=$?
      ls -A "$1"; cat "$1/invitectl.prom"
      exit $code
      """#
    let result = try await CommandRun.run(
      "/usr/bin/unshare",
      [
        "--map-root-user", "--mount", "/bin/sh", "-c", script, CommandRun.invitectlPath,
        directory.path,
      ],
      environment: world.environment)
    #expect(result.exitCode == 1, "\(result.errors)")
    #expect(result.errors.contains("No space left on device"))
    #expect(result.errors.contains("make room on the disk"))
    #expect(result.output == "invitectl.prom\nold 1\n")
  }

  @Test func `stopped while it collects, it leaves the old file`() async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "invitectl.prom").path
    try "old 1\n".write(toFile: path, atomically: false, encoding: .utf8)
    let blocker = try world.database.connect()
    try blocker.executeScript("BEGIN; LOCK TABLE teams IN ACCESS EXCLUSIVE MODE", deadline: .soon)
    let result = try await CommandRun.invitectl(
      ["metrics-dump", "--collector-timeout", "10s", "--textfile", path],
      environment: world.environment
    ) { [database = world.database] pid in
      let observer = try database.connect()
      try await eventually("it waits for the table") {
        try observer.query(
          """
          SELECT count(*) AS waiting FROM pg_locks
          WHERE NOT granted AND relation = 'teams'::regclass
          """, deadline: .soon
        ).only().int("waiting") > 0
      }
      kill(pid, SIGTERM)
    }
    #expect(result.exitCode == 143, "\(result.errors)")
    #expect(try names == ["invitectl.prom"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old 1\n")
    withExtendedLifetime(blocker) {}
  }

  /// node_exporter takes all files of a directory as one exposition: a series stands there once.
  @Test func `two files of different collectors have no series in common`() async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    for names in ["seats,celery", "limiter,redis"] {
      let path = directory.appending(path: "\(names.prefix(5)).prom").path
      let result = try await CommandRun.invitectl(
        ["metrics-dump", "-q", "--collectors", names, "--textfile", path],
        environment: world.environment)
      #expect(result.exitCode == 0, "\(result)")
    }
    var series: [String: Int] = [:]
    for name in try names {
      let text = try String(
        contentsOfFile: directory.appending(path: name).path, encoding: .utf8)
      for line in text.split(separator: "\n") where !line.hasPrefix("#") {
        series[line.split(separator: " ").dropLast().joined(separator: " "), default: 0] += 1
      }
    }
    #expect(series.filter { $0.value > 1 }.isEmpty, "\(series.filter { $0.value > 1 })")
    #expect(series.keys.contains { $0 == #"invitectl_target_up{target="redis",file="seats"}"# })
  }

  @Test func `a file that has the same collectors is named, and this one is written`() async throws
  {
    defer { try? FileManager.default.removeItem(at: directory) }
    let old = directory.appending(path: "old.prom").path
    let path = directory.appending(path: "invitectl.prom").path
    let first = try await CommandRun.invitectl(arguments(old), environment: world.environment)
    #expect(first.exitCode == 0, "\(first)")
    // Neither of others, nor what is waited for, nor what is not read.
    try "x 1\n".write(
      toFile: directory.appending(path: "others.prom").path, atomically: false, encoding: .utf8)
    try FileManager.default.copyItem(
      atPath: old, toPath: directory.appending(path: "old.txt").path)
    #expect(mkfifo(directory.appending(path: "fifo.prom").path, 0o600) == 0)
    let second = try await CommandRun.invitectl(arguments(path), environment: world.environment)
    #expect(second.exitCode == 8, "\(second)")
    #expect(second.errors.contains("old.prom has the collectors celery, seats, too"), "\(second)")
    #expect(!second.errors.contains("others.prom"), "\(second)")
    #expect(try names.contains("invitectl.prom"))
    try FileManager.default.removeItem(atPath: old)
    let third = try await CommandRun.invitectl(arguments(path), environment: world.environment)
    #expect(third.exitCode == 0, "\(third)")
    #expect(third.errors.isEmpty, "\(third)")
  }
}
