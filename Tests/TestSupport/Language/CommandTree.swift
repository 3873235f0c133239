internal import LosslessJSON

/// The commands of invitectl as it names them itself.
public struct CommandTree: Sendable {
  /// Each as the words behind `invitectl`, before its subcommands; the first is empty: the program itself.
  public let commands: [[String]]

  /// Asked for once in a process.
  private static let loaded: Task<CommandTree, any Error> = Task { try await read() }

  /// - Throws: ``Sandbox/Missing`` where the program does not say them.
  public static func load() async throws -> CommandTree { try await loaded.value }

  private static func read() async throws -> CommandTree {
    let dump = try await CommandRun.invitectl(["--experimental-dump-help"])
    let told = try JSONValue(parsing: dump.output)
    guard let root = told["command"] else {
      throw Sandbox.Missing(description: "invitectl does not name its commands: \(dump.errors)")
    }
    return CommandTree(root)
  }

  /// - Parameter root: `command` of the dump.
  init(_ root: JSONValue) {
    var found: [[String]] = []
    func add(_ command: JSONValue, _ path: [String]) {
      found.append(path)
      for below in command["subcommands"]?.array ?? [] {
        // The argument parser's own.
        guard let name = below["commandName"]?.string, name != "help" else { continue }
        add(below, path + [name])
      }
    }
    add(root, [])
    commands = found
  }

  /// The longest command that a command line begins with.
  public func path(of words: [String]) -> [String] {
    var longest: [String] = []
    for path in commands where path.count > longest.count && words.starts(with: path) {
      longest = path
    }
    return longest
  }

  /// Commands as sentences name them, where that takes two words: `migrate up`, `control drain`.
  var names: [[String]] {
    var names: [[String]] = []
    for path in commands {
      for start in path.indices where path.count - start > 1 { names.append(Array(path[start...])) }
      if path.count == 1 { names.append(["help"] + path) }
    }
    return names
  }
}
