internal import ClientSupport
internal import Localization
internal import SocketStream

/// Makes a connection and says on it what is said first.
enum Handshake {
  /// A connection, and the replies to what was asked on it beside the login.
  typealias Opened = (transport: Transport, answers: [RedisValue])

  static func connect(
    _ endpoint: RedisEndpoint, asking questions: [RedisCommand] = [], until deadline: Deadline,
    interrupt: Interrupt?
  ) throws(RedisError) -> Opened {
    switch endpoint.address {
    case .tcp(let host, let port):
      return try open(
        endpoint, at: .tcp(host: host, port: port), asking: questions, until: deadline,
        interrupt: interrupt)
    case .unix(let path):
      return try open(
        endpoint, at: .unix(path: path), asking: questions, until: deadline, interrupt: interrupt)
    case .sentinel(let sentinels):
      return try SentinelConnect(endpoint, sentinels, questions, interrupt)
        .connect(until: deadline)
    }
  }

  /// Connects to a server, logs in and selects the database.
  ///
  /// - Parameters:
  ///   - questions: commands whose replies, errors included, are the caller's.
  ///   - mustBePrimary: asks for the server's role too, and refuses one that is no primary.
  static func open(
    _ endpoint: RedisEndpoint, at address: StreamAddress, asking questions: [RedisCommand] = [],
    until deadline: Deadline, interrupt: Interrupt?, mustBePrimary: Bool = false
  ) throws(RedisError) -> Opened {
    let transport = try Transport(
      endpoint, at: address, until: deadline, interrupt: interrupt)
    var commands: [RedisCommand] = login(endpoint.username, endpoint.password)
    // Always sent, for database 0 too: its reply shows that a Redis is there and lets us in.
    commands.append(["SELECT", endpoint.database])
    if mustBePrimary { commands.append(["ROLE"]) }
    let own = commands.count
    commands += questions
    let all = try say(commands, on: transport, endpoint, until: deadline)
    let replies = all.prefix(own)
    for reply in replies.dropLast(mustBePrimary ? 1 : 0) { _ = try reply.throwingServerError() }
    // A user who may not ask for the role is let through: a replica refuses to write by itself.
    if mustBePrimary, let parts = try? replies.last?.asArray(),
      let role = try? parts.first?.asString(), role != "master"
    {
      throw .couldNotConnect(
        endpoint: endpoint.description, .noPrimary(tr("the server there is a \(role)")))
    }
    return (transport, Array(all.dropFirst(own)))
  }

  static func login(_ username: String?, _ password: String?) -> [RedisCommand] {
    if let username { return [["AUTH", username, password ?? ""]] }
    if let password { return [["AUTH", password]] }
    return []
  }

  /// Sends commands on a new connection, where no answer means that there is no connection.
  static func say(
    _ commands: [RedisCommand], on transport: Transport, _ endpoint: RedisEndpoint,
    until deadline: Deadline
  ) throws(RedisError) -> [RedisValue] {
    var buffer = CommandBuffer()
    for command in commands { buffer.append(command) }
    do {
      return try transport.exchange(buffer.bytes, replies: commands.count, until: deadline)
    } catch .timedOut {
      throw .couldNotConnect(endpoint: endpoint.description, .timedOut)
    }
  }
}
