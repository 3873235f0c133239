import ArgumentParser
import Localization

/// The command that somebody may have meant: the argument parser suggests options only.
enum NearestCommand {
  /// - Parameter message: the parser's, e.g. "Unexpected argument 'migrat'".
  /// - Returns: the message with a question in it, where a command of that place has nearly that name.
  static func suggested(in message: String, for arguments: [String]) -> String {
    if let path = path(meantBy: arguments), !message.contains(verbatim("Did you mean")) {
      return message.replacingFirstLine { $0 + verbatim(". Did you mean '\(path)'?") }
    }
    guard let match = message.firstMatch(of: /nexpected arguments?:? '(?<word>[^']+)'/) else {
      return message
    }
    let word = String(match.word)
    guard let name = name(like: word, among: commands(around: word, arguments)) else {
      return message
    }
    // Of several the first is what the others hang on.
    return message.replacingFirstLine { $0 + verbatim(". Did you mean '\(name)'?") }
  }

  /// The nearest of the names, where it is near enough to be a slip: another letter or two, none of
  /// which may be most of the word.
  static func name(like word: String, among names: [String]) -> String? {
    let near = names.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 }
    guard let (name, distance) = near, distance <= min(2, word.count / 3) else { return nil }
    return name
  }

  /// The command of workers that has this name, e.g. `inspect-workers control` where `control` was typed, as texts are
  /// short; `nil` where there is none, or more than one.
  private static func path(meantBy arguments: [String]) -> String? {
    guard let word = arguments.first, !word.hasPrefix("-"),
      !paths(below: Invitectl.self).contains([word]),
      let workers = InspectWorkersCommand.configuration.commandName
    else { return nil }
    let found = paths(below: InspectWorkersCommand.self).filter { $0.last == word }
    return found.count == 1 ? ([workers] + found[0]).joined(separator: " ") : nil
  }

  /// The names that lead to each command below one.
  private static func paths(below command: any ParsableCommand.Type) -> [[String]] {
    command.configuration.subcommands.flatMap { next -> [[String]] in
      guard let name = next.configuration.commandName else { return [] }
      return [[name]] + paths(below: next).map { [name] + $0 }
    }
  }

  /// The commands that could have stood where `word` stands.
  private static func commands(around word: String, _ arguments: [String]) -> [String] {
    var command: any ParsableCommand.Type = Invitectl.self
    for argument in arguments.prefix(while: { $0 != word }) where !argument.hasPrefix("-") {
      let next = command.configuration.subcommands.first {
        $0.configuration.commandName == argument
      }
      guard let next else { return [] }
      command = next
    }
    return command.configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  /// How many letters are to be put in, taken out, replaced, or swapped with their neighbour.
  private static func distance(_ one: String, _ other: String) -> Int {
    let (one, other) = (Array(one), Array(other))
    var rows = [[Int]](
      repeating: [Int](repeating: 0, count: other.count + 1), count: one.count + 1)
    for i in 0...one.count { rows[i][0] = i }
    for j in 0...other.count { rows[0][j] = j }
    for i in one.indices {
      for j in other.indices {
        var best = min(rows[i][j + 1], rows[i + 1][j]) + 1
        best = min(best, rows[i][j] + (one[i] == other[j] ? 0 : 1))
        if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        rows[i + 1][j + 1] = best
      }
    }
    return rows[one.count][other.count]
  }
}

extension String {
  fileprivate func replacingFirstLine(_ change: (Substring) -> String) -> String {
    guard let end = firstIndex(of: "\n") else { return change(self[...]) }
    return change(self[..<end]) + self[end...]
  }
}
