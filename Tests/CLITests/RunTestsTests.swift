import Foundation
import Glibc
import TestSupport
import Testing

/// scripts/run-tests with a program in the place of the tests that does one thing wrong.
@Suite struct RunTestsTests {
  struct Wrong: Sendable, CustomTestStringConvertible {
    let name: String
    /// What the program does in the middle of its one test.
    let does: String
    let isTold: [String]
    /// Seconds without a word after which it hangs.
    var limit = 120

    var testDescription: String { name }
  }

  private static let wrong = [
    Wrong(
      name: "a file", does: #": >"$INVITECTL_TEST_TMP/left""#,
      isTold: ["left behind: file left, by M.ATests"]),
    Wrong(
      name: "a folder where TMPDIR is", does: "mktemp -d >/dev/null",
      isTold: ["left behind: file tmp.", "by M.ATests"]),
    Wrong(
      name: "a socket",
      does: #"python3 -c '"#
        + #"import os, socket; socket.socket(socket.AF_UNIX).bind(os.environ["TMPDIR"] + "/s")'"#,
      isTold: ["left behind: file s, by M.ATests"]),
    Wrong(
      name: "a process that left its parent and its session",
      does: "(setsid sleep 601 >/dev/null 2>&1 &)",
      isTold: ["left behind: process ", "sleep 601"]),
    Wrong(
      name: "a program that was forked for a test",
      does: #"python3 -c 'import json, os, socket; server = socket.socket(socket.AF_UNIX); "#
        + #"server.connect(os.environ["INVITECTL_TEST_PEERS"]); server.sendall(json.dumps({"#
        + #""argv": ["-c", "import time; time.sleep(604)"], "env": {}, "cwd": "/", "#
        + #""log": os.devnull}).encode() + b"\n"); server.recv(100)'"#,
      isTold: ["left behind: process ", "time.sleep(604)"]),
    Wrong(
      name: "a segment of shared memory",
      does: segment,
      isTold: ["left behind: System V segment "]),
    Wrong(
      name: "a database and a role",
      does:
        #"psql -Xq "$INVITECTL_TEST_POSTGRES" -c "CREATE DATABASE test_${INVITECTL_TEST_RUN}_1" "#
        + #"-c "CREATE ROLE role_${INVITECTL_TEST_RUN}_1""#,
      isTold: ["left behind: database test_", "left behind: role role_"]),
    Wrong(
      name: "a child that hangs", does: "sleep 602",
      isTold: ["over the limit of 20 s: M.ATests: the one test", "it has process", "sleep 602"],
      limit: 20),
    Wrong(
      name: "a crash", does: "kill -SEGV $$",
      isTold: ["M.ATests: ended by signal 11 in M.ATests: the one test"]),
    Wrong(
      name: "an end without an end", does: "exit 0",
      isTold: ["M.ATests: ended half-way with exit code 0 in M.ATests: the one test"]),
    Wrong(name: "a failed test", does: "symbol=fail code=1", isTold: ["M.ATests: the one test"]),
  ]

