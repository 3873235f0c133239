import Localization
import Testing

@testable import invitectl

/// The catalogue has what the sources say, and says it as docs/style.md wants it.
@Suite struct TranslationTests {
  private static let found = Result {
    try SourceSentences(root: SourceSentences.root, never: NeverTranslated.paths)
  }

  private let sources: SourceSentences
  private let catalogue: Catalogue

  init() throws {
    sources = try Self.found.get()
    catalogue = try Catalogue(ChineseCatalogue.areas)
    try #require(sources.wrapped.count > 150)
  }

  @Test func `every sentence has its translation`() {
    let missing = sources.wrapped.filter { catalogue[$0.key] == nil }
      .map { "\($0.place): \($0.key)" }
    #expect(missing.isEmpty, "\(missing.joined(separator: "\n"))")
  }

  @Test func `every translation has its sentence`() throws {
    let dead = Set(catalogue.keys).subtracting(sources.wrapped.map(\.key)).sorted()
    #expect(dead.isEmpty, "\(dead.joined(separator: "\n"))")
  }

  @Test func `what is put into a sentence is put into its translation`() {
    for key in catalogue.keys {
      let translation = catalogue[key] ?? ""
      #expect(
        Set(Template.numbers(in: key)) == Set(Template.numbers(in: translation)),
        "\(key): \(translation)")
    }
  }

  @Test func `a sentence is a literal`() {
    #expect(sources.unreadable.isEmpty, "\(sources.unreadable.joined(separator: "\n"))")
  }

  @Test func `what people read is translated`() {
    let bare = sources.bare.map { "\($0.place): \($0.text)" }
    #expect(bare.isEmpty, "wrap in tr, or in verbatim:\n\(bare.joined(separator: "\n"))")
  }

  private static let han: ClosedRange<Unicode.Scalar> = "\u{4E00}"..."\u{9FFF}"

  /// Blanks between Chinese and Latin; wide punctuation.
  @Test func `Chinese is set as Chinese is`() {
    for key in catalogue.keys {
      let text = catalogue[key] ?? ""
      for (one, other) in zip(text.unicodeScalars, text.unicodeScalars.dropFirst()) {
        let isHan = (Self.han.contains(one), Self.han.contains(other))
        guard isHan.0 != isHan.1 else { continue }
        let latin = isHan.0 ? other : one
        let isTight = latin.isASCII && latin.properties.isAlphabetic || ("0"..."9").contains(latin)
        #expect(!isTight, "a blank is missing: \(text)")
        #expect(!(isHan.0 && ",;:!?".unicodeScalars.contains(other)), "a narrow sign: \(text)")
      }
    }
  }

  /// Commands of a text: between quotes, and on lines of their own.
  private func commands(_ text: String) -> [String] {
    let quoted = text.matches(of: /'(invitectl [^']*)'/).map { String($0.1) }
    let lines = text.matches(of: /(?m)^ *(invitectl [a-z].*?)(?:  .*)?$/).map { String($0.1) }
    return (quoted + lines).sorted()
  }

  @Test func `what is to be typed is the same in each language`() {
    for key in catalogue.keys {
      // A usage line has its last word translated: it is not typed.
      let text = (catalogue[key] ?? "").replacing("[选项]", with: "[options]")
      #expect(commands(key) == commands(text), "\(key)")
    }
  }

  /// Help, which the parser does not break (HelpLine does, where it must).
  @Test func `what has several lines fits a terminal`() {
    for key in catalogue.keys where key.contains("\n") {
      for line in (catalogue[key] ?? "").split(separator: "\n") {
        #expect(DisplayWidth.of(line) < 80, "\(line)")
      }
    }
  }

  @Test func `the search reads Swift`() {
    let sources = SourceSentences(
      source: ##"""
        let a = tr("There are \(n) rows in \(x.map { "\($0) of the" })" + " and \(tr("more of it"))")
        let b = Failure(.error, "could not read it", hint: tr("""
          one \
          two
            three \(d)
          """))
        let c = tr(n, "\(n) row is", "\(n) rows are") // "no sentence here"
        let d = CountText.of(3, "index", "indexes"), e = CountText.of(rows.count { $0 == "b" }, "row")
        let f = TextTable([("HEAD", .left)]), g = /a"b/, h = tr(x ? "a" : "b"), i = style.bad("no")
        let j = verbatim("stay as it is"), k = "invitectl trace CODE", l = trKey("a '{1}'")
        """##)
    #expect(
      sources.wrapped.map(\.key).sorted() == [
        "There are {1} rows in {2} and {3}", "a '{1}'", "more of it", "one two\n  three {1}",
        "{1} indexes", "{1} rows", "{1} rows are",
      ])
    #expect(
      sources.bare.map(\.text) == ["\u{0} of the", "could not read it", "HEAD", "no"])
    #expect(sources.unreadable.count == 1)
  }
}
