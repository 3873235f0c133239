internal import RedisClient

/// What a token bucket holds.
enum BucketValue: Sendable, Equatable {
  case missing
  case count(Int)
  /// A string that is no integer.
  case garbage
}

extension MetricsConnections {
  /// Keys asked for in one MGET: large enough to make round trips cheap, small enough that the
  /// server stays responsive to others.
  private static let chunk = 1000

  /// Tells the bucket of each of `codes`, in their order; the next are asked for while these are
  /// looked at.
  ///
  /// - Returns: how many of the missing ones are keys of another type, which MGET does not tell
  ///   from none at all. (https://redis.io/docs/latest/commands/mget/)
  func eachBucket(
    of codes: [String], _ body: (_ index: Int, BucketValue) -> Void
  ) throws(Failure) -> Int {
    try ask(.bucket, doing: "read the buckets") { (connection, deadline) throws(RedisError) in
      func command(_ name: String, _ part: ArraySlice<String>) -> EncodedCommands {
        let words: [any RedisArgument] = [name] + part.map(BucketKey.remaining)
        return EncodedCommands([RedisCommand(words)])
      }
      var missing: [String] = []
      var rest = codes[...]
      if !rest.isEmpty {
        try connection.submit(command("MGET", rest.prefix(Self.chunk)), deadline: deadline)
      }
      while !rest.isEmpty {
        let part = rest.prefix(Self.chunk)
        let values = try connection.replies(deadline: deadline)[0].throwingServerError().asArray()
        rest = rest.dropFirst(Self.chunk)
        if !rest.isEmpty {
          try connection.submit(command("MGET", rest.prefix(Self.chunk)), deadline: deadline)
        }
        for (index, value) in zip(part.indices, values) {
          if case .null = value {
            body(index, .missing)
            missing.append(codes[index])
          } else {
            // Not UTF-8 is garbage, too.
            let number = (try? value.asString()).flatMap { Int($0) }
            body(index, number.map(BucketValue.count) ?? .garbage)
          }
        }
      }
      var otherType = 0
      var unseen = missing[...]
      while !unseen.isEmpty {
        try connection.submit(command("EXISTS", unseen.prefix(Self.chunk)), deadline: deadline)
        let reply = try connection.replies(deadline: deadline)[0].throwingServerError()
        otherType += try reply.asInteger()
        unseen = unseen.dropFirst(Self.chunk)
      }
      return otherType
    }
  }
}
