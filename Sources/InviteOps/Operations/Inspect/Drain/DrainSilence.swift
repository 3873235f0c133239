internal import ClientSupport
internal import InviteDomain
internal import Localization

/// Who has not answered the looks of a drain, how long the next one waits, and what is said of it. No I/O.
struct DrainSilence {
  /// A busy solo pool answers between two tasks.
  static let longestLook = Duration.seconds(30)
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

  /// Why one may be silent.
  ///
  /// - Parameter open: names of which some listen and the others are gone, as far as can be told.
  static func causes(_ node: String, _ open: Set<String>) -> String {
    guard open.contains(node) else { return tr("it may be stopped, or busy with a solo pool") }
    let names = open.sorted().joined(separator: ", ")
    return tr(
      "it may be gone, stopped, or busy with a solo pool, since of \(names) fewer listen than have "
        + "names")
  }

  /// Before anything is taken away: who has not answered in the ordinary time and is waited for.
  ///
  /// - Parameter open: as of ``causes(_:_:)``.
  mutating func sayAtStart(_ silent: [String], _ deadline: Deadline, open: Set<String> = []) {
    for node in silent where said.insert(node).inserted {
      let causes = Self.causes(node, open)
      guard let left = Self.left(deadline) else {
        say(
          tr(
            "\(node) does not answer: \(causes); it is waited for, and nothing is taken from it yet"
          ))
        continue
      }
      say(
        tr(
          "\(node) does not answer: \(causes); it is waited for, up to \(left) more, and nothing is "
            + "taken from it yet"))
    }
  }

  /// What a look found.
  ///
  /// - Parameter open: as of ``causes(_:_:)``.
  mutating func note(_ silent: [String], _ deadline: Deadline, open: Set<String> = []) {
    look = silent.isEmpty ? patience : min(look * 2, max(Self.longestLook, patience))
    for node in nodes {
      guard silent.contains(node) else {
        missed[node] = nil
        said.remove(node)
        continue
      }
      missed[node, default: 0] += 1
      guard missed[node, default: 0] >= Self.enough, said.insert(node).inserted else { continue }
      let causes = Self.causes(node, open)
      if let left = Self.left(deadline) {
        say(tr("\(node) no longer answers: \(causes); it is waited for, up to \(left) more"))
      } else {
        say(tr("\(node) no longer answers: \(causes); it is waited for"))
      }
    }
  }

  /// Of those that have not answered to the end, a sentence each.
  var gaps: [String] {
    nodes.filter { missed[$0, default: 0] >= Self.enough }.map {
      tr("\($0) no longer answers: what it holds is not known")
    }
  }

  /// What to do about one that does not answer at first, where nobody said how long to wait.
  ///
  /// - Parameter mayBeGone: whether it may have left nothing but its binding: as soon as the busy one answers, that
  ///   is told.
  static func advice(_ nodes: [String], mayBeGone: Bool = false) -> String {
    let options: [ShellCommand.Option] =
      nodes.map { ShellCommand.Option("--destination", $0) }
      + [ShellCommand.Option("--wait", "10m"), "--yes"]
    let command = ShellCommand.invitectl(["inspect-workers", "control", "drain"], [], options)
    let wait = tr("kill -CONT has a stopped one go on; '\(command)' waits for a busy one")
    return mayBeGone ? tr("\(wait), and tells when it is gone") : wait
  }

  private static func left(_ deadline: Deadline) -> String? {
    deadline.remaining.map { DurationText.format($0) }
  }
}
