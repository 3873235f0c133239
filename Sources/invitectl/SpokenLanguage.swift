import InviteDomain
import Localization

/// The language of a command line, found before it is parsed: the argument parser's help texts are made from
/// literals that want to know it.
struct SpokenLanguage {
  /// That of `--lang`, else of the environment. English where a program reads what is said: whole sentences stand in
  /// JSON, and nobody who parses them knows who started the command.
  let language: Language
  /// The command line without `--lang`, which may stand anywhere, also before a command and in `help`.
  let arguments: [String]
  /// What stood there instead of a language; empty where nothing did.
  private let unknown: String?

  init(_ typed: some Collection<String>, environment: (String) -> String?) {
    var language = Language(environment: environment)
    var unknown: String?
    var kept: [String] = []
    var rest = Array(typed)[...]
    var isForPrograms = false
    while let argument = rest.popFirst() {
      if argument == "--" {
        kept.append(argument)
        break
      }
      guard argument == "--lang" || argument.hasPrefix("--lang=") else {
        let format = OutputFormat.named(by: argument, rest.first) ?? .text
        if format != .text || Self.isBatch(argument) { isForPrograms = true }
        kept.append(argument)
        continue
      }
      let name =
        argument == "--lang"
        ? rest.popFirst() ?? "" : String(argument.dropFirst("--lang=".count))
      if let known = Language(rawValue: name) { language = known } else { unknown = name }
    }
    self.language = isForPrograms ? .english : language
    self.unknown = unknown
    arguments = kept + rest
  }

  /// - Throws: ``Failure/Kind/usage`` where `--lang` has no language that there is.
  func check() throws(Failure) {
    guard let unknown else { return }
    let languages = Language.allCases.map(\.rawValue).joined(separator: ", ")
    throw Failure(
      .usage,
      unknown.isEmpty
        ? tr("--lang needs a language: \(languages)")
        : tr("'\(unknown)' is not a language of --lang: \(languages)"))
  }

  /// `redeem --batch`, which answers in JSON whatever `-o` says.
  private static func isBatch(_ argument: String) -> Bool {
    argument == "--batch" || argument.hasPrefix("--batch=")
  }
}
