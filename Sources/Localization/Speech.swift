import Synchronization

/// What this process says, in its language.
package enum Speech {
  /// For a test that asks for a language without a process of its own. Threads do not inherit it.
  @TaskLocal package static var override: Language?

  private static let isChinese = Atomic<Bool>(false)

  package static var language: Language {
    if let override { return override }
    return isChinese.load(ordering: .relaxed) ? .chinese : .english
  }

  /// Chooses the language of the process, once and before anything is said: a sentence is made in the
  /// language of its time, and help texts are made at their first use.
  package static func choose(_ language: Language) {
    isChinese.store(language == .chinese, ordering: .relaxed)
  }

  /// What is written where a program or another person reads it later, as the sentence was in English: rows of
  /// `run_log`, spans, archives.
  ///
  /// - Parameter text: a whole sentence that ``tr(_:)`` made. Other text is returned as it is.
  package static func english(of text: String) -> String {
    language == .english ? text : SpokenSentences.english(of: text)
  }

  /// - Parameter english: the sentence that stands for `phrase` where it has no translation.
  static func say(_ phrase: Phrase, english: String) -> String {
    guard language != .english, let translation = Catalogue.chinese[phrase.key] else {
      return english
    }
    let text = Template.filled(translation, phrase.arguments)
    let arguments = phrase.arguments.map(SpokenSentences.english)
    // English with its arguments in English, too: they may be sentences of ours.
    let whole = arguments == phrase.arguments ? english : Template.filled(phrase.key, arguments)
    SpokenSentences.remember(text, english: whole)
    return text
  }
}

/// A sentence for people, in the language of the process. In English it is the literal itself; a sentence that the
/// catalogue does not have stays in English.
package func tr(_ phrase: Phrase) -> String {
  Speech.say(phrase, english: phrase.english)
}

/// A sentence with a number. The catalogue has the second form, which has to have all that the first one has:
/// Chinese has no plural.
///
/// - Parameters:
///   - one: what is said of one, `"\(rows) row is left"`.
///   - other: what is said of any other number, `"\(rows) rows are left"`.
package func tr(_ number: Int, _ one: Phrase, _ other: Phrase) -> String {
  Speech.say(other, english: number == 1 ? one.english : other.english)
}

/// A sentence of the catalogue that is given as a template, with `{1}` for what is put into it: what other
/// people's code says, and is found again in its words by ``Template/values(of:in:)``.
package func trKey(_ template: String) -> String { template }

/// A literal that stays in English though it looks like a sentence: what is stored, logged, sent, or compared.
/// It does nothing; the test that looks for sentences without `tr` goes by it.
package func verbatim(_ text: String) -> String { text }

extension Speech {
  /// A template of ``trKey(_:)`` in the language of the process, filled.
  package static func filled(_ template: String, _ arguments: [String]) -> String {
    say(
      Phrase(english: "", key: template, arguments: arguments),
      english: Template.filled(template, arguments))
  }

  /// A number with what it counts.
  ///
  /// - Parameter many: the plural, which the catalogue has as `{1} codes`.
  package static func counted(_ number: Int, one: String, many: String) -> String {
    guard language != .english else { return number == 1 ? "1 \(one)" : "\(number) \(many)" }
    return say(
      Phrase(english: "", key: "{1} \(many)", arguments: ["\(number)"]),
      english: number == 1 ? "1 \(one)" : "\(number) \(many)")
  }
}
