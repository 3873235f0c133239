import CeleryProtocol
import ClientSupport
import Foundation
import InviteOps
import LosslessJSON
import RedisClient
import Synchronization
import TestSupport

/// A peer on the broker that answers remote control with whatever bytes it was told to.
final class ScriptedWorker: Sendable {
  private let answers = Mutex<[String: [[UInt8]]]>([:])
  private let stop = Interrupt()

  /// - Parameter broker: where it listens.
  init(_ broker: RedisEndpoint) throws {
    let keys = BrokerKeys(database: broker.database)
    let subscriber = try RedisSubscriber.connect(broker, deadline: .soon, interrupt: stop)
    // Not the form without a number: that one is every database's, and other tests would count it among
    // their listeners.
    try subscriber.subscribe([keys.controlChannels[0]], deadline: .soon)
    let connection = try TestRedis.connect(broker)
    // The thread alone uses both, and each is let go when it ends.
    nonisolated(unsafe) let ear = subscriber
    nonisolated(unsafe) let mouth = connection
    Thread.detachNewThread { [self] in
      while let message = try? ear.next(deadline: .never) {
        guard let envelope = try? MessageEnvelope(decoding: message.payload),
          let body = try? envelope.bodyJSON(), let method = body["method"]?.string,
          let address = body["reply_to"]?["routing_key"]?.string,
          let ticket = body["ticket"]?.string
        else { continue }
        for value in answers.withLock({ $0[method] ?? [] }) {
          _ = try? mouth.send("LPUSH", keys.replyList(address), Self.reply(value, ticket))
        }
      }
    }
  }

  /// It listens until then.
  func leave() {
    stop.trigger()
  }

  /// What to answer to `method` from now on, one reply for each.
  func answer(_ method: String, with values: [[UInt8]]) {
    answers.withLock { $0[method] = values }
  }

  private static func reply(_ body: [UInt8], _ ticket: String) -> [UInt8] {
    let text = Data(body).base64EncodedString()
    return Array(
      """
      {"body": "\(text)", "content-encoding": "utf-8", "content-type": "application/json", \
      "headers": {"ticket": "\(ticket)", "clock": 1}, "properties": {"delivery_mode": 1, \
      "delivery_info": {"exchange": "reply.invitectl", "routing_key": "x"}, "priority": 0, \
      "body_encoding": "base64", "delivery_tag": "x"}}
      """.utf8)
  }
}
