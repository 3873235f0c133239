internal import RedisClient

extension Diagnosis {
  /// - Parameter endpoint: of the broker.
  init(_ fault: QueueBindings.Fault, _ endpoint: RedisEndpoint) {
    let (kind, message, hint) = fault.diagnosis(endpoint)
    self.init(severity: .problem, kind: kind, message: message, hint: hint)
  }
}
