extension JSONValue: Encodable {
  /// For outcomes that carry a foreign value as it is. A number that an encoder cannot hold
  /// (`NaN`, digits beyond 64 bits) becomes a string, so that nothing is rounded in silence.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    // As dictionaries, whose keys JSONEncoder leaves as they are: they are somebody else's names.
    case .object(let object): try container.encode(object.dictionary)
    case .array(let elements): try container.encode(elements)
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .number(let number):
      if let value = number.int {
        try container.encode(value)
      } else if number.double.isFinite, number.literal.contains(where: { ".eE".contains($0) }) {
        try container.encode(number.double)
      } else {
        try container.encode(number.literal)
      }
    }
  }
}
