import Glibc
import InviteOps
import LosslessJSON
import TestSupport
import Testing

@Suite struct FrameTests {
  @Test func `the version names what it was built from and runs with`() async throws {
    let result = try await CommandRun.invitectl(["--version"])
    #expect(result.exitCode == 0)
    #expect(result.output.hasPrefix("invitectl "))
    #expect(result.output.contains("libpq "))
    #expect(result.output.contains("hiredis "))
    #expect(result.errors.isEmpty)
  }

  @Test(arguments: [["exit-codes"], ["help", "exit-codes"]])
  func `the exit codes are one table`(arguments: [String]) async throws {
    let result = try await CommandRun.invitectl(arguments)
    #expect(result.exitCode == 0)
    for code in [0, 1, 2, 3, 4, 5, 6, 7, 8, 69, 75, 129, 130, 141, 143] {
      #expect(result.output.contains(" \(code)  "), "\(code)")
    }
  }

  @Test func `nohup is minded`() async throws {
    let look = "trap '' HUP; exec \(CommandRun.invitectlPath) inspect-workers events --for 1s"
    let endpoint = try TestRedis().broker
    let result = try await CommandRun.run(
      "/bin/sh", ["-c", look], environment: ["INVITECTL_BROKER_URL": "\(endpoint)"]
    ) { pid in
      try waitUntil("it takes signals itself") { SignalMask.blocked.holds(SIGTERM, of: pid) }
      kill(pid, SIGHUP)
    }
    #expect(result.exitCode == 0, "\(result.errors)")
  }

  @Test func `no help text is wider than a terminal`() async throws {
    for arguments in [
      ["--help"], ["help", "doctor"], ["help", "metrics-dump"], ["help", "inspect-workers"],
    ] {
      let result = try await CommandRun.invitectl(arguments)
      #expect(result.exitCode == 0)
      for line in result.output.split(separator: "\n") {
        #expect(line.count <= 80, "\(arguments): \(line)")
      }
    }
  }

  @Test func `no line of a help text is broken by the terminal's edge`() async throws {
    let dump = try await CommandRun.invitectl(["--experimental-dump-help"])
    var lines = 0
    func look(_ command: JSONValue) {
      let name = command["commandName"]?.string ?? ""
      for line in (command["discussion"]?.string ?? "").split(separator: "\n") {
        lines += 1
        // Lists are one line, and flow.
        guard !line.hasPrefix("Checks: "), !line.hasPrefix("Collectors: ") else { continue }
        #expect(line.count <= 79, "\(name): \(line)")
      }
      for other in command["subcommands"]?.array ?? [] { look(other) }
    }
    look(try #require(try JSONValue(parsing: Array(dump.output.utf8))["command"]))
    #expect(lines > 100)
  }

  @Test(arguments: [["nosuch"], ["doctor", "--nosuch"], ["doctor", "--only", "nosuch"], ["-o"]])
  func `a mistake in the command line is exit code 2, on stderr`(arguments: [String]) async throws {
    let result = try await CommandRun.invitectl(arguments)
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    let lines = result.errors.split(separator: "\n").map(String.init)
    #expect(lines.first?.hasPrefix("error: ") == true)
    #expect(lines.first?.hasSuffix(".") == false)
    #expect(lines.contains { $0.hasPrefix("usage: invitectl ") })
    // What is to be typed next works.
    let next = try #require(lines.first { $0.hasPrefix(" next: ") })
    let words = next.dropFirst(" next: ".count).split(separator: " ").map(String.init)
    #expect(words.first == "invitectl" && words.last == "--help")
    #expect(try await CommandRun.invitectl(Array(words.dropFirst())).exitCode == 0)
  }

  @Test func `in JSON an error is one object on stderr`() async throws {
    let result = try await CommandRun.invitectl([
      "doctor", "-o", "json", "--database-url", "sqlite:///x.db",
    ])
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(#""kind":"usage""#))
    #expect(result.errors.contains(#""exit_code":2"#))
  }

  @Test func `a reader that goes away ends it quietly`() async throws {
    let result = try await CommandRun.run(
      "/bin/sh", ["-c", "'\(CommandRun.invitectlPath)' metrics-dump 2>&1 | true"])
    #expect(result.exitCode == 0)
    #expect(result.errors.isEmpty)
  }
}
