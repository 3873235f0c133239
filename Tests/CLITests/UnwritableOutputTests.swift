import TestSupport
import Testing

@Suite struct UnwritableOutputTests {
  @Test func `a result that cannot be written is an error`() throws {
    let shell = try BackgroundProcess([
      "/bin/sh", "-c",
      "'\(CommandRun.invitectlPath)' metrics-dump list > /dev/full; echo \"code $?\"",
    ])
    try waitUntil("the shell has ended") { !shell.isRunning }
    #expect(shell.output.contains("the result could not be written: No space left on device"))
    #expect(shell.output.contains("code 1"))
  }
}
