internal import ClientSupport
internal import InviteDomain

/// Who has not answered the looks of a drain, how long the next one waits, and what is said of it. No I/O.
struct DrainSilence {
  /// A busy solo pool answers between two tasks.
  static let longestLook = Duration.seconds(30)
  static let causes = "it may be stopped, or busy with a solo pool"
  /// So many looks in a row without an answer are said: a single one may be late.
  private static let enough = 2

  /// How long the next look waits for answers. An ordinary one is short, so that silence is seen; one
  /// after silence is longer, since a question that is over when a worker gets to it is not answered.
  private(set) var look: Duration
  private let patience: Duration
  private let say: (String) -> Void
  /// In the order in which they were named.
  private let nodes: [String]
  /// By node, how many looks in a row it has not answered.
  private var missed: [String: Int] = [:]
  private var said: Set<String> = []

  init(_ nodes: [String], patience: Duration, say: @escaping (String) -> Void) {
    self.nodes = nodes
    self.patience = patience
    self.say = say
    look = patience
  }

  /// Before anything is taken away: who has not answered in the ordinary time and is waited for.
  mutating func sayAtStart(_ silent: [String], _ deadline: Deadline) {
    for node in silent where said.insert(node).inserted {
      say(
        "\(node) does not answer: \(Self.causes); it is waited for"
          + Self.left(deadline) + ", and nothing is taken from it yet")
    }
  }

  /// What a look found.
  mutating func note(_ silent: [String], _ deadline: Deadline) {
    look = silent.isEmpty ? patience : min(look * 2, max(Self.longestLook, patience))
    for node in nodes {
      guard silent.contains(node) else {
        missed[node] = nil
        said.remove(node)
        continue
      }
      missed[node, default: 0] += 1
      guard missed[node, default: 0] >= Self.enough, said.insert(node).inserted else { continue }
      say("\(node) no longer answers: \(Self.causes); it is waited for" + Self.left(deadline))
    }
  }

  /// Of those that have not answered to the end, a sentence each.
  var gaps: [String] {
    nodes.filter { missed[$0, default: 0] >= Self.enough }.map {
      "\($0) no longer answers: what it holds is not known"
    }
  }

  /// What to do about one that does not answer at first, where nobody said how long to wait.
  static func advice(_ nodes: [String]) -> String {
    let options: [ShellCommand.Option] =
      nodes.map { ShellCommand.Option("--destination", $0) }
      + [ShellCommand.Option("--wait", "10m"), "--yes"]
    let command = ShellCommand.invitectl(["inspect-workers", "control", "drain"], [], options)
    return "kill -CONT has a stopped one go on; '\(command)' waits for a busy one"
  }

  private static func left(_ deadline: Deadline) -> String {
    guard let left = deadline.remaining else { return "" }
    return ", up to \(DurationText.format(left)) more"
  }
}
