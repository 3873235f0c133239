import FoundationEssentials
import Localization

/// The sentences in the sources: which are made by `tr`, and which are not.
struct SourceSentences {
  /// A sentence that another language needs.
  struct Wrapped {
    let key: String
    let place: String
    /// Of `CountText.of`, whose nouns are looked for in files that are converted.
    let isNoun: Bool
  }

  private(set) var wrapped: [Wrapped] = []
  /// A literal that looks like a sentence, or stands where words for people do.
  private(set) var bare: [(text: String, place: String)] = []
  /// A `tr` whose sentence cannot be found: it is no literal.
  private(set) var unreadable: [String] = []

  private var path = ""

  /// - Parameter never: what paths below Sources begin with that are not read.
  init(root: URL, never: [String]) throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    for file in files.sorted() where file.hasSuffix(".swift") {
      guard !never.contains(where: { file.hasPrefix($0) }) else { continue }
      path = file
      let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
      walk(SwiftLexer.tokens(of: text), [])
    }
  }

  /// For a test of the search itself.
  init(source: String) {
    path = "source"
    walk(SwiftLexer.tokens(of: source), [])
  }

  /// A bracket that is open.
  private struct Frame {
    /// `Failure`, `CountText.of`, `.init`; `[` and `{` for those; empty for a bare bracket.
    let callee: String
    let line: Int
    var arguments: [[SwiftToken]] = [[]]

    mutating func add(_ token: SwiftToken) {
      arguments[arguments.count - 1].append(token)
    }
  }

  private mutating func walk(_ tokens: [SwiftToken], _ outside: [String]) {
    var frames: [Frame] = []
    var names: [String] = []
    for token in tokens {
      switch token {
      case .word(let word): names.append(word)
      case .symbol("(", let line):
        frames.append(Frame(callee: Self.callee(names), line: line))
        names = []
        continue
      case .symbol("[", let line), .symbol("{", let line):
        frames.append(Frame(callee: "[", line: line))
        names = []
        continue
      case .symbol(")", _), .symbol("]", _), .symbol("}", _):
        names = []
        if let closed = frames.popLast() { read(closed) }
        // What stood inside is no literal of the bracket around it.
        if !frames.isEmpty { frames[frames.count - 1].add(token) }
        continue
      case .symbol(".", _):
        names.append(".")
      case .symbol(",", _):
        names = []
        if !frames.isEmpty { frames[frames.count - 1].arguments.append([]) }
        continue
      case .symbol: names = []
      case .literal(let literal):
        names = []
        note(literal, outside + frames.map(\.callee))
        for value in literal.values { walk(value, ["\\"]) }
      }
      if !frames.isEmpty { frames[frames.count - 1].add(token) }
    }
  }

  private static func callee(_ names: [String]) -> String {
    if names.dropLast().last == "func" { return "func" }
    let tail = names.suffix(3)
    return tail.count == 3 && tail.dropFirst().first == "."
      ? tail.joined() : names.last.map { names.dropLast().last == "." ? "." + $0 : $0 } ?? ""
  }

  private mutating func read(_ call: Frame) {
    let place = "\(path):\(call.line)"
    switch call.callee {
    case "tr" where call.arguments.count == 3:
      for argument in call.arguments.dropFirst() where Self.literals(argument) == nil {
        unreadable.append("\(place): a tr of a number with no literals")
      }
      if let many = Self.literals(call.arguments[2]) {
        wrapped.append(.init(key: SwiftLiteral.key(of: many), place: place, isNoun: false))
      }
    case "tr", "trKey":
      guard call.arguments.count == 1, let literals = Self.literals(call.arguments[0]) else {
        return unreadable.append("\(place): a \(call.callee) of what is no literal")
      }
      wrapped.append(.init(key: SwiftLiteral.key(of: literals), place: place, isNoun: false))
    case "CountText.of":
      let nouns = call.arguments.dropFirst().map(Self.literals)
      guard let last = nouns.last, let noun = last?.first, noun.values.isEmpty else {
        return unreadable.append("\(place): a CountText.of of what is no literal")
      }
      let plural = nouns.count == 1 ? noun.text + "s" : noun.text
      wrapped.append(.init(key: "{1} \(plural)", place: place, isNoun: true))
    default: break
    }
  }

  /// The literals of an argument that is nothing else, but for plus signs between them.
  private static func literals(_ argument: [SwiftToken]) -> [SwiftLiteral]? {
    var literals: [SwiftLiteral] = []
    for (index, token) in argument.enumerated() {
      switch token {
      case .literal(let literal) where index % 2 == 0: literals.append(literal)
      case .symbol("+", _) where index % 2 == 1: continue
      default: return nil
      }
    }
    return literals.isEmpty ? nil : literals
  }

  /// Calls whose literals stay in English, and those that translate.
  private static let wrappers = [
    "tr", "trKey", "verbatim", "CountText.of", "precondition", "preconditionFailure", "fatalError",
  ]
  /// Words alone are for people here.
  private static let painters = [
    "style.good", "style.bad", "style.warning", "style.bold", "style.dim",
  ]

  private mutating func note(_ literal: SwiftLiteral, _ calls: [String]) {
    guard !calls.contains(where: { $0.contains("logger.") }) else { return }
    let near = calls.last { $0 != "" && $0 != "[" } ?? ""
    if Self.wrappers.contains(near) { return }
    let text = literal.text
    let isHead =
      calls.contains("TextTable") && text.count > 1
      && text.allSatisfy { $0.isUppercase || $0 == "-" || $0 == " " }
    let isPainted = Self.painters.contains(near) && text.contains(where: \.isLetter)
    guard isHead || isPainted || Self.isSentence(text) else { return }
    bare.append((text, "\(path):\(literal.line)"))
  }

  /// Programs whose commands are printed.
  private static let commands = [
    "invitectl ", "psql ", "redis-cli ", "mount ", "systemctl ", "chmod ", "chown ", "alembic ",
    "celery ", "sudo ", "rm ", "kill ",
  ]

  /// Two words beside each other, the second in small letters, but for what is typed.
  static func isSentence(_ text: String) -> Bool {
    let text = text.drop { $0.isWhitespace || $0 == "\u{0}" }
    if commands.contains(where: { text.hasPrefix($0) }) {
      // A command with words of ours behind it.
      return text.contains(#/[,;:]\ [a-z]|\ (and|or|then|to|lists|prints|says|shows|tells)\ /#)
    }
    return text.contains(/[A-Za-z]{2,}[,:;]? [a-z]{2,}/)
  }
}

extension SourceSentences {
  /// The sources of this checkout.
  static var root: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
  }
}
