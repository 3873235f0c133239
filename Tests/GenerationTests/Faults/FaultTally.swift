import Synchronization

/// What the runs of all lanes came to.
final class FaultTally: Sendable {
  private struct Line {
    var runs = 0
    var struck = 0
    var exits: [String: Int] = [:]
    var longest = Duration.zero
  }

  private struct State {
    var lines: [String: Line] = [:]
    var problems: [String] = []
  }

  private let state = Mutex(State())

  /// - Parameter exit: the exit code, or what else ended it.
  func note(_ name: String, struck: Bool, exit: String, took: Duration) {
    state.withLock { state in
      var line = state.lines[name] ?? Line()
      line.runs += 1
      if struck { line.struck += 1 }
      line.exits[exit, default: 0] += 1
      line.longest = max(line.longest, took)
      state.lines[name] = line
    }
  }

  /// What must not be, printed at once: a long run is worth watching.
  func complain(_ text: String) {
    print("fault: \(text)")
    state.withLock { $0.problems.append(text) }
  }

  var problems: [String] { state.withLock { $0.problems } }
  var runs: Int { state.withLock { $0.lines.values.reduce(0) { $0 + $1.runs } } }
  var struck: Int { state.withLock { $0.lines.values.reduce(0) { $0 + $1.struck } } }

  /// A line a command: how many runs, how many of them were struck, the longest, the exit codes.
  var table: String {
    let lines = state.withLock { $0.lines }
    return lines.sorted { $0.key < $1.key }.map { name, line in
      let exits = line.exits.sorted { $0.key < $1.key }.map { "\($0.key)×\($0.value)" }
      let seconds = Double(line.longest.components.attoseconds / 1_000_000_000_000_000) / 1000
      return "\(line.runs) runs, \(line.struck) struck, longest "
        + "\(Double(line.longest.components.seconds) + seconds) s, exits "
        + "\(exits.joined(separator: " ")): \(name)"
    }.joined(separator: "\n")
  }
}
