import Glibc
import LosslessJSON
import TestSupport
import Testing

@testable import invitectl

/// Standard output and standard error that nobody reads, that are closed, or that a full disk refuses.
@Suite struct UnwritableOutputTests {
  /// Runs a line of bash in which `$0` is invitectl, and descriptor 7 a pipe whose reader has gone.
  private func run(
    _ line: String, _ environment: [String: String] = [:], workingDirectory: String = "/"
  ) async throws -> CommandResult {
    try await CommandRun.run(
      "/bin/bash", ["-c", "exec 7> >(:); wait $!; \(line)", CommandRun.invitectlPath],
      environment: environment, workingDirectory: workingDirectory)
  }

  @Test func `a result that cannot be written is an error`() async throws {
    let result = try await run(#"exec "$0" metrics-dump list > /dev/full"#)
    #expect(
      result.errors.hasPrefix(
        "error: the result could not be written: No space left on device; what was changed stays"
      ), "\(result.errors)")
    #expect(result.exitCode == 1)
  }

  @Test func `it is one for programs, too`() async throws {
    let result = try await run(#"exec "$0" metrics-dump list -o json > /dev/full"#)
    let error = try JSONValue(parsing: Array(result.errors.utf8))["error"]
    #expect(error?["kind"]?.string == "error" && error?["exit_code"]?.int == 1, "\(result.errors)")
    #expect(result.exitCode == 1)
  }

  /// Whoever starts it may ignore SIGPIPE, as Python and some supervisors do.
  @Test(arguments: [
    #"exec "$0" metrics-dump list >&7"#, #"trap '' PIPE; exec "$0" metrics-dump list >&7"#,
    #"exec "$0" metrics-dump list -o json >&7"#, #"exec "$0" metrics-dump list >&-"#,
    #"exec "$0" --help >&7"#, #"exec "$0" exit-codes >&-"#, #"exec "$0" --version >&7"#,
    #"exec "$0" --generate-completion-script bash >&7"#, #"exec "$0" config example >&-"#,
    #"exec "$0" config print -o json >&7 2>&-"#,
  ])
  func `output that nobody reads is as for SIGPIPE`(line: String) async throws {
    let result = try await run(line)
    #expect(result.exitCode == 141, "\(line): \(result.status)")
    #expect(result.output.isEmpty && result.errors.isEmpty, "\(line): \(result)")
  }

  @Test(arguments: ["2>&7", "2>&-", "2> /dev/full", ">&7 2>&7", ">&- 2>&-"])
  func `what goes wrong keeps its code`(cut: String) async throws {
    let result = try await run(#"exec "$0" metrics-dump lost "# + cut)
    #expect(result.exitCode == 2, "\(result.status)")
  }

  @Test func `what is said beside the result is missed, too`() async throws {
    let folder = try TemporaryFolder()
    try #require(chmod(folder.path, 0o777) == 0)
    // It is passed over: others may write it, or it is only there where root is.
    let file = try #require(fopen(folder.file(".env"), "w"))
    fclose(file)
    for (cut, code) in [("2>&7", 141), ("2>&-", 141), ("2> /dev/full", 1)] as [(String, Int32)] {
      let result = try await run(
        #"exec "$0" config print "# + cut, workingDirectory: folder.path)
      #expect(result.exitCode == code, "\(cut): \(result.status)")
      #expect(result.output.contains("redis.url"), "the work is done all the same")
    }
    let silent = try await run(
      #"exec "$0" config print -q 2>&-"#, workingDirectory: folder.path)
    #expect(silent.exitCode == 0, "nothing was lost")
  }

  /// The next socket would have the number of a closed descriptor, and Redis would be told what a person is.
  @Test(arguments: ["2>&-", "<&- 2>&-"])
  func `what is closed is no server's connection`(closed: String) async throws {
    let result = try await run(
      #"exec "$0" inspect-workers events --for 100ms "# + closed,
      ["INVITECTL_BROKER_URL": "\(TestRedis().broker)"])
    #expect(result.exitCode == 141, "\(result.status)")
  }

  @Test func `what has no end of its own ends with whoever reads it`() async throws {
    let result = try await run(
      #"exec "$0" inspect-workers events 2>&7"#,
      ["INVITECTL_BROKER_URL": "\(TestRedis().broker)"])
    #expect(result.exitCode == 141, "\(result.status)")
  }

  /// What is asked after the result was written is not taken for what a signal has stopped.
  @Test func `nobody has answered, whoever reads that`() async throws {
    let result = try await run(
      #"exec "$0" inspect-workers control enable-events -d nobody@test --wait 200ms --yes >&7"#,
      ["INVITECTL_BROKER_URL": "\(TestRedis().broker)"])
    #expect(result.exitCode == 69, "\(result)")
  }

  @Test func `a code of the work goes before that of its output`() {
    for status in ExitStatus.allCases where status != .ok {
      #expect(OutputLoss.cut.status(after: status) == status)
      #expect(OutputLoss.refused(ENOSPC).status(after: status) == status)
    }
    #expect(OutputLoss.cut.status(after: .ok) == .outputCut)
    #expect(OutputLoss.refused(ENOSPC).status(after: .ok) == .error)
    for number in [EPIPE, ECONNRESET, EBADF] { #expect(OutputLoss(errno: number) == .cut) }
    #expect(OutputLoss(errno: EFBIG) == .refused(EFBIG))
  }
}
