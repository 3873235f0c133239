/// The parameters of the statements of a transaction, which the server may repeat in an error: of
/// the last one, or, where a trigger is deferred, of any.
struct GivenValues {
  /// Bytes to remember. Beyond, values are only told by their form.
  private static let limit = 1 << 20

  private(set) var values: [String] = []
  private var size = 0

  mutating func add(_ parameters: [String?]) {
    for case let value? in parameters where size + value.utf8.count <= Self.limit {
      size += value.utf8.count
      values.append(value)
    }
  }

  /// What is looked for in a message: the values, and the elements of those that are arrays. Numbers,
  /// and what is so short that it would be found in other words, are not told apart from the rest of
  /// a sentence.
  static func words(_ values: [String]) -> [String] {
    values.flatMap { value in
      guard value.hasPrefix("{"), value.hasSuffix("}") else { return [value] }
      return value.dropFirst().dropLast().split { ",\"\\".contains($0) }.map { String($0) }
    }.filter { word in
      word.count > 2 && !word.allSatisfy { $0.isNumber || "-.:".contains($0) }
    }
  }
}
