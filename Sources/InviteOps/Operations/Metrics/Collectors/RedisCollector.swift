internal import RedisClient

/// Memory and evictions of the servers of the buckets and of the broker; one series each even
/// where they are the same server.
enum RedisCollector {
  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    var used = MetricFamily(
      "invitehub_redis_memory_used_bytes", .gauge, unit: "bytes", help: "Memory in use.")
    var limit = MetricFamily(
      "invitehub_redis_memory_max_bytes", .gauge, unit: "bytes",
      help: "Memory allowed by maxmemory; 0 means no limit.")
    var evicted = MetricFamily(
      "invitehub_redis_evicted_keys_total", .counter,
      help: "Keys dropped for want of memory since the server started.")
    var clients = MetricFamily(
      "invitehub_redis_connections", .gauge, help: "Client connections of the server.")
    var evicts = MetricFamily(
      "invitehub_redis_can_evict_buckets", .gauge,
      help: "Whether a full server may drop token buckets (1) or not (0).")
    for role in [OperationContext.RedisRole.bucket, .broker] {
      let info = try connections.info(role)
      let label = [MetricFamily.Label("role", role.rawValue)]
      used.samples.append(.init(.integer(info.integer("used_memory") ?? 0), label))
      limit.samples.append(.init(.integer(info.integer("maxmemory") ?? 0), label))
      evicted.samples.append(.init(.integer(info.integer("evicted_keys") ?? 0), label))
      clients.samples.append(.init(.integer(info.integer("connected_clients") ?? 0), label))
      let policy = EvictionPolicy(info)
      evicts.samples.append(.init(.integer(policy.canDropBuckets ? 1 : 0), label))
    }
    return [used, limit, evicted, clients, evicts]
  }
}
