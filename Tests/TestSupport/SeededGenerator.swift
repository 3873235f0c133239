/// Random numbers that a failing test can be repeated with (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator {
  public let seed: UInt64
  private var state: UInt64

  /// Prints the seed, so that the log of a failed run has it.
  public init(seed: UInt64 = .random(in: .min ... .max), test: String = #function) {
    self.seed = seed
    state = seed
    print("seed of \(test): \(seed)")
  }

  /// One whose seed another generator gave, which printed its own.
  public init(derived seed: UInt64) {
    self.seed = seed
    state = seed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Text of what is likely to break a protocol: quotes, backslashes, control characters, more
  /// than one byte a character.
  public mutating func nastyText(upTo length: Int) -> String {
    let alphabet: [Character] = [
      "a", "Z", "0", " ", "\"", "'", "\\", ",", "{", "}", "\n", "\r", "\t", "\u{1}", "é", "码", "🎟",
      "N", "\u{7f}", "%", "$", "\r\n",
    ]
    let count = Int.random(in: 0...length, using: &self)
    return String(
      (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &self)] })
  }
}
