extension JSONValue: Encodable {
  private struct MemberKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// For outcomes that carry a foreign value as it is. A number that an encoder cannot hold
  /// (`NaN`, digits beyond 64 bits) becomes a string, so that nothing is rounded in silence.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let object):
      var container = encoder.container(keyedBy: MemberKey.self)
      for (key, value) in object.members {
        try container.encode(value, forKey: MemberKey(stringValue: key))
      }
    case .array(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(element) }
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .string(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .number(let number):
      var container = encoder.singleValueContainer()
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
