internal import RedisClient

/// What a token bucket holds.
enum BucketValue: Sendable, Equatable {
  case missing
  case count(Int)
  /// A string that is no integer.
  case garbage
}

extension MetricsConnections {
  /// The buckets of `codes` in their order, and how many of the missing ones are keys of another
  /// type, which MGET does not tell from none at all.
  /// (https://redis.io/docs/latest/commands/mget/)
  func buckets(_ codes: [String]) throws(Failure) -> (values: [BucketValue], otherType: Int) {
    try ask(.bucket, doing: "read the buckets") { (connection, deadline) throws(RedisError) in
      let keys = codes.map(BucketKey.remaining)
      let words: [any RedisArgument] = ["MGET"] + keys
      var values: [BucketValue] = []
      values.reserveCapacity(keys.count)
      var missing: [any RedisArgument] = []
      for (key, value) in zip(keys, try connection.call(words, deadline: deadline).asArray()) {
        switch value {
        case .null:
          values.append(.missing)
          missing.append(key)
        default:
          // Not UTF-8 is garbage, too.
          let number = (try? value.asString()).flatMap { Int($0) }
          values.append(number.map(BucketValue.count) ?? .garbage)
        }
      }
      guard !missing.isEmpty else { return (values, 0) }
      let present = try connection.call(["EXISTS"] + missing, deadline: deadline)
      return (values, try present.asInteger())
    }
  }
}
