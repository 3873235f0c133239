internal import ClientSupport
internal import Localization
internal import SocketStream

/// Finds the primary that the sentinels agree on, and connects to it.
///
/// Source: Redis documentation, "Guidelines for Redis clients with support for Redis Sentinel":
/// ask the sentinels in turn, connect to what the first one names, check by ROLE that it is a
/// primary, and begin anew after every lost connection.
struct SentinelConnect {
  private let endpoint: RedisEndpoint
  private let sentinels: RedisSentinels
  private let questions: [RedisCommand]
  private let interrupt: Interrupt?

  init(
    _ endpoint: RedisEndpoint, _ sentinels: RedisSentinels, _ questions: [RedisCommand],
    _ interrupt: Interrupt?
  ) {
    self.endpoint = endpoint
    self.sentinels = sentinels
    self.questions = questions
    self.interrupt = interrupt
  }

  /// During a failover nobody is a primary for a while: then it asks again until the deadline.
  func connect(until deadline: Deadline) throws(RedisError) -> Handshake.Opened {
    while true {
      let address = try primary(until: deadline)
      let why: RedisConnectFailure
      do {
        return try Handshake.open(
          endpoint, at: address, asking: questions, until: share(of: deadline, for: 2),
          interrupt: interrupt, mustBePrimary: true)
      } catch .couldNotConnect(_, .noPrimary(let text)) {
        why = .noPrimary(text)
      } catch .couldNotConnect(_, let failure) {
        // A certificate that is refused now is refused later, too.
        if case .tls(let reason) = failure, reason != .silent {
          throw failed(failure)
        }
        why = .noPrimary("\(failure)")
      } catch .connectionLost(let text) {
        why = .noPrimary(text)
      } catch .server(.loading(let text)) {
        why = .noPrimary(text)
      } catch .server(.masterDown(let text)) {
        why = .noPrimary(text)
      }
      guard SocketWait.pause(.milliseconds(100), interrupt: interrupt) else {
        throw .interrupted
      }
      if deadline.hasPassed { throw failed(why) }
    }
  }

  /// Asks the sentinels in turn.
  private func primary(until deadline: Deadline) throws(RedisError) -> StreamAddress {
    var isUnknown = false
    var last = tr("there is none")
    for (index, host) in sentinels.hosts.enumerated() {
      do {
        // One that is silent must leave time for the others, and for the primary.
        let end = share(of: deadline, for: sentinels.hosts.count - index + 1)
        if let address = try ask(host, until: end) { return address }
        isUnknown = true
      } catch .interrupted {
        throw .interrupted
      } catch .couldNotConnect(_, let failure) {
        last = tr("\(RedisSentinels.shown(host.name)):\(host.port), \(failure)")
      } catch {
        last = tr("\(RedisSentinels.shown(host.name)):\(host.port), \(error)")
      }
    }
    throw failed(isUnknown ? .unknownService(sentinels.service) : .noSentinel(last))
  }

  /// The address that one sentinel names; `nil` when it does not know the service.
  private func ask(
    _ host: RedisSentinels.Host, until deadline: Deadline
  ) throws(RedisError) -> StreamAddress? {
    let transport = try Transport(
      endpoint, at: .tcp(host: host.name, port: host.port), until: deadline, interrupt: interrupt)
    var commands = Handshake.login(sentinels.username, sentinels.password)
    commands.append(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", sentinels.service])
    let replies = try Handshake.say(commands, on: transport, endpoint, until: deadline)
    for reply in replies.dropLast() { _ = try reply.throwingServerError() }
    guard let reply = try replies.last?.throwingServerError(), !reply.isNull else { return nil }
    let parts = try reply.asArray()
    guard parts.count == 2 else {
      throw .unexpectedReply(expected: tr("a host and a port"), got: tr("\(parts.count) values"))
    }
    return .tcp(host: try parts[0].asString(), port: try parts[1].asInteger())
  }

  private func share(of deadline: Deadline, for others: Int) -> Deadline {
    guard let remaining = deadline.remaining else { return .after(.seconds(5)) }
    return deadline.earlier(.after(remaining / others))
  }

  private func failed(_ failure: RedisConnectFailure) -> RedisError {
    .couldNotConnect(endpoint: endpoint.description, failure)
  }
}
