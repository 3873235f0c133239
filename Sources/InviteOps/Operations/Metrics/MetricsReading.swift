internal import PostgresClient
internal import RedisClient

/// What a token bucket holds.
enum BucketValue: Sendable, Equatable {
  case missing
  case count(Int)
  /// A key of another type, or a string that is no integer.
  case garbage
}

extension MetricsConnections {
  /// Runs a statement and decodes its rows.
  func rows<Value>(
    _ sql: String, _ parameters: [String?] = [],
    decode: (PostgresRow) throws(PostgresError) -> Value
  ) throws(Failure) -> [Value] {
    let connection = try postgres()
    do {
      var values: [Value] = []
      for row in try connection.query(sql, parameters, deadline: deadline) {
        values.append(try decode(row))
      }
      return values
    } catch {
      throw Failure(error, doing: "read the numbers from PostgreSQL")
    }
  }

  /// A server's INFO.
  func info(_ role: OperationContext.RedisRole) throws(Failure) -> RedisInfo {
    let connection = try redis(role)
    do {
      return RedisInfo(try connection.call(["INFO"], deadline: deadline).asString())
    } catch {
      throw Failure(error, doing: "ask Redis (\(role.rawValue)) for INFO")
    }
  }

  /// The buckets of `codes`, in their order, by one MGET.
  func bucketValues(_ codes: [String]) throws(Failure) -> [BucketValue] {
    let connection = try redis(.bucket)
    do {
      var words: [any RedisArgument] = ["MGET"]
      words += codes.map(BucketKey.remaining) as [any RedisArgument]
      var values: [BucketValue] = []
      // MGET answers nil for a key of another type as well; such a bucket is missing to a take
      // too, which fails on it. (https://redis.io/docs/latest/commands/mget/)
      for value in try connection.call(words, deadline: deadline).asArray() {
        guard let text = try value.asOptionalString() else {
          values.append(.missing)
          continue
        }
        values.append(Int(text).map(BucketValue.count) ?? .garbage)
      }
      return values
    } catch {
      throw Failure(error, doing: "read the buckets")
    }
  }
}
