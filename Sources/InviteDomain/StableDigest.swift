/// A 128-bit digest that is the same in every process (FNV-1a), to recognise what was seen before.
/// Nothing is secured by it.
package struct StableDigest {
  /// Offset basis of the 128-bit variant, from the FNV authors' page.
  private var value: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D

  /// The prime of the 128-bit variant, from the same page.
  private static let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013B

  /// Over the parts with a separator that none of them can contain.
  package init(_ parts: String...) {
    for part in parts { add(part) }
  }

  /// The digest over these parts too.
  package func adding(_ first: String, _ second: String) -> StableDigest {
    var digest = self
    digest.add(first)
    digest.add(second)
    return digest
  }

  package mutating func add(_ part: String) {
    var part = part
    var sum = value
    part.withUTF8 { bytes in
      for byte in bytes { sum = (sum ^ UInt128(byte)) &* Self.prime }
    }
    // No UTF-8 text has this byte.
    value = (sum ^ 0xFF) &* Self.prime
  }

  /// A number, in eight bytes.
  package mutating func add(_ number: Int) {
    var rest = UInt64(bitPattern: Int64(number))
    for _ in 0..<8 {
      value = (value ^ UInt128(rest & 0xFF)) &* Self.prime
      rest >>= 8
    }
  }

  /// In hexadecimal.
  package var hex: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  /// In the form of a UUID (version 8: the maker's own).
  package var uuid: String {
    var bytes = value.bigEndian
    return withUnsafeMutableBytes(of: &bytes) { bytes in
      bytes[6] = bytes[6] & 0x0F | 0x80
      bytes[8] = bytes[8] & 0x3F | 0x80
      return String(unsafeUninitializedCapacity: 36) { text in
        var end = 0
        for (index, byte) in bytes.enumerated() {
          if index == 4 || index == 6 || index == 8 || index == 10 {
            text[end] = UInt8(ascii: "-")
            end += 1
          }
          text[end] = Self.digit(byte >> 4)
          text[end + 1] = Self.digit(byte & 15)
          end += 2
        }
        return end
      }
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
