internal import ClientSupport

/// What is said first on every connection.
enum Handshake {
  static func run(
    _ endpoint: RedisEndpoint, on transport: Transport, until deadline: Deadline
  ) throws(RedisError) {
    var commands: [RedisCommand] = []
    if let username = endpoint.username {
      commands.append(["AUTH", username, endpoint.password ?? ""])
    } else if let password = endpoint.password {
      commands.append(["AUTH", password])
    }
    // Always sent, for database 0 too: its reply shows that a Redis is there and lets us in.
    commands.append(["SELECT", endpoint.database])
    var buffer = CommandBuffer()
    for command in commands { buffer.append(command) }
    let replies: [RedisValue]
    do {
      replies = try transport.exchange(
        buffer.bytes, replies: commands.count, until: deadline)
    } catch .timedOut {
      throw .couldNotConnect(endpoint: endpoint.description, .timedOut)
    }
    for reply in replies { _ = try reply.throwingServerError() }
  }
}
