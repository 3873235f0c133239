/// A command of invitectl that somebody is to type, whole: a shell and the parser of arguments take
/// each word as it is meant.
public enum ShellCommand {
  /// - Parameters:
  ///   - words: the subcommands.
  ///   - operands: what they are about, such as a code: text from outside. Where one of them could be
  ///     taken for an option, all of them come last, behind `--`.
  ///   - options: behind the operands otherwise.
  ///   - isQuoted: whether it stands between quotes in a sentence, where it is to have none itself.
  public static func invitectl(
    _ words: [String], _ operands: [String] = [], _ options: [Option] = [], isQuoted: Bool = false
  ) -> String {
    func word(_ text: String) -> String {
      isQuoted ? ShellWord.unquoted(text) : ShellWord.quoted(text)
    }
    let last = operands.map(word)
    let flags = options.map { option in
      option.value.map { "\(option.name) \(word($0))" } ?? option.name
    }
    let isPlain = !operands.contains { $0.hasPrefix("-") }
    return
      (["invitectl"] + words + (isPlain ? last + flags : flags + ["--"] + last))
      .joined(separator: " ")
  }

  /// An option of ours, with its value.
  public struct Option: Sendable, ExpressibleByStringLiteral {
    let name: String
    let value: String?

    public init(_ name: String, _ value: String) {
      // What looks like an option is taken for a value only behind `=`.
      let isPlain = !value.hasPrefix("-")
      self.name = isPlain ? name : "\(name)=\(ShellWord.quoted(value))"
      self.value = isPlain ? value : nil
    }

    public init(stringLiteral name: String) {
      self.name = name
      value = nil
    }
  }
}
