extension [UInt8] {
  /// Appends `number` in decimal, without making a string of it.
  public mutating func append(decimal number: Int) {
    guard number >= 0 else {
      // The lowest number has no positive one.
      append(contentsOf: String(number).utf8)
      return
    }
    var rest = number
    let start = count
    repeat {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    self[start...].reverse()
  }
}
