import InviteDomain
import PostgresClient
import Testing

@testable import InviteOps
@testable import InviteSettings

/// Database URLs as SQLAlchemy has them, for libpq.
@Suite struct DatabaseURLTests {
  private func parse(_ url: String) throws -> ConnectionParameters {
    let configuration = try InviteConfiguration(
      SettingSources(environment: ["DATABASE_URL": url], workingDirectory: "/"))
    return try #require(configuration.database)
  }

  @Test(arguments: [
    ("postgresql://u@/d?host=A:1&host=B:2", "A,B", "1,2"),
    ("postgresql+psycopg2://u@/d?host=A:1&host=B&host=C:3", "A,B,C", "1,,3"),
    ("postgresql://u@/d?host=A,B&port=1,2", "A,B", "1,2"),
    ("postgresql://u@/d?host=A,B&port=1&port=2", "A,B", "1,2"),
    ("postgresql://u@/d?host=A&host=B&port=7", "A,B", "7"),
    ("postgresql://u@/d?host=A:7", "A", "7"),
    ("postgresql://u@/d?host=A:", "A", ""), ("postgresql://u@/d?host=/run/pg:x", "/run/pg:x", nil),
    ("postgresql://u@/d?host=/run/pg:1&host=%5B::1%5D:2", "/run/pg,::1", "1,2"),
    ("postgresql://u@h:9/d?host=A:1&host=B:2", "A,B", "1,2"),
    ("postgresql://u@A:1,B:2/d", "A,B", "1,2"),
    ("postgresql://u@/d?host=/run/pg", "/run/pg", nil),
  ])
  func `several hosts`(url: String, hosts: String, ports: String?) throws {
    let parsed = try parse(url)
    #expect(parsed["host"] == hosts)
    #expect(parsed["port"] ?? "" == ports ?? "")
    #expect(parsed["user"] == "u" && parsed["dbname"] == "d")
  }

  @Test func `a query is a form's: a plus is a space`() throws {
    let parsed = try parse(
      "postgresql://u:a+b@h/d?options=-c+search_path%3Dapp%2Cpublic&application_name=x%2By")
    #expect(parsed["options"] == "-c search_path=app,public")
    #expect(parsed["application_name"] == "x+y")
    #expect(parsed["password"] == "a+b")
    // A password with what begins a query elsewhere.
    #expect(try parse("postgresql://u:a?b+c=d&e@h/d")["password"] == "a?b+c=d&e")
  }

  /// It is a URL by how it begins, and not by what a password has in it.
  @Test(arguments: ["a://b", "://", "postgresql://x", "a://b/c@d@e", "'a://b c'"])
  func `a password of keywords may look like a URL`(password: String) throws {
    for more in ["", " load_balance_hosts=disable"] {
      let parsed = try parse("host=h user=u password=\(password)\(more) dbname=d")
      #expect(parsed["password"] == password.filter { $0 != "'" })
      #expect(parsed["host"] == "h" && parsed["user"] == "u" && parsed["dbname"] == "d")
    }
  }

  @Test(arguments: [
    "host=h password=s3cret://x dbname", "u:s3cret://h/d",
    "u s3cret://h/d?sslmode=require", "s3cret_://h/d", "host=h password='s3cret://x",
    "host=h password=s3cret://x sslnegotiation=direct", "host=h password=s3cret://x port=x",
  ])
  func `of what cannot be read no word is repeated`(text: String) {
    let failure = #expect(throws: Failure.self) { try parse(text) }
    #expect(failure?.message.contains("s3cret") == false, "\(failure?.message ?? "")")
    #expect(failure?.kind == .usage)
  }

  @Test(arguments: [
    ("host=A:1&host=B:x", "HOST:PORT"), ("host=A:1&host=B:2&port=3", "beside them"),
    ("host=A,B&port=1,2,3", "2 hosts and 3 ports"),
    ("sslmode=require&sslmode=disable", "given twice"),
    ("host=::1&host=B:2", "brackets"), ("options=%zz", "two digits"), ("sslmode", "no value"),
    ("sslnegotiation=direct", "direct needs sslmode"),
  ])
  func `what contradicts itself is refused`(query: String, words: String) {
    let failure = #expect(throws: Failure.self) { try parse("postgresql://u:s3cret@h/d?\(query)") }
    #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    #expect(failure?.message.contains("s3cret") == false)
  }

  @Test(arguments: [
    ("sslrootcrt=x", "'sslrootcrt'", "did you mean sslrootcert?"),
    ("ssl_mode=require", "'ssl_mode'", "did you mean sslmode?"),
    ("schema=app", "'schema'", "options=-c%20search_path%3DSCHEMA"),
    ("currentSchema=app", "'currentSchema'", "options=-c%20search_path%3DSCHEMA"),
    ("pool_size=5", "'pool_size'", "leave it out"), ("username=x", "'username'", "write user"),
    ("statement_timeout=5s", "'statement_timeout'", "options=-c%20statement_timeout%3DVALUE"),
    ("nosuch=s3cret", "'nosuch'", "leave it out"), ("%22s3%20cret=1", "'…'", "leave it out"),
  ])
  func `what is no parameter is named, with what to write instead`(
    query: String, name: String, hint: String
  ) {
    let failure = #expect(throws: Failure.self) { try parse("postgresql://u@h/d?\(query)") }
    #expect(failure?.message.contains(name) == true, "\(failure?.message ?? "")")
    #expect(failure?.hint?.contains(hint) == true, "\(failure?.hint ?? "")")
    #expect("\(failure?.message ?? "") \(failure?.hint ?? "")".contains("s3") == false)
  }
}
