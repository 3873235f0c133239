internal import CeleryProtocol
internal import InviteDomain
internal import InviteSettings
internal import RedisClient

extension OperationContext {
  /// The names in the configured broker.
  var brokerKeys: BrokerKeys {
    BrokerKeys(
      database: configuration.broker.database, prefix: configuration.brokerKeyPrefix,
      layout: configuration.queueLayout)
  }

  /// The way to ask the workers.
  ///
  /// - Parameters:
  ///   - connection: to the broker.
  ///   - timeout: for one request to Redis; `nil` for the configured one.
  func mailbox(on connection: RedisConnection, timeout: Duration? = nil) -> WorkerMailbox {
    WorkerMailbox(
      connection: connection, keys: brokerKeys, interrupt: interrupt,
      timeout: timeout ?? configuration.timeout)
  }

  /// The same over a connection of its own.
  ///
  /// - Throws: ``Failure`` when the broker cannot be reached.
  func mailbox() throws(Failure) -> WorkerMailbox {
    mailbox(on: try redis(.broker))
  }
}
