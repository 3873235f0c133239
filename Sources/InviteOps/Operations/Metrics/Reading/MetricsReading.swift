internal import CountProtocol
internal import InviteDomain
internal import Localization
internal import RedisClient

extension MetricsConnections {
  /// The buckets of `codes` in their order, `nil` for a missing one, and how many of the missing ones are keys of another
  /// type, which MGET does not tell from none at all.
  /// (https://redis.io/docs/latest/commands/mget/)
  func buckets(_ codes: [String]) throws(Failure) -> (values: [BucketValue?], otherType: Int) {
    try ask(.bucket, doing: tr("read the buckets")) { (connection, deadline) throws(RedisError) in
      let keys = codes.map(BucketKey.remaining)
      let words: [any RedisArgument] = ["MGET"] + keys
      var values: [BucketValue?] = []
      values.reserveCapacity(keys.count)
      var missing: [any RedisArgument] = []
      for (key, value) in zip(keys, try connection.call(words, deadline: deadline).asArray()) {
        values.append(BucketValue(value))
        if value.isNull { missing.append(key) }
      }
      guard !missing.isEmpty else { return (values, 0) }
      let present = try connection.call(["EXISTS"] + missing, deadline: deadline)
      return (values, try present.asInteger())
    }
  }
}
