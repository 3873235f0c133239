import RedisClient
import SocketStream
import Testing

@Suite struct RedisURLTests {
  @Test(arguments: [
    ("redis://", "redis://localhost:6379/0"),
    ("redis://localhost:6379/0", "redis://localhost:6379/0"),
    ("redis://cache.internal/3", "redis://cache.internal:6379/3"),
    ("REDIS://h:7000?db=5", "redis://h:7000/5"),
    ("redis://h/2?db=5&socket_timeout=3", "redis://h:6379/5"),
    ("redis://h?db=", "redis://h:6379/0"),
    ("redis://:secret@h", "redis://h:6379/0"),
    ("redis://bob:secret@h:1/1", "redis://bob@h:1/1"),
    ("redis://bob%3Asecret@h/1", "redis://***@h:6379/1"),
    ("redis://b%40b:s%3Acret@[::1]:6380/1", "redis://b@b@[::1]:6380/1"),
    ("redis://h?username=eve&password=secret", "redis://eve@h:6379/0"),
    ("unix:///run/redis.sock?db=4", "unix:///run/redis.sock?db=4"),
    ("unix://bob:secret@/run/re%20dis.sock", "unix://bob@/run/re dis.sock?db=0"),
    ("rediss://bob:secret@h/1", "rediss://bob@h:6379/1"),
    ("sentinel://h1,h2:7000,[::1]/mymaster", "sentinel://h1:26379,h2:7000,[::1]:26379/mymaster/0"),
    ("sentinel://bob:secret@h1/m/3?ssl=true", "sentinel://bob@h1:26379/m/3?ssl=true"),
    ("sentinel://h1/m/3?sentinel_password=secret", "sentinel://h1:26379/m/3"),
    ("redis+socket:///run/r.sock?virtual_host=2", "unix:///run/r.sock?db=2"),
    // Celery's list: each URL whole, and the primary's name in its transport options.
    (
      "sentinel://:secret@h1:26379;sentinel://h2:7000;sentinel://h3/m/3",
      "sentinel://h1:26379,h2:7000,h3:26379/m/3"
    ),
    (
      "sentinel://bob:secret@h1/m/1;SENTINEL://bob:secret@h2/m/1",
      "sentinel://bob@h1:26379,h2:26379/m/1"
    ),
    ("sentinel://h1;sentinel://:secret@h2/m?ssl=true", "sentinel://h1:26379,h2:26379/m/0?ssl=true"),
    ("sentinel://:a;b@h1/m", "sentinel://h1:26379/m/0"),
  ]) func `a URL is read as redis-py reads it and shown without its password`(
    url: String, shown: String
  ) throws {
    let endpoint = try RedisEndpoint.parse(url: url)
    #expect(endpoint.description == shown)
    #expect(String(reflecting: endpoint) == shown)
    #expect(!"\(endpoint)".contains("cret"))
  }

  @Test func `what a URL says about TLS beats what is configured, and full checks are the default`()
    throws
  {
    #expect(try RedisEndpoint.parse(url: "redis://h").tls == nil)
    #expect(try RedisEndpoint.parse(url: "rediss://h").tls?.verification == .full)
    var configured = TLSSettings()
    configured.authorityFile = "/a.pem"
    configured.certificateFile = "/c.pem"
    let tls = try RedisEndpoint.parse(
      url: "rediss://h?ssl_ca_certs=/b.pem&ssl_check_hostname=False&ssl_keyfile=/k%20.pem",
      tls: configured
    ).tls
    #expect(tls?.authorityFile == "/b.pem")
    #expect(tls?.certificateFile == "/c.pem")
    #expect(tls?.keyFile == "/k .pem")
    #expect(tls?.verification == .certificate)
    let none = try RedisEndpoint.parse(url: "rediss://h?ssl_cert_reqs=CERT_NONE").tls
    #expect(none?.verification == TLSSettings.Verification.none)
  }

  @Test func `user and password are decoded`() throws {
    let endpoint = try RedisEndpoint.parse(url: "redis://b%40b:s%3A%25%C3%A9@h")
    #expect(endpoint.username == "b@b")
    #expect(endpoint.password == "s:%é")
    let only = try RedisEndpoint.parse(url: "redis://:p%2Fw@h")
    #expect(only.username == nil)
    #expect(only.password == "p/w")
  }

  @Test(arguments: [
    ("amqp://h", RedisURLError.unknownScheme("amqp")),
    ("sentinel://h:26379", .missingService),
    ("sentinel://:pw@h:26379;sentinel://g:26379", .missingService),
    ("sentinel://:pw@h:26379/;sentinel://g:26379/", .missingService),
    ("sentinel://:p/w@h:26379;sentinel://g:26379/m", .badPort),
    ("sentinel://h:26379,g:x/m", .badPort),
    (
      "rediss://h?ssl_cert_reqs=maybe",
      .badTLSOption(name: "ssl_cert_reqs", expected: "none, optional or required")
    ),
    (
      "rediss://h?ssl_check_hostname=2",
      .badTLSOption(name: "ssl_check_hostname", expected: "true or false")
    ),
    ("localhost:6379", .unknownScheme("")),
    ("redis://h:0", .badPort),
    ("redis://h:65536", .badPort),
    ("redis://h:port", .badPort),
    ("redis://h/one", .badDatabase),
    ("redis://h/-1", .badDatabase),
    ("redis://[::1", .malformed(part: "host")),
    ("redis://:%zz@h", .malformed(part: "password")),
    ("redis://:%ff@h", .malformed(part: "password")),
    ("redis://:%4@h", .malformed(part: "password")),
    ("unix://", .missingPath),
    ("redis://:p/w@h/0", .unescapedLogin),
    ("unix://:p/w@/run/redis.sock", .unescapedLogin),
  ]) func `what is not understood is named`(url: String, expected: RedisURLError) {
    #expect(throws: expected) { try RedisEndpoint.parse(url: url) }
  }

  @Test func `no error shows the password`() {
    for url in [
      "redis://:hunter2@h:x", "redis://:hunter2@h/x", "rediss://:hunter2@h/x",
      "sentinel://:hunter2@h/m/x", "x:hunter2", "redis://:hunter2/x@h/0", "redis:///:hunter2@h/0",
      "redis://h/hunter2", "redis://hunter2/x@h", "redis://:6379/hunter2@h/0",
      "unix://:x/hunter2@/s",
      "sentinel://:hunter2@h;sentinel://:hunter2@g", "sentinel://h;sentinel://:hunter2/x@g/m",
      "sentinel://:x/hunter2@h/m/0", "redis://:x@h:hunter2/0", "hunter2!://h",
      "redis://:x@h/0?db=hunter2", "unix://:hunter2/x@/run/redis.sock",
    ] {
      let error = #expect(throws: RedisURLError.self) { try RedisEndpoint.parse(url: url) }
      #expect(!String(describing: error).contains("hunter2"))
    }
  }

  @Test func `another database of the same server is the same server`() throws {
    let one = try RedisEndpoint.parse(url: "redis://:pw@h/0")
    #expect(one.withDatabase(1) != one)
    #expect(one.withDatabase(1).isSameServer(as: one))
    #expect(one.withDatabase(1).password == "pw")
  }
}
