import PostgresClient
import Testing

@Suite struct ConnectionParametersTests {
  @Test func `a URI is taken apart`() throws {
    let parsed = try ConnectionParameters.parse(
      "postgresql://ann:p%40ss@db.example:5433/invites?sslmode=require")
    #expect(parsed["host"] == "db.example")
    #expect(parsed["port"] == "5433")
    #expect(parsed["user"] == "ann")
    #expect(parsed["password"] == "p@ss")
    #expect(parsed["dbname"] == "invites")
    #expect(parsed["sslmode"] == "require")
    #expect(parsed.with("port", nil)["port"] == nil)
  }

  @Test func `a keyword string is taken apart`() throws {
    let parsed = try ConnectionParameters.parse("host=/run/pg dbname='my db' password='a b'")
    #expect(parsed["host"] == "/run/pg")
    #expect(parsed["dbname"] == "my db")
  }

  @Test(arguments: [
    "postgresql://ann:se/cret@db/invites",
    "postgresql://ann:secret@db/invites?sslmode", "postgresql://ann:secret@db:x/invites",
    "postgresql://ann:secret%zz@db/x", "host=db password='secret", "host=db secret",
    "postgresql://ann@[secret/x", "postgresql://ann:%00secret@db/x", "host=db \"secret\"=1",
  ])
  func `a malformed string is refused without quoting it`(text: String) throws {
    do {
      let parsed = try ConnectionParameters.parse(text)
      Issue.record("accepted, as \(parsed)")
    } catch {
      guard case .couldNotConnect(let failure) = error else { throw error }
      #expect(failure.kind == .invalidParameters)
      #expect(!"\(error) \(error.fullDescription)".contains("cret"))
    }
  }

  /// Whoever puts a URL where a host or a database belongs has its password shown by nobody.
  @Test(arguments: [
    ("host", "app:secret@db", "host ***@db"),
    ("host", "postgresql://app:secret@db/hub", "host postgresql://***@db/hub"),
    ("dbname", "postgresql://app:secret@db/hub", "database postgresql://***@db/hub"),
    ("host", "/run/pg", "host /run/pg"), ("user", "app@tenant", "user app@tenant"),
  ])
  func `no description shows a login`(keyword: String, value: String, shown: String) {
    #expect(ConnectionParameters([keyword: value]).description == shown)
  }

  @Test func `no failure quotes a host that is none`() throws {
    let failure = failure(ConnectionParameters(["host": "app:se cret/x@no-such-host.invalid"]))
    #expect(failure?.kind == .unknownHost)
    #expect(failure?.message.contains("cret") == false, "\(failure?.message ?? "")")
    #expect(failure?.target.contains("cret") == false, "\(failure?.target ?? "")")
  }

  @Test func `no description shows the password`() throws {
    let parsed = try ConnectionParameters.parse(
      "postgresql://ann:secret@db:1/invites?sslpassword=secret&options=secret")
    var dumped = ""
    dump(parsed, to: &dumped)
    #expect(!"\(parsed) \(String(reflecting: parsed)) \(dumped)".contains("secret"))
    #expect(parsed.description == "host db, port 1, user ann, database invites")
  }
}
