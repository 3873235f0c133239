internal import InviteDomain
internal import Localization
internal import PrometheusText
internal import RedisClient

/// Memory and evictions of the servers of the buckets and of the broker; one series each even
/// where they are the same server.
enum RedisCollector: MetricsCollecting {
  static let used = MetricFamily(
    "invitehub_redis_memory_used_bytes", .gauge, unit: "bytes", help: trKey("Memory in use."))
  static let limit = MetricFamily(
    "invitehub_redis_memory_max_bytes", .gauge, unit: "bytes",
    help: trKey("Memory allowed by maxmemory; 0 means no limit."))
  static let evicted = MetricFamily(
    "invitehub_redis_evicted_keys_total", .counter,
    help: trKey("Keys dropped for want of memory since the server started."))
  static let clients = MetricFamily(
    "invitehub_redis_connections", .gauge, help: trKey("Client connections of the server."))
  static let policy = MetricFamily(
    "invitehub_redis_policy_info", .gauge,
    help: trKey("The server's maxmemory-policy, as a label; always 1."))
  static let evicts = MetricFamily(
    "invitehub_redis_can_evict_buckets", .gauge,
    help: trKey("Whether a full server may drop token buckets (1) or not (0)."))
  static let families = [used, limit, evicted, clients, policy, evicts]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    var (used, limit, evicted) = (used, limit, evicted)
    var (clients, policy, evicts) = (clients, policy, evicts)
    for role in [OperationContext.RedisRole.bucket, .broker] {
      let info = try connections.ask(role, doing: tr("ask Redis (\(role.rawValue)) for INFO")) {
        (connection, deadline) throws(RedisError) in
        RedisInfo(try connection.call(["INFO"], deadline: deadline).asString())
      }
      let name = role.rawValue
      used.add(.integer(info.integer("used_memory") ?? 0), ["role": name])
      limit.add(.integer(info.integer("maxmemory") ?? 0), ["role": name])
      evicted.add(.integer(info.integer("evicted_keys") ?? 0), ["role": name])
      clients.add(.integer(info.integer("connected_clients") ?? 0), ["role": name])
      let eviction = EvictionPolicy(info)
      policy.add(.integer(1), ["role": name, "policy": eviction.name])
      evicts.add(.flag(eviction.canDropBuckets), ["role": name])
    }
    return [used, limit, evicted, clients, policy, evicts]
  }
}
