import Foundation

/// The command lines of docs/operations.md that begin with `invitectl`, without that word.
enum RunbookCommands {
  static func all() throws -> Set<[String]> {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "docs/operations.md"), encoding: .utf8)
    var found: Set<[String]> = []
    // What is fenced is every second part.
    for (index, part) in text.components(separatedBy: "```").enumerated() {
      let commands = index.isMultiple(of: 2) ? inProse(part) : fenced(part)
      for command in commands { found.insert(words(command)) }
    }
    return found
  }

  /// Between backticks, which a line may end in the middle of.
  private static func inProse(_ text: String) -> [String] {
    text.replacing("\n", with: " ").components(separatedBy: "`").enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }
      .compactMap { command(in: $0.element) }
  }

  /// Behind a prompt, the fields of cron, or as a line.
  private static func fenced(_ text: String) -> [String] {
    text.split(separator: "\n")
      .filter { $0.contains(/^ *(?:\$ |[*0-9\/]+ [*0-9]|ExecStart=|invitectl )/) }
      .compactMap { command(in: String($0)) }
  }

  private static func command(in text: String) -> String? {
    text.firstMatch(of: /(?:[ \/=]|^)invitectl +([a-z].*)$/).map { String($0.output.1) }
  }

  /// Without quotes, up to a comment.
  private static func words(_ command: String) -> [String] {
    let typed = command.components(separatedBy: " #")[0]
    return typed.split(separator: " ").map { $0.filter { $0 != "'" } }
  }

  static func options(_ words: [String]) -> Set<String> {
    Set(words.filter { $0.hasPrefix("-") })
  }
}
