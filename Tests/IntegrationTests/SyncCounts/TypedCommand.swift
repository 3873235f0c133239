import RedisClient
import TestSupport
import Testing

/// A command that we print, typed into a shell as it is.
enum TypedCommand {
  static func run(_ command: String, _ world: SyncWorld) async throws {
    // `redis-cli` and `invitectl` find this test's servers as an administrator's would.
    let prelude = """
      invitectl() { "$INVITECTL" "$@"; }
      redis-cli() { command redis-cli \(redisAddress(world)) "$@"; }
      """
    let result = try await CommandRun.run(
      "/bin/bash", ["-c", prelude + "\n" + command],
      environment: world.environment.merging([
        "INVITECTL": CommandRun.invitectlPath, "PATH": "/usr/bin:/bin",
      ]) { $1 })
    #expect(result.exitCode == 0, "\(command): \(result.output) \(result.errors)")
  }

  private static func redisAddress(_ world: SyncWorld) -> String {
    switch world.redis.bucket.address {
    case .tcp(let host, let port): "-h \(host) -p \(port)"
    case .unix(let path): "-s '\(path)'"
    default: ""
    }
  }
}
