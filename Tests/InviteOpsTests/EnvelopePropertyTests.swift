import TestSupport
import Testing

@testable import CeleryProtocol
@testable import InviteDomain
@testable import InviteOps
@testable import LosslessJSON

/// Whatever is typed, either it is refused or the message has everything that workers need.
@Suite struct EnvelopePropertyTests {
  @Test func `no malformed envelope can be produced`() throws {
    var random = SeededGenerator()
    let messages = InviteMessages(headers: [:])
    var (built, refused) = (0, 0)
    for index in 0..<5000 {
      let code = Self.text(&random)
      let email = index.isMultiple(of: 3) ? Self.text(&random) : Self.text(&random) + "@example.com"
      let id: String? = index.isMultiple(of: 5) ? Self.text(&random) : nil
      let bytes: [UInt8]
      let request: RedeemRequest
      do throws(Failure) {
        request = try RedeemRequest(code: code, email: email, taskID: id)
      } catch {
        refused += 1
        continue
      }
      do throws(TaskMessageError) {
        bytes = try messages.encoded(request, Self.facts(request.code, group: index % 3))
      } catch {
        refused += 1
        continue
      }
      built += 1
      let envelope = try MessageEnvelope(decoding: bytes)
      #expect(envelope.headers["id"]?.string == request.taskID)
      #expect(envelope.headers["task"]?.string == "app.tasks_celery.process_invite_task")
      #expect(envelope.contentType == "application/json")
      #expect(envelope.deliveryTag?.isEmpty == false)
      #expect(envelope.exchange == "")
      #expect(envelope.routingKey == "invites")
      #expect(envelope.priority == 5)
      let body = try #require(try envelope.bodyJSON().array)
      #expect(body.count == 3)
      #expect(body[1]["email"]?.string == request.email)
      #expect(body[1]["redeem_code"]?.string == request.code)
      for value in [request.email, request.code, request.taskID] {
        #expect(!value.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
      }
      // ASCII alone goes over the wire, as Python's json writes it.
      #expect(bytes.allSatisfy { (0x20..<0x7F).contains($0) })
    }
    #expect(built > 500)
    #expect(refused > 500)
  }

  @Test(arguments: [
    "a\u{0}@example.com", String(repeating: "e", count: 10_240) + "@example.com", "\u{1b}[31m@b.c",
  ]) func `NUL, control characters and 10 kB emails are refused`(email: String) {
    #expect(throws: Failure.self) { try RedeemRequest(code: "A", email: email) }
  }

  @Test func `emoji and quotes are carried whole`() throws {
    let request = try RedeemRequest(code: "🎟'\"\\", email: "💌'{}@exämple.com")
    let facts = Self.facts(request.code, group: 0)
    let bytes = try InviteMessages(headers: [:]).encoded(request, facts)
    let kwargs = try MessageEnvelope(decoding: bytes).bodyJSON()[1]
    #expect(kwargs?["email"]?.string == "💌'{}@exämple.com")
    #expect(kwargs?["redeem_code"]?.string == "🎟'\"\\")
  }

  private static func text(_ random: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: random.nastyText(upTo: 20)
    case 1: "code\(UInt16.random(in: 0...999, using: &random))"
    case 2: String(repeating: "x", count: Int.random(in: 0...120, using: &random))
    default:
      String(
        (0..<Int.random(in: 1...6, using: &random)).map { _ in
          Character(
            Unicode.Scalar(UInt32.random(in: 0x20...0xD7FF, using: &random)) ?? "?")
        })
    }
  }

  private static func facts(_ code: String, group: Int) -> CodeFacts {
    CodeFacts(
      id: 1, code: code, type: "DIRECT", maxUses: 5, usedCount: 0, isActive: true,
      groupID: group == 0 ? nil : group, validityDays: nil, boundEmail: nil, expiresAt: nil,
      activatedAt: nil, isExpired: false, isUserExpired: false)
  }
}
