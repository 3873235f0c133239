import InviteOps
import TestSupport
import TestWorlds
import Testing

/// A process whose descriptors run out says so, and does not die of it.
@Suite struct DescriptorLimitTests {
  private static let commands: [[String]] = [
    ["doctor"], ["migrate", "status"], ["migrate", "plan"], ["redeem", "limiter"],
    ["redeem", "DIRECT10", "a@example.com"], ["redeem", "DIRECT10", "a@example.com", "--explain"],
    ["sync-counts"], ["force-resync", "--all", "-n"], ["cleanup-queue", "-n"],
    ["cleanup-queue", "--stuck", "-n"], ["refresh-seats"], ["inspect-workers"],
    ["inspect-workers", "stats"], ["inspect-workers", "conf"],
    ["inspect-workers", "peek", "invites"],
    ["metrics-dump"], ["metrics-dump", "--compat", "celery-exporter"],
  ]

  /// From too few to be started with to enough for two connections and what is asked beside them.
  @Test(arguments: commands) func `no limit of descriptors kills a command`(words: [String])
    async throws
  {
    let world = try MetricsWorld(seed: true)
    for limit in 4...14 {
      let result = try await CommandRun.run(
        "/bin/bash",
        ["-c", "ulimit -n \(limit); exec \"$@\" </dev/null", "bash", CommandRun.invitectlPath]
          + words,
        environment: world.environment)
      #expect(
        result.exitCode.map { $0 < 126 } == true,
        "ulimit -n \(limit): \(result.status) \(result.errors)")
      // What doctor finds is its result.
      if result.exitCode == 1, words != ["doctor"] {
        #expect(result.errors.contains("error: "), "ulimit -n \(limit)")
      }
    }
  }
}
