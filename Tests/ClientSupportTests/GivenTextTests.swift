import ClientSupport
import Testing

@Suite struct GivenTextTests {
  @Test(arguments: [
    ("redis://:hunter2@cache:6379/0", "redis://***@cache:6379/0"),
    ("redis://:hun@ter2@cache", "redis://***@cache"), ("app:hunter2@cache", "***@cache"),
    ("redis%3A%2F%2F%3Ahunter2%40cache", "redis://***@cache"),
    ("%3Ahunter2%40cache%3A6379", "***@cache:6379"),
    ("cache?password=hunter2&db=1", "cache?password=***&db=1"),
    ("redis://cache?password=hunter2", "redis://cache?password=***"),
    ("host=db password=hunter2 user=app", "host=db password=*** user=app"),
    ("sentinel://:hunter2@a;sentinel://:hunter2@b/m", "sentinel://***@b/m"),
    ("unix://app:hunter2@/run/redis.sock", "unix://***@/run/redis.sock"),
    ("hunter2 is me: redis://x@y", "***@y"), ("/app:hunter2@cache", "***@cache"),
    ("//hunter2@cache", "***@cache"),
  ])
  func `a login does not come through`(value: String, shown: String) {
    #expect(GivenText.shown(value) == shown)
    #expect(GivenText.shown(shown) == shown)
  }

  @Test(arguments: [
    "cache", "rate_limit:redeem", "\\x06\\x16", "0,3,6,9", "/run/secrets/redis",
    "tcp://10.0.0.1:6379",
    "fe80::1%eth0", "100%", "%zz", "", "auth:", "10s",
    "/run/credentials/invitectl@prod.service/db", "./joe@corp.example/ca.pem",
  ])
  func `what can have none stays as it is`(value: String) {
    #expect(GivenText.shown(value) == value)
  }

  @Test(arguments: [
    "cache", "redis_1", "db.example.com", "db.example.com.", "127.0.0.1", "::1", "[::1]",
    "fe80::1%eth0",
    "[fe80::1%eth0]", "::ffff:10.0.0.1", "bücher.example",
  ])
  func `a host is one`(text: String) {
    #expect(GivenText.isHost(text))
  }

  @Test(arguments: [
    "", "redis://cache", ":hunter2@cache", "cache:6379", "redis%3A%2F%2F%3Ahunter2%40cache",
    "hunter2%40cache", "a b", "cache/0", "/run/redis.sock", "user:hunter2", "[::1", "cache?x=1",
    "a:b:hunter2%40cache", "::1%40@cache",
  ])
  func `and what is none is not`(text: String) {
    #expect(!GivenText.isHost(text))
  }

  @Test func `brackets are of URLs`() {
    #expect(GivenText.withoutBrackets("[::1]") == "::1")
    #expect(GivenText.withoutBrackets("cache") == "cache")
    #expect(GivenText.withoutBrackets("[cache]") == "[cache]")
  }
}
