import FoundationEssentials

/// Results as JSON: snake_case, sorted keys, a `schema_version`, times in RFC 3339 UTC.
enum JSONOutput {
  /// Rises when a field changes its meaning or goes away; a new field does not raise it.
  static let schemaVersion = 1

  private struct Envelope<Payload: Encodable>: Encodable {
    let payload: Payload

    private enum Key: String, CodingKey { case schemaVersion }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(JSONOutput.schemaVersion, forKey: .schemaVersion)
      try payload.encode(to: encoder)
    }
  }

  /// One object and a line break; over several lines when `pretty`.
  static func render(_ payload: some Encodable, pretty: Bool) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting =
      pretty
      ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      : [
        .sortedKeys, .withoutEscapingSlashes,
      ]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "+Inf", negativeInfinity: "-Inf", nan: "NaN")
    do {
      let bytes = try encoder.encode(Envelope(payload: payload))
      return Sanitizing.json(String(decoding: bytes, as: UTF8.self)) + "\n"
    } catch {
      // Payloads are plain structs of ours; one that cannot be encoded is a bug to be seen.
      preconditionFailure("\(type(of: payload)) cannot be written as JSON: \(error)")
    }
  }
}
