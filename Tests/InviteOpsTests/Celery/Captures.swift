import Foundation
import InviteOps
import LosslessJSON
import Testing

/// The messages of real Celery workers in Captures/, one file a kind.
enum Captures {
  static let names: [String] = {
    let folder = Bundle.module.resourceURL!.appending(path: "Captures")
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (files ?? []).filter { $0.hasSuffix(".json") }.sorted()
  }()

  static func names(_ prefix: String) -> [String] {
    names.filter { $0.hasPrefix(prefix) }
  }

  static func load(_ name: String) throws -> JSONValue {
    let url = Bundle.module.resourceURL!.appending(path: "Captures/\(name)")
    return try JSONValue(parsing: [UInt8](Data(contentsOf: url)))
  }

  /// Every envelope anywhere in a capture.
  static func envelopes(in value: JSONValue) -> [JSONValue] {
    switch value {
    case .object(let object):
      if object["body"] != nil, object["properties"] != nil { return [value] }
      return object.members.flatMap { envelopes(in: $0.value) }
    case .array(let elements): return elements.flatMap { envelopes(in: $0) }
    default: return []
    }
  }
}
