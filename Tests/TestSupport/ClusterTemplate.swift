internal import Foundation
internal import Glibc
internal import PostgresClient

/// What initdb makes, to be copied: that takes 20 ms, and initdb most of a second. It lies with the sandbox's server,
/// made by the first process that needs it, and goes with that.
enum ClusterTemplate {
  /// The data directory of a cluster that nobody runs; `nil` without a sandbox.
  ///
  /// - Parameters:
  ///   - programs: the directory of the server's.
  ///   - make: the command that makes a cluster in a directory.
  static func directory(
    of programs: String, _ make: (_ data: String) throws -> [String]
  ) throws -> String? {
    guard let home = try? Sandbox.postgres()["host"] else { return nil }
    let place = "\(home)/cluster-\(TemplateDatabase.hash(programs))"
    guard access(place, F_OK) != 0 else { return place }
    let draft = "\(place).\(UInt64.random(in: .min ... .max))"
    let log = Sandbox.temporaryPath(".log")
    defer {
      unlink(log)
      try? FileManager.default.removeItem(atPath: draft)
    }
    let making = try ServerProcess.start(make(draft), log: log)
    // Of two that make it at once one is the first.
    guard making.wait() == 0, rename(draft, place) == 0 || access(place, F_OK) == 0 else {
      let said = try? String(contentsOfFile: log, encoding: .utf8)
      throw PrivatePostgres.DidNotStart(description: "no cluster in \(place): \(said ?? "")")
    }
    return place
  }
}
