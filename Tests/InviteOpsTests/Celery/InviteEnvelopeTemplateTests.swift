import TestSupport
import Testing

@testable import CeleryProtocol
@testable import InviteOps

@Suite struct InviteEnvelopeTemplateTests {
  @Test(arguments: [nil, 7]) func `gives the very bytes of the long way`(group: Int?) throws {
    var random = SeededGenerator()
    let template = try InviteEnvelopeTemplate(groupID: group, isRebind: false)
    var fast = 0
    for index in 0..<2000 {
      let nasty = random.nastyText(upTo: 12)
      let email = "u\(index)\(nasty)@example.com"
      let code = index.isMultiple(of: 2) ? "CODE\(index)" : "C\(random.nastyText(upTo: 20))"
      let id = "task-\(index)"
      guard
        let task = try? InviteTask(email: email, code: code, groupID: group, id: id),
        let whole = try? task.message().encoded
      else { continue }
      guard let bytes = template.message(email: email, code: code, id: id) else { continue }
      fast += 1
      #expect(bytes == whole, "\(email) \(code)")
    }
    let plain = try InviteTask(email: "a@b.c", code: "X", groupID: group, id: "i")
    #expect(template.message(email: "a@b.c", code: "X", id: "i") == (try plain.message().encoded))
    #expect(fast > 0)
  }

  @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar"])
  func `base64 as RFC 4648 has it`(text: String) {
    let expected = [
      "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
      "foobar": "Zm9vYmFy",
    ]
    #expect(String(decoding: Base64.encoded(Array(text.utf8)), as: UTF8.self) == expected[text])
  }
}
