import TestSupport
import Testing

/// A command that we print, typed into a shell as it is.
package enum TypedCommand {
  package static func run(_ command: String, _ world: SyncWorld) async throws {
    // What goes to Redis names its server; what is ours finds it as the first command did.
    let prelude = "invitectl() { \"$INVITECTL\" \"$@\"; }"
    let result = try await CommandRun.run(
      "/bin/bash", ["-c", prelude + "\n" + command],
      environment: world.environment.merging([
        "INVITECTL": CommandRun.invitectlPath, "PATH": "/usr/bin:/bin",
      ]) { $1 })
    #expect(result.exitCode == 0, "\(command): \(result.output) \(result.errors)")
  }
}
