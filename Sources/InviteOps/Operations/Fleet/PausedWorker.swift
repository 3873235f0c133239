internal import LosslessJSON

/// A worker that lost a queue by its pause.
public struct PausedWorker: Sendable, Equatable, Encodable {
  public let name: String
  /// Which process of that name; `nil` where the mark is of an older form, or the worker did not tell.
  public let process: WorkerIdentity?
  /// What else it consumed at that moment.
  public let others: [String]
  /// Whether a drain has taken it out since: its queues go back to it by whatever ends that.
  public var isDrained: Bool

  init(
    name: String, process: WorkerIdentity? = nil, others: [String] = [], isDrained: Bool = false
  ) {
    self.name = name
    self.process = process
    self.others = others
    self.isDrained = isDrained
  }

  /// - Parameter value: what a mark has of it; `nil` in one of the older form, which has names alone.
  init(_ name: String, decoding value: JSONValue?) {
    self.init(
      name: name, process: WorkerIdentity(decoding: value),
      others: (value?["others"]?.array ?? []).compactMap(\.string),
      isDrained: value?["drained"]?.bool ?? false)
  }

  var encoded: JSONValue {
    .object(
      JSONObject(
        (process?.members ?? []) + [
          (key: "others", value: .array(others.map(JSONValue.string))),
          (key: "drained", value: .bool(isDrained)),
        ]))
  }
}
