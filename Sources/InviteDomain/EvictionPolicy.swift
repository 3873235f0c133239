/// What a Redis server does when its memory is full.
package struct EvictionPolicy: Sendable, Equatable {
  /// As configured, e.g. `allkeys-lru`.
  package let name: String
  /// In bytes; 0 means that memory has no limit and nothing is ever evicted.
  package let maxMemory: Int

  package init(_ info: RedisInfo) {
    name = info["maxmemory_policy"] ?? "noeviction"
    maxMemory = info.integer("maxmemory") ?? 0
  }

  /// Buckets have an expiry, so that the volatile policies can drop them too.
  package var canDropBuckets: Bool {
    maxMemory > 0 && name != "noeviction"
  }
}
