import TestSupport

/// A text with fields that anybody may have filled: `{"pid": §7§}`. What stands between two signs is
/// what a sound one has there.
struct InputTemplate: Sendable {
  private let pieces: [String]
  private let usual: [String]

  init(_ text: String) {
    let parts = text.split(separator: "§", omittingEmptySubsequences: false).map(String.init)
    pieces = parts.indices.filter { $0.isMultiple(of: 2) }.map { parts[$0] }
    usual = parts.indices.filter { !$0.isMultiple(of: 2) }.map { parts[$0] }
  }

  var fields: Int { usual.count }

  /// The bytes with some fields filled otherwise.
  func filled(_ fields: [Int: [UInt8]]) -> [UInt8] {
    var bytes = Array(pieces[0].utf8)
    for index in usual.indices {
      bytes += fields[index] ?? Array(usual[index].utf8)
      bytes += pieces[index + 1].utf8
    }
    return bytes
  }
}

/// What is put into fields.
enum HostileValue {
  /// Numbers at each edge that a type of ours or of theirs has.
  static let numbers = [
    "0", "-0", "0.0", "-0.0", "1", "-1", "2147483647", "2147483648", "2147483649", "-2147483647",
    "-2147483648", "-2147483649", "9007199254740991", "9007199254740992", "9007199254740993",
    "-9007199254740991", "-9007199254740992", "-9007199254740993", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616",
    "1e300", "-1e300", "1e-300", "1e400", "1e18", "1e19", "NaN", "nan", "Infinity", "-Infinity",
    "inf", "-inf", "", "007", "+7", " 7", "0x10", "１２", "1e", "1_000", "99999999999999999999999999",
  ]

  /// What is no number, and what is no text either.
  static let others: [[UInt8]] =
    [
      "null", "true", "false", "[]", "{}", "[1,2]", #"{"a":1}"#, #""""#, #""x""#, #""7""#,
      #""\ud800""#,
      #""\u0000""#, #""١""#, "[", "{", #"""#, "]", "}", ",", ":", "\\", "\n", "\u{1B}]0;x\u{07}",
      "\0",
      #"[[[[null]]]]"#, #"{"":{}}"#, #"{"a":1,"a":2}"#,
    ].map { Array($0.utf8) } + [
      [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x00], [0x1F, 0x8B, 0x08],
      [UInt8](repeating: 0x5B, count: 5000), [UInt8](repeating: 0x39, count: 2000),
      Array(String(repeating: #"{"a":"#, count: 500).utf8),
    ]

  static let all = numbers.map { Array($0.utf8) } + others

  /// Damages a whole message.
  static func damage(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    guard !bytes.isEmpty else { return bytes }
    var bytes = bytes
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: bytes.removeSubrange(place...)
    case 1: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
    case 2: bytes.insert(contentsOf: all.randomElement(using: &generator) ?? [], at: place)
    default: bytes.remove(at: place)
    }
    return bytes
  }
}
