import CeleryProtocol
import InviteOps
import RedisClient
import TestSupport
import Testing

/// Messages that the real Celery wrote, read by us.
@Suite struct CeleryMessageTests {
  private typealias Call = CeleryPublisher.Call

  private func published(
    _ calls: [CeleryPublisher.Call], _ version: CeleryWorker.Version
  ) async throws -> [MessageEnvelope] {
    let redis = try TestRedis()
    try await CeleryPublisher.publish(calls, on: redis, version: version)
    return try TestRedis.connect(redis.broker).send("LRANGE", "invites\u{06}\u{16}3", 0, -1)
      .asArray().reversed().map { try MessageEnvelope(decoding: $0.asBytes()) }
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `protocol, compression and the way of arguments make no difference`(
    version: CeleryWorker.Version
  ) async throws {
    let forms = ["plain", "zlib", "gzip", "bzip2", "protocol1", "protocol1-zlib"]
    var calls: [Call] = []
    for form in forms {
      for positional in [false, true] {
        var call = Call("\(form)@Example.com", "Code-中\(calls.count)", form: form)
        call.positional = positional
        calls.append(call)
      }
    }
    let envelopes = try await published(calls, version)
    try #require(envelopes.count == calls.count)
    for (call, envelope) in zip(calls, envelopes) {
      let task = QueuedTask(envelope)
      #expect(QueuedTask.defect(of: envelope) == nil, "\(call.form)")
      #expect(task.name == InviteTask.name)
      #expect(task.id?.isEmpty == false)
      let invites = try task.invites()
      #expect(invites.map(\.email) == [call.email])
      #expect(invites.map(\.code) == [call.code])
      #expect(invites.map(\.isRebind) == [false])
    }
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `an invite in a chain or a callback is one`(version: CeleryWorker.Version) async throws {
    let envelopes = try await published(
      [Call("a@x.com", "A", form: "chain"), Call("b@x.com", "B", form: "callback")], version)
    let invites = try envelopes.map { try QueuedTask($0).invites() }
    #expect(invites.map { $0.map(\.email) } == [["a@x.com"], ["b@x.com"]])
  }

  @Test(
    arguments: CeleryWorker.Version.allCases,
    [
      ("pickle", "pickle"), ("pickle-protocol1", "pickle"),
      ("lzma", "compressed as application/x-lzma"),
      ("starmap", "arguments that are not written out"),
    ])
  func `what only Celery can read is no poison and no evidence`(
    version: CeleryWorker.Version, form: (name: String, kind: String)
  ) async throws {
    let envelope = try #require(
      try await published([Call("a@x.com", "A", form: form.name)], version).first)
    #expect(QueuedTask.defect(of: envelope) == nil)
    do throws(UnreadableMessage) {
      let invites = try QueuedTask(envelope).invites()
      Issue.record("read as \(invites)")
    } catch {
      #expect(error.kind == form.kind)
      #expect(error.mayBeReadByWorkers)
    }
  }
}
