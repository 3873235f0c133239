import InviteDomain

/// Makes text from outside (servers, files, arguments) safe to look at: what could move the cursor,
/// rewrite what was printed or make a text read as another one is shown as `\u{…}`.
///
/// The one home of that. ``StandardStream/write(_:)`` passes everything through ``screen(_:)``, and
/// ``JSONOutput`` through ``json(_:)``, so that a rendering that forgets to cannot do harm.
enum Sanitizing {
  /// A value within a line: line breaks and tabs become spaces.
  static func line(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    return text.unicodeScalars.reduce(into: "") { safe, scalar in
      if scalar == "\n" || scalar == "\t" {
        safe += " "
      } else {
        append(scalar, to: &safe)
      }
    }
  }

  /// A value within a line that is told from others that look like it: what joins the letter before it is shown by its
  /// number, too.
  static func exactly(_ text: String) -> String {
    line(text).unicodeScalars.reduce(into: "") { safe, scalar in
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .spacingMark, .enclosingMark:
        safe += "\\u{\(String(scalar.value, radix: 16))}"
      default: safe.unicodeScalars.append(scalar)
      }
    }
  }

  /// Whole output in which no colour is ours.
  static func colourless(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }
      .joined(separator: "\n")
  }

  /// Whole output for people: line breaks, tabs and the colours of ``Style`` stay.
  static func screen(_ text: String) -> String {
    guard !isPlain(text) else { return text }
    var safe = ""
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      if scalar == "\u{1B}",
        let colour = Style.sequences.first(where: { rest.starts(with: $0.unicodeScalars) })
      {
        safe += colour
        rest = rest.dropFirst(colour.unicodeScalars.count)
        continue
      }
      rest = rest.dropFirst()
      if scalar == "\n" || scalar == "\t" {
        safe.unicodeScalars.append(scalar)
      } else {
        append(scalar, to: &safe)
      }
    }
    return safe
  }

  /// A JSON document: the same values, with what is unsafe in them written by its number. JSON
  /// itself escapes what stands below the space.
  static func json(_ document: String) -> String {
    guard !isPlain(document) else { return document }
    return document.unicodeScalars.reduce(into: "") { safe, scalar in
      if scalar.value >= 0x7F, isUnsafe(scalar) {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          let digits = String(unit, radix: 16)
          safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        safe.unicodeScalars.append(scalar)
      }
    }
  }

  /// Printable ASCII and line breaks: nearly all output.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A || $0 == 0x09 }
  }

  private static func append(_ scalar: Unicode.Scalar, to safe: inout String) {
    if isUnsafe(scalar) {
      safe += "\\u{\(String(scalar.value, radix: 16))}"
    } else {
      safe.unicodeScalars.append(scalar)
    }
  }

  static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool { scalar.isUnsafeToShow }
}
