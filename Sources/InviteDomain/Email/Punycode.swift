/// RFC 3492: Unicode text in the letters of a host name.
enum Punycode {
  private static let base = 36
  private static let (tMin, tMax, skew, damp) = (1, 26, 38, 700)
  private static let (initialBias, initialN) = (72, 128)
  /// No label is longer; keeps the arithmetic far from its limits.
  private static let longest = 63

  /// `nil` for a text too long to be a label.
  static func encode(_ scalars: [Unicode.Scalar]) -> String? {
    guard scalars.count <= longest else { return nil }
    var output = scalars.filter(\.isASCII).map { Character($0) }
    let basic = output.count
    if basic > 0 { output.append("-") }
    var (n, delta, bias, handled) = (initialN, 0, initialBias, basic)
    while handled < scalars.count {
      let next = scalars.lazy.map { Int($0.value) }.filter { $0 >= n }.min() ?? n
      delta += (next - n) * (handled + 1)
      n = next
      for scalar in scalars {
        let value = Int(scalar.value)
        if value < n { delta += 1 }
        guard value == n else { continue }
        var (q, k) = (delta, base)
        while true {
          let t = threshold(k, bias)
          if q < t { break }
          output.append(digit(t + (q - t) % (base - t)))
          q = (q - t) / (base - t)
          k += base
        }
        output.append(digit(q))
        bias = adapt(delta, handled + 1, isFirst: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      n += 1
    }
    return String(output)
  }

  /// `nil` for what no text is encoded as.
  static func decode(_ text: Substring) -> [Unicode.Scalar]? {
    guard !text.isEmpty, text.utf8.count <= longest else { return nil }
    var output: [Unicode.Scalar] = []
    var rest = text.unicodeScalars[...]
    if let hyphen = text.unicodeScalars.lastIndex(of: "-") {
      output = Array(text.unicodeScalars[..<hyphen])
      rest = text.unicodeScalars[text.unicodeScalars.index(after: hyphen)...]
    }
    var (n, index, bias) = (initialN, 0, initialBias)
    while !rest.isEmpty {
      let before = index
      var (weight, k) = (1, base)
      while true {
        guard let scalar = rest.popFirst(), let digit = value(scalar) else { return nil }
        let (step, tooMuch) = digit.multipliedReportingOverflow(by: weight)
        guard !tooMuch, index <= Int.max - step else { return nil }
        index += step
        let t = threshold(k, bias)
        if digit < t { break }
        let (heavier, overflow) = weight.multipliedReportingOverflow(by: base - t)
        guard !overflow else { return nil }
        weight = heavier
        k += base
      }
      let count = output.count + 1
      bias = adapt(index - before, count, isFirst: before == 0)
      guard index / count <= 0x10FFFF else { return nil }
      n += index / count
      index %= count
      guard let scalar = UInt32(exactly: n).flatMap(Unicode.Scalar.init) else { return nil }
      output.insert(scalar, at: index)
      index += 1
    }
    return output
  }

  private static func threshold(_ k: Int, _ bias: Int) -> Int {
    min(max(k - bias, tMin), tMax)
  }

  private static func adapt(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / damp : delta / 2
    delta += delta / count
    var k = 0
    while delta > (base - tMin) * tMax / 2 {
      delta /= base - tMin
      k += base
    }
    return k + (base - tMin + 1) * delta / (delta + skew)
  }

  private static func digit(_ value: Int) -> Character {
    let code = value < 26 ? UInt8(ascii: "a") + UInt8(value) : UInt8(ascii: "0") + UInt8(value - 26)
    return Character(Unicode.Scalar(code))
  }

  private static func value(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar {
    case "a"..."z": Int(scalar.value) - 0x61
    case "0"..."9": Int(scalar.value) - 0x30 + 26
    default: nil
    }
  }
}