  /// The program that stands in for the tests: it lists one and tells of it as Swift Testing does.
  private static func program(_ does: String) -> String {
    #"""
    #!/bin/bash
    case " $* " in *" --list-tests "*) echo 'M.ATests/a()'; exit ;; esac
    while [ $# -gt 0 ]; do [ "$1" != --event-stream-output-path ] || events=$2; shift; done
    tell() { tr -d '\n' <<<"$1" >>"$events"; echo >>"$events"; }
    event() {
      tell "{\"kind\":\"event\",\"version\":0,\"payload\":{\"kind\":\"$1\",\"testID\":\"M.ATests/a()\",
        \"instant\":{\"absolute\":1},\"messages\":[{\"symbol\":\"$symbol\",\"text\":\"\"}]}}"
    }
    symbol=pass code=0
    tell '{"kind":"test","version":0,"payload":{"kind":"function","id":"M.ATests/a()","name":"a()",
      "displayName":"the one test"}}'
    event testStarted
    \#(does)
    event testEnded
    event runEnded
    exit $code
    """#
  }

  private func run(_ does: String, _ more: [String] = []) async throws -> CommandResult {
    try await run(Self.program(does), in: TemporaryFolder(), more)
  }

  func run(
    _ text: String, in folder: TemporaryFolder, _ more: [String] = []
  ) async throws -> CommandResult {
    let program = folder.file("tests")
    try Data(text.utf8).write(to: URL(filePath: program))
    try #require(chmod(program, 0o755) == 0)
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try await CommandRun.run(
      repository.appending(path: "scripts/run-tests").path,
      ["--program", program, "--limit", "120"] + more,
      environment: [
        "PATH": "/usr/bin:/bin", "INVITECTL_TEST_PYTHON": "/usr/bin/python3",
        "INVITECTL_TEST_POSTGRES": try Sandbox.variable("INVITECTL_TEST_POSTGRES"),
      ], workingDirectory: folder.path)
  }

  @Test func `a database that a suite is done with is dropped`() async throws {
    let result = try await run(
      #"psql -Xq "$INVITECTL_TEST_POSTGRES" -c "CREATE DATABASE test_${INVITECTL_TEST_RUN}_1" "#
        + #"|| code=1; echo "test_${INVITECTL_TEST_RUN}_1" >>"$INVITECTL_TEST_DROPS""#)
    #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
    #expect(result.errors.isEmpty, "\(result.errors)")
  }

  /// Two suites of a module whose suites share a process; the test of the second fails.
  private static let together = #"""
    #!/bin/bash
    case " $* " in *" --list-tests "*) printf 'GzipTests.%sTests/a()\n' A B; exit ;; esac
    echo "$*" >>starts
    while [ $# -gt 0 ]; do [ "$1" != --event-stream-output-path ] || events=$2; shift; done
    event() {
      printf '{"kind":"event","version":0,"payload":{"kind":"%s","testID":"%s",' "$1" "$test"
      printf '"instant":{"absolute":1},"messages":[{"symbol":"%s","text":""}]}}\n' "$symbol"
    }
    for symbol in pass fail; do
      [ $symbol = pass ] && test='GzipTests.ATests/a()' || test='GzipTests.BTests/a()'
      printf '{"kind":"test","version":0,"payload":{"kind":"function","id":"%s",' "$test"
      printf '"name":"a()"}}\n'
      event testStarted
      event testEnded
    done >"$events"
    event runEnded >>"$events"
    exit 1
    """#

  @Test func `suites that share a process are told apart`() async throws {
    let folder = try TemporaryFolder()
    let result = try await run(Self.together, in: folder)
    #expect(result.exitCode == 1, "\(result.output)\(result.errors)")
    #expect(result.output.contains("✘ GzipTests.ATests and 1 more failed with exit code 1"))
    #expect(result.errors == "run-tests: GzipTests.BTests: a()\n")
    let starts = try String(contentsOfFile: folder.file("starts"), encoding: .utf8)
    #expect(starts.split(separator: "\n").count == 1, "\(starts)")
    #expect(starts.contains(#"--filter ^(?:GzipTests\.ATests|GzipTests\.BTests)/"#), "\(starts)")
  }

  @Test func `what runs beside the suites is shown, and fails the run if it fails`() async throws {
    let good = try await run(":", ["--beside", "sh -c 'echo there'"])
    #expect(good.exitCode == 0, "\(good.output)\(good.errors)")
    #expect(good.output.contains("there\n") && good.output.contains("✔ M.ATests: 1 test in "))
    let wrong = try await run(":", ["--beside", "sh -c 'echo there; exit 3'"])
    #expect(wrong.exitCode == 1, "\(wrong.output)\(wrong.errors)")
    #expect(wrong.output.contains("there\n"), "\(wrong.output)")
    #expect(wrong.errors == "run-tests: sh -c 'echo there; exit 3': ended with 3\n")
  }

  /// The command ends the run itself, when it is ready to be ended.
  @Test func `a run that is ended waits until what is beside has put things away`() async throws {
    let folder = try TemporaryFolder()
    let command =
      #"sh -c 'trap "sleep 0.5; echo away >away; exit" TERM; kill -TERM $PPID; "#
      + #"while :; do sleep 0.1; done'"#
    let result = try await run(
      Self.program("sleep 605"), in: folder, ["--limit", "600", "--beside", command])
    #expect(result.exitCode == 143, "\(result.output)\(result.errors)")
    #expect(try String(contentsOfFile: folder.file("away"), encoding: .utf8) == "away\n")
  }

  /// The order in a run is that of the times in the file, the longest first; a suite that it does not
  /// name is expected to take half a minute.
  @Test func `the longest suites begin`() async throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("Tests"), withIntermediateDirectories: false)
    try #"{"M.ATests": 1, "M.BTests": 900, "M.CTests": 40}"#.write(
      toFile: folder.file("Tests/durations.json"), atomically: false, encoding: .utf8)
    let program = #"""
      #!/bin/bash
      case " $* " in *" --list-tests "*) printf 'M.%sTests/a()\n' A B C D; exit ;; esac
      while [ $# -gt 0 ]; do
        case $1 in --filter) echo "$2" >>starts ;; --event-stream-output-path) events=$2 ;; esac
        shift
      done
      printf '{"kind":"event","version":0,"payload":{"kind":"runEnded",' >"$events"
      printf '"instant":{"absolute":1},"messages":[]}}\n' >>"$events"
      """#
    _ = try await run(program, in: folder, ["--jobs", "1"])
    let starts = try String(contentsOfFile: folder.file("starts"), encoding: .utf8)
    #expect(starts == "BCDA".map { "^(?:M\\.\($0)Tests)/\n" }.joined())
  }

  @Test func `with nothing wrong it is content, and names the slowest`() async throws {
    let result = try await run(":")
    #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
    #expect(result.output.contains("✔ M.ATests: 1 test in "))
    #expect(result.output.contains("0.0 s  M.ATests: the one test"))
    #expect(result.errors.isEmpty)
  }

  @Test(arguments: [
    (":", #"{"passed":1,"skipped":[],"wrong":[]}"#),
    ("symbol=fail code=1", #"{"passed":0,"skipped":[],"wrong":["M.ATests: the one test"]}"#),
    (
      "event testSkipped; event runEnded; exit",
      #"{"passed":0,"skipped":["M.ATests: the one test: "],"wrong":[]}"#
    ),
  ])
  func `a summary says what passed, went wrong and was skipped`(
    does: String, says: String
  ) async throws {
    let folder = try TemporaryFolder()
    let result = try await run(does, ["--summary", folder.file("summary.json")])
    let summary = try #require(
      FileManager.default.contents(atPath: folder.file("summary.json")),
      "\(result.output)\(result.errors)")
    let text = try JSONSerialization.data(
      withJSONObject: JSONSerialization.jsonObject(with: summary), options: .sortedKeys)
    #expect(String(decoding: text, as: UTF8.self) == says)
  }

  @Test(arguments: wrong) func `what is wrong fails the run and is named`(wrong: Wrong) async throws
  {
    let result = try await run(wrong.does, ["--limit", "\(wrong.limit)"])
    #expect(result.exitCode == 1, "\(result.output)\(result.errors)")
    for text in wrong.isTold {
      #expect(result.errors.contains(text), "\(result.output)\(result.errors)")
    }
    try await Self.clean(result.errors)
  }

  /// Takes away what run-tests only names.
  private static func clean(_ told: String) async throws {
    for line in told.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let name = words.last, let kind = words.dropLast().last,
        ["database", "role"].contains(kind)
      else { continue }
      _ = try await CommandRun.run(
        "/usr/bin/psql",
        [
          "-Xq", Sandbox.variable("INVITECTL_TEST_POSTGRES"), "-c", "DROP \(kind) \(name)",
        ], environment: ["PATH": "/usr/bin:/bin"])
    }
    if let match = told.firstMatch(of: /ipcrm -m (\d+)/), let segment = Int32(match.1) {
      shmctl(segment, IPC_RMID, nil)
    }
  }
}
