import CeleryProtocol
import InviteOps
import LosslessJSON
import Testing

/// What a call names that is not understood: it may be an invite under another name.
@Suite struct CallMentionsTests {
  private func words(
    _ name: String, _ body: String, type: String = "application/json",
    repr: (String, String)? = nil
  ) throws -> Set<String> {
    var envelope = try InviteTask(email: "a@x.com", code: "A").message().envelope
    envelope.headers["task"] = .string(name)
    envelope.contentType = type
    envelope.body = Array(body.utf8)
    envelope.headers["argsrepr"] = repr.map { .string($0.0) } ?? "()"
    envelope.headers["kwargsrepr"] = repr.map { .string($0.1) } ?? "{}"
    return try QueuedTask(MessageEnvelope(decoding: envelope.encoded)).mentions().words
  }

  @Test(
    arguments: [
      ("app.tasks.process_invite_task", #"[[], {"email": "p@x.com", "redeem_code": "evx1"}, {}]"#),
      ("app.tasks.process_invite_task", #"[["p@x.com", "evx1"], {}, {}]"#),
      ("app.wrapper", #"[[{"invite": {"to": ["p@x.com"], "code": "evx1"}}], {}, {}]"#),
      ("app.batch", #"[[["q@x.com", "B"], ["p@x.com", "evx1"]], {}, {}]"#),
      ("app.batch", #"[["{\"email\": \"p@x\u002ecom\", \"code\": \"evx1\"}"], {}, {}]"#),
      ("app.csv", #"[["name;p@x.com;evx1\nother;q@x.com;B"], {}, {}]"#),
      ("app.mail", #"[["Pia <p@x.com>", "/redeem?code=evx1"], {}, {}]"#),
      // A later revision's names of the parameters; and without a code by a name that is known.
      (InviteTask.name, #"[[], {"user_email": "p@x.com", "redeem_code": "evx1"}, {}]"#),
      (InviteTask.name, #"[[], {"email": "p@x.com", "code": "evx1"}, {}]"#),
      (
        "celery.group",
        #"[[], {"tasks": [{"task": "app.other", "args": ["p@x.com", "evx1"], "kwargs": {}}]}, {}]"#
      ),
      (
        "celery.starmap",
        #"[[], {"task": {"task": "app.other", "args": []}, "it": [["p@x.com", "evx1"]]}, {}]"#
      ),
      (
        "app.tasks_celery.sync_redeem_count_task",
        #"[["B"], {}, {"callbacks": [{"task": "app.other", "args": ["p@x.com", "evx1"]}]}]"#
      ),
    ])
  func `a call that is not known names whom it may invite`(name: String, body: String) throws {
    #expect(try words(name, body).isSuperset(of: ["p@x.com", "evx1"]))
  }

  @Test(
    arguments: [
      (InviteTask.name, #"[["p@x.com", "evx1"], {}, {}]"#),
      (InviteTask.name, #"[[], {}, {}]"#),
      ("app.tasks_celery.sync_redeem_count_task", #"[["evx1"], {}, {}]"#),
      ("app.tasks_celery.send_bulk_email_chunk", #"[[{"to": ["p@x.com"]}], {}, {}]"#),
      ("celery.backend_cleanup", #"[["p@x.com"], {}, {}]"#),
      (
        "celery.group",
        #"[[{"task": "app.tasks_celery.process_invite_task", "args": ["p@x.com", "A"]}], {}, {}]"#
      ),
    ])
  func `what is known names nobody else`(name: String, body: String) throws {
    #expect(try words(name, body) == [])
  }

  @Test func `an email with a quote or a slash is found whole`() throws {
    let email = #"o'neil/a=b@x.com"#
    for text in [email, "\"\(email)\"", "['\(email)', 'x']", "to: \(email), from: me"] {
      let body = JSONValue.array([[.string(text)], [:], [:]]).pythonJSON
      #expect(try words("app.x", String(decoding: body, as: UTF8.self)).contains(email), "\(text)")
    }
  }

  @Test func `of one that cannot be read the repr tells, where it is whole`() throws {
    let pickle = "application/x-python-serialize"
    #expect(
      try words("app.x", "?", type: pickle, repr: ("('p@x.com', 'evx1')", "{'n': 1}"))
        .isSuperset(of: ["p@x.com", "evx1"]))
    #expect(try words("app.x", "?", type: pickle, repr: ("()", "{}")).isDisjoint(with: ["p@x.com"]))
    for repr in [("('p@x.c...", "{}"), ("()", "{'a': [...]}"), ("<hidden>", "{}"), ("()", "***")] {
      #expect(throws: UnreadableMessage.serializer(pickle)) {
        try words("app.x", "?", type: pickle, repr: repr)
      }
    }
  }
}
