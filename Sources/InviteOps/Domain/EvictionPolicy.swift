/// What a Redis server does when its memory is full.
struct EvictionPolicy: Sendable, Equatable {
  /// As configured, e.g. `allkeys-lru`.
  let name: String
  /// In bytes; 0 means that memory has no limit and nothing is ever evicted.
  let maxMemory: Int

  init(_ info: RedisInfo) {
    name = info["maxmemory_policy"] ?? "noeviction"
    maxMemory = info.integer("maxmemory") ?? 0
  }

  /// Buckets have an expiry, so that the volatile policies can drop them too.
  var canDropBuckets: Bool {
    maxMemory > 0 && name != "noeviction"
  }
}
