import InviteDomain
import RedisClient
import Testing

@testable import InviteStorage

/// What is printed to be typed into a shell goes to the server that is meant.
@Suite struct RedisCommandLineTests {
  private func line(_ url: String, _ arguments: String...) throws -> String {
    ShellCommand.redis(try RedisEndpoint.parse(url: url), arguments)
  }

  @Test func `server, database and user are in it, a password never`() throws {
    #expect(
      try line("redis://cache:6380/3", "DEL", "a b")
        == "redis-cli -h cache -p 6380 -n 3 DEL 'a b'")
    #expect(
      try line("unix:///run/my redis.sock?db=1", "TYPE", "k")
        == "redis-cli -s '/run/my redis.sock' -n 1 TYPE k")
    #expect(
      try line("redis://app:hunter2@[::1]:6379/0", "DEL", "k")
        == "redis-cli -h ::1 -p 6379 --user app --askpass -n 0 DEL k")
    #expect(
      try line("rediss://:hunter2@c/0?ssl_ca_certs=/ca.pem&ssl_cert_reqs=none", "PING")
        == "redis-cli -h c -p 6379 --askpass --tls --insecure --cacert /ca.pem -n 0 PING")
  }

  /// The user that `doctor --grants` prints may do none of these.
  @Test(arguments: [
    ["CONFIG", "SET", "appendonly", "yes"], ["RENAME", "k", "aside:k"], ["--bigkeys"],
  ])
  func `what changes the server is for its administrator`(arguments: [String]) throws {
    let command = arguments.map { $0.hasPrefix("-") ? "'\($0)'" : $0 }.joined(separator: " ")
    let limited = try RedisEndpoint.parse(url: "redis://app:hunter2@c/0")
    #expect(
      ShellCommand.redis(limited, arguments)
        == "redis-cli -h c -p 6379 --user default --askpass -n 0 \(command)")
    let whole = try RedisEndpoint.parse(url: "redis://:hunter2@c/0")
    #expect(
      ShellCommand.redis(whole, arguments) == "redis-cli -h c -p 6379 --askpass -n 0 \(command)")
  }

  @Test func `a primary that sentinels watch is asked for when it is typed`() throws {
    #expect(
      try line("sentinel://:hunter2@a:26379,b/mymaster/2", "DEL", "k")
        == "(set -- $(redis-cli -h a -p 26379 SENTINEL get-master-addr-by-name mymaster); "
        + "redis-cli -h \"$1\" -p \"$2\" --askpass -n 2 DEL k)")
  }

  @Test func `what cannot be shown is named by its numbers`() throws {
    #expect(
      try line("redis://c/0", "DEL", "a\u{1B}[31m\n'\\")
        == #"redis-cli -h c -p 6379 -n 0 DEL $'a\x1b[31m\n\'\\'"#)
  }
}
