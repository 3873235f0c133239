import RedisClient
import TestSupport

/// What comes to a Redis server over its unix socket, as MONITOR tells it. It does not show commands of
/// administration, which the server counts in commandstats.
final class SentCommands {
  private let admin: RedisConnection
  private let monitor: BackgroundProcess

  /// - Parameter server: one with a port, over which everybody else comes.
  init(_ server: PrivateRedis, _ admin: RedisConnection) throws {
    self.admin = admin
    let monitor = try BackgroundProcess(
      ["/usr/bin/redis-cli", "-h", "127.0.0.1", "-p", "\(server.port ?? 0)", "MONITOR"])
    self.monitor = monitor
    try admin.send("CONFIG", "RESETSTAT")
    try waitUntil("MONITOR is on") { monitor.output.hasPrefix("OK") }
  }

  /// All so far, in lower case: those that were sent, and those that their scripts ran.
  func names() throws -> Set<String> {
    let end = "end-of-\(UInt32.random(in: .min ... .max))"
    try admin.send("ECHO", end)
    try waitUntil("MONITOR has come to now") { [monitor] in monitor.output.contains(end) }
    var names: Set<String> = []
    var isOurs = false
    for line in monitor.output.split(whereSeparator: \.isNewline) {
      // 1700000000.123456 [1 unix:/tmp/redis.sock] "get" "key", or [1 lua], after what ran the script.
      guard let open = line.firstIndex(of: "["), let close = line.firstIndex(of: "]"),
        let from = line[open..<close].split(separator: " ").last
      else { continue }
      if from != "lua" { isOurs = from.hasPrefix("unix:") }
      guard isOurs else { continue }
      let words = line[close...].split(separator: "\"")
      guard words.count > 1 else { continue }
      let name = words[1].lowercased()
      // Of those with two words an ACL has both.
      let isPair = words.count > 3 && ["client", "script"].contains(name)
      names.insert(isPair ? "\(name)|\(words[3].lowercased())" : name)
    }
    let counted = try admin.send("INFO", "commandstats").asString()
    let ofClient = ["list", "id", "tracking", "trackinginfo"].map { "client|\($0)" }
    for name in ofClient
    where counted.contains("cmdstat_\(name):") || counted.contains("cmdstat_client:") {
      names.insert(name)
    }
    return names
  }
}
