/// Sentences by their English, in the form of gettext's PO files, of which it reads what ours need: comments,
/// `msgid` and `msgstr` with strings over one line or several, and the escapes `\"`, `\\`, `\n` and `\t`.
package struct Catalogue: Sendable {
  private let translations: [String: String]

  /// What stands in an area that is not as it should be.
  package struct Fault: Error, CustomStringConvertible {
    package let description: String
  }

  /// Read at the first sentence that is not English. A catalogue that cannot be read leaves all in English; a test
  /// sees to it that it can.
  static let chinese = (try? Catalogue(ChineseCatalogue.areas)) ?? Catalogue()

  private init() { translations = [:] }

  /// - Throws: where a line is none of PO's, a string is empty, or a sentence is there twice.
  package init(_ areas: [ChineseCatalogue.Area]) throws(Fault) {
    var translations: [String: String] = [:]
    for area in areas {
      var reader = CatalogueReader(area: area.name)
      for line in area.text.utf8.split(separator: UInt8(ascii: "\n")) {
        try reader.read(Substring(line), into: &translations)
      }
      try reader.finish(into: &translations)
    }
    self.translations = translations
  }

  package subscript(key: String) -> String? { translations[key] }

  package var keys: some Collection<String> & Sendable { translations.keys }
}

/// The lines of an area.
private struct CatalogueReader {
  let area: String
  private var key: String?
  private var text: String?

  init(area: String) { self.area = area }

  mutating func read(
    _ line: Substring, into translations: inout [String: String]
  ) throws(Catalogue.Fault) {
    if line.isEmpty || line.utf8.first == UInt8(ascii: "#") { return }
    if line.hasPrefix("msgid \"") {
      try finish(into: &translations)
      key = try string(line.dropFirst("msgid ".count))
    } else if line.hasPrefix("msgstr \"") {
      guard key != nil, text == nil else { throw fault("a msgstr without a msgid", line) }
      text = try string(line.dropFirst("msgstr ".count))
    } else if line.utf8.first == UInt8(ascii: "\"") {
      if let said = text {
        text = try said + string(line)
      } else if let said = key {
        key = try said + string(line)
      } else {
        throw fault("a string of nothing", line)
      }
    } else {
      throw fault("this line is neither a comment, msgid, msgstr nor a string", line)
    }
  }

  /// Puts away what was read last.
  mutating func finish(
    into translations: inout [String: String]
  ) throws(Catalogue.Fault) {
    guard let key else { return }
    guard let text, !text.isEmpty, !key.isEmpty else {
      throw fault("a sentence or its translation is empty", key[...])
    }
    guard translations.updateValue(text, forKey: key) == nil else {
      throw fault("this sentence is there twice", key[...])
    }
    (self.key, self.text) = (nil, nil)
  }

  private func string(_ quoted: Substring) throws(Catalogue.Fault) -> String {
    let bytes = quoted.utf8
    guard bytes.count >= 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"")
    else { throw fault("a string has no end", quoted) }
    let inside = bytes.dropFirst().dropLast()
    guard inside.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") }) else {
      return String(Substring(inside))
    }
    var text: [UInt8] = []
    var rest = inside[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") { throw fault("a quote without a backslash", quoted) }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
      default: throw fault("an escape that is not read here", quoted)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func fault(_ what: String, _ line: Substring) -> Catalogue.Fault {
    Catalogue.Fault(description: "\(area): \(what): \(line)")
  }
}
