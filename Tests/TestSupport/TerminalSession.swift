internal import Foundation
internal import Glibc

/// A real terminal with an interactive bash in it: tmux, on a socket of its own in a folder of its
/// own (tmux leaves the socket when its server ends). It goes with its object.
public final class TerminalSession: Sendable {
  public struct DidNotShow: Error, CustomStringConvertible {
    public let description: String
  }

  private let folder: TemporaryFolder
  private let server: Int32

  /// - Parameter environment: all there is of it.
  public init(columns: Int, rows: Int, environment: [String: String]) async throws {
    folder = try TemporaryFolder()
    let result = try await Self.tmux(
      folder.file("socket"),
      [
        "new-session", "-d", "-P", "-F", "#{pid}", "-x", "\(columns)", "-y", "\(rows)",
        "bash --norc --noprofile",
      ],
      environment: environment.merging([
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HISTFILE": "/dev/null",
      ]) { given, _ in given })
    guard let pid = Int32(result.output.trimmingCharacters(in: .newlines)) else {
      throw DidNotShow(description: "tmux did not start: \(result.errors)")
    }
    server = pid
  }

  deinit {
    kill(server, SIGTERM)
    // Before its folder goes. It is nobody's child that could be waited for.
    try? waitUntil("tmux has ended") { kill(server, 0) != 0 }
  }

  /// Not with Foundation's Process, which learns of an exit by a socket that tmux's server keeps
  /// open: it would wait for ever.
  private static func tmux(
    _ socket: String, _ arguments: [String],
    environment: [String: String] = ["PATH": "/usr/bin:/bin"]
  ) async throws -> CommandResult {
    try await CommandRun.run(
      "/usr/bin/tmux", ["-u", "-S", socket, "-f", "/dev/null"] + arguments,
      environment: environment)
  }

  @discardableResult
  private func tmux(_ arguments: [String]) async throws -> String {
    try await Self.tmux(folder.file("socket"), arguments).output
  }

  /// Presses keys as tmux names them, e.g. `C-z`, `Enter`; anything else is typed.
  public func press(_ keys: String...) async throws {
    try await tmux(["send-keys"] + keys)
  }

  public func resize(columns: Int, rows: Int) async throws {
    try await tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// The lines on the screen now, without blanks at their ends.
  public func screen() async throws -> [String] {
    try await tmux(["capture-pane", "-p"]).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }

  /// Whether a full-screen program has the screen, and whether the cursor is shown.
  public func state() async throws -> (isFullScreen: Bool, showsCursor: Bool) {
    let flags = try await tmux(["display-message", "-p", "#{alternate_on}#{cursor_flag}"])
    return (flags.hasPrefix("1"), flags.dropFirst().hasPrefix("1"))
  }

  /// Waits until the screen is as wanted, and returns it.
  @discardableResult
  public func wait(
    for what: String, _ isShown: ([String]) -> Bool
  ) async throws -> [String] {
    let limit = ContinuousClock.now + .seconds(120)
    while true {
      let lines = try await screen()
      if isShown(lines) { return lines }
      guard ContinuousClock.now < limit else {
        throw DidNotShow(description: "\(what) did not show:\n" + lines.joined(separator: "\n"))
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
