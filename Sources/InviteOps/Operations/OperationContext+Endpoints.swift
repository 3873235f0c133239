internal import InviteSettings
internal import Localization
internal import LosslessJSON
public import RedisClient
internal import Telemetry

extension OperationContext {
  /// A role and its server in a sentence.
  func place(_ role: RedisRole) -> String {
    tr("Redis (\(role.rawValue)) at \(endpoint(role))")
  }

  /// Where a role is.
  public func endpoint(_ role: RedisRole) -> RedisEndpoint {
    switch role {
    case .bucket: configuration.bucket
    case .broker: configuration.broker
    case .result: configuration.result
    }
  }

  /// What a published task carries besides its call.
  var taskHeaders: JSONObject {
    ["traceparent": .string(trace.traceparent)]
  }
}
