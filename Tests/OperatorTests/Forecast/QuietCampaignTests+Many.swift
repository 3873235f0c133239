import Glibc
import TestSupport
import TestWorlds
import Testing

/// Campaigns of many redemptions: that they end, and who ends them.
extension QuietCampaignTests {
  private static func arguments(_ redemptions: Int) -> [String] {
    [
      "simulate", "--redeem", "\(redemptions)", "--in", "10m", "--workers", "5", "--concurrency",
      "4", "--runtime", "3s",
    ]
  }

  /// With a token for each of the redemptions.
  private func many() throws -> Site {
    let site = try Site()
    try site.world.run("UPDATE redeem_codes SET max_uses = 1000000")
    return site
  }

  @Test func `a hundred thousand are gone through`() async throws {
    let site = try many()
    let told = try await CommandRun.invitectl(
      Self.arguments(100_000), environment: site.world.environment)
    #expect(told.exitCode == 0 && told.output.contains("40 repetitions"), "\(told)")
    // Without a terminal it says nothing meanwhile.
    #expect(told.errors.isEmpty, "\(told)")
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func `a signal ends it between two repetitions`(signal: Int32, status: Int32) async throws {
    let site = try many()
    let environment = site.world.environment.merging([
      "INVITECTL_FAILPOINT": "campaign-repetition:stop"
    ]) { $1 }
    let ended = try await CommandRun.invitectl(
      Self.arguments(1_000_000), environment: environment
    ) { pid in
      #expect(try await HeldProcess.stop(pid), "it has come to no repetition")
      kill(pid, signal)
      try await HeldProcess.letGo(pid)
    }
    #expect(ended.exitCode == status && ended.output.isEmpty, "\(ended)")
    #expect(ended.errors.contains("stopped; nothing was changed"), "\(ended)")
  }

  /// A terminal for stdout and stderr; what it got is the output.
  private static let terminal = """
    import fcntl, os, pty, struct, sys, termios
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    pid = os.fork()
    if pid == 0:
        os.dup2(slave, 1)
        os.dup2(slave, 2)
        os.close(master)
        os.execv(sys.argv[1], sys.argv[1:])
    os.close(slave)
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        os.write(1, data)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    """

  @Test func `on a terminal it says how far it is`() async throws {
    let site = try many()
    let told = try await CommandRun.run(
      Sandbox.variable("INVITECTL_TEST_PYTHON"),
      ["-c", Self.terminal, CommandRun.invitectlPath] + Self.arguments(1_000_000),
      environment: site.world.environment.merging(["NO_COLOR": "1"]) { $1 })
    #expect(told.exitCode == 0, "\(told)")
    // Written over each time, and taken away at the end.
    #expect(told.output.contains("\r\u{1B}[Krepetition "), "\(told)")
    #expect(told.output.contains(" of 10, "), "\(told)")
    #expect(told.output.contains("\r\u{1B}[Kcampaign "), "\(told)")
  }
}
