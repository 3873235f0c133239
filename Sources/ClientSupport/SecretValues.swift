/// Finds `name=value`, `'name': 'value'` and the like in a text, and hides the values of secrets.
struct SecretValues {
  private let text: [Character]
  private var output = ""
  private var index = 0

  static func hidden(in text: String) -> String {
    guard text.contains(where: { ":='\"".contains($0) }) else { return text }
    var values = SecretValues(text: Array(text))
    return values.scan()
  }

  private init(text: [Character]) { self.text = text }

  private mutating func scan() -> String {
    while index < text.count {
      guard Self.isNamePart(text[index]) else {
        take(1)
        continue
      }
      let begin = index
      while index < text.count, Self.isNamePart(text[index]) { index += 1 }
      let name = String(text[begin..<index])
      output += name
      if SecretName.isSecret(name), let value = value(of: name, quoted: quote(before: begin)) {
        take(value - index)
        hide(name)
      }
    }
    return output
  }

  private mutating func take(_ count: Int) {
    output.append(contentsOf: text[index..<index + count])
    index += count
  }

  private func quote(before begin: Int) -> Character? {
    begin > 0 && (text[begin - 1] == "'" || text[begin - 1] == "\"") ? text[begin - 1] : nil
  }

  /// Where the value of the name that ends here begins; `nil` where none follows.
  private func value(of name: String, quoted quote: Character?) -> Int? {
    var next = index
    if let quote {
      // Within a text that is quoted itself the quote has a backslash before it.
      if next < text.count, text[next] == "\\" { next += 1 }
      if next < text.count, text[next] == quote { next += 1 }
    }
    let end = next
    next = afterSpaces(next)
    if next < text.count, text[next] == ":" || text[next] == "=" {
      while next < text.count, ":=>".contains(text[next]) { next += 1 }
      next = afterSpaces(next)
      return next < text.count ? next : nil
    }
    // `ALTER ROLE app PASSWORD '…'`
    let isStatement = quote == nil && next > end && name.lowercased() == "password"
    return isStatement && next < text.count && text[next] == "'" ? next : nil
  }

  private func afterSpaces(_ index: Int) -> Int {
    var next = index
    while next < text.count, text[next] == " " || text[next] == "\t" { next += 1 }
    return next
  }

  /// Hides the value that begins here.
  private mutating func hide(_ name: String) {
    // b'…', u"…", E'…'
    if index + 1 < text.count, text[index].isLetter, "'\"".contains(text[index + 1]) { take(1) }
    if text[index] == "\\", index + 1 < text.count, "'\"".contains(text[index + 1]) {
      hideQuoted(text[index + 1], escaped: true)
    } else if "'\"".contains(text[index]) {
      hideQuoted(text[index], escaped: false)
    } else if "{[(".contains(text[index]) {
      // Under the name of a task or module there are settings with names of their own.
      if !SecretName.isPath(name) { hideNested() }
    } else {
      hideBare(name)
    }
  }

  private mutating func hideQuoted(_ quote: Character, escaped: Bool) {
    let mark = escaped ? "\\\(quote)" : "\(quote)"
    index += mark.count
    while index < text.count {
      if text[index] == "\\" {
        if escaped, index + 1 < text.count, text[index + 1] == quote { break }
        index += 2
      } else if text[index] == quote {
        break
      } else {
        index += 1
      }
    }
    let isClosed = index < text.count
    index = min(text.count, index + (isClosed ? mark.count : 0))
    output += mark + ForeignText.hidden + (isClosed ? mark : "")
  }

  private mutating func hideNested() {
    var depth = 0
    repeat {
      switch text[index] {
      case "{", "[", "(": depth += 1
      case "}", "]", ")": depth -= 1
      case "'", "\"":
        let quote = text[index]
        index += 1
        while index < text.count, text[index] != quote { index += text[index] == "\\" ? 2 : 1 }
      default: break
      }
      index += 1
    } while index < text.count && depth > 0
    index = min(text.count, index)
    output += ForeignText.hidden
  }

  private mutating func hideBare(_ name: String) {
    let begin = index
    skipBare()
    let word = String(text[begin..<index])
    guard !word.isEmpty else { return }
    let says = ["none", "null", "nil", "true", "false"].contains(word.lowercased())
    if says || (SecretName.isPath(name) && word.allSatisfy(\.isNumber)) {
      output += word
      return
    }
    if ["bearer", "basic", "digest", "token"].contains(word.lowercased()), index < text.count,
      text[index] == " "
    {
      index = afterSpaces(index)
      skipBare()
    }
    output += ForeignText.hidden
  }

  private mutating func skipBare() {
    while index < text.count, !text[index].isWhitespace, !",;&)]}\"'<>".contains(text[index]) {
      index += 1
    }
  }

  private static func isNamePart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "-"
      || character == "."
  }
}
