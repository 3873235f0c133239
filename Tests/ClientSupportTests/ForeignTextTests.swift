import ClientSupport
import Testing

@Suite struct ForeignTextTests {
  /// In every notation that servers and workers use, and nested.
  @Test(arguments: [
    "no X for you pass=hunter2", "password: 'hunter2'",
    #"{"sentinel_kwargs": {"password": "hunter2"}}"#,
    "{'sentinel_kwargs': {'password': 'hunter2', 'db': 0}}", "SECRET_KEY: 'it\\'s hunter2'",
    "redis://:hunter2@h:6379/0", "redis://app:hunter2@h/0", "postgres://u:s3c@ret/hunter2@h/d?x=1",
    "sentinel://:hunter2@a:26379;sentinel://:hunter2@b:26379", "https://hunter2@sentry.io/1",
    "amqp://a:1@h//,amqp://a:hunter2@i//", "Authorization: Bearer hunter2",
    "ALTER ROLE app PASSWORD 'hunter2'", "broker_login_token='hunter2", "apiKey=hunter2&x=1",
    "AccountName=a;AccountKey=hunter2;", "credentials: ('app', ['hunter2', {'a': ']hunter2'}])",
    "b'password': b'hunter2'", #""{\"password\": \"hunter2\"}""#, "PGPASSWORD=hunter2",
    "password => hunter2", "fernet-key:hunter2", "https://h/?token=hunter2&b=1",
    "passwords: {'a': 'hunter2'", "password:\thunter2",
  ])
  func `a secret does not come through`(text: String) {
    let shown = ForeignText.withoutSecrets(text)
    #expect(!shown.contains("hunter2"), "\(shown)")
    #expect(shown.contains("***"))
    #expect(ForeignText.withoutSecrets(shown) == shown)
  }

  @Test(arguments: [
    "routing_key: 'invites'", "{'global_keyprefix': 'pfx:', 'visibility_timeout': 3600}",
    "redis://h:6379/0", "password authentication failed for user \"app\"",
    "result_backend: 'redis://localhost:6391/2'", "worker_disable_prefetch: False",
    "WRONGPASS invalid username-password pair or user is disabled.", "password: None",
    "ERR AUTH <password> called without any password configured for the default user",
    "{'app.tasks.reset_password': 5, 'app.tasks.token': {'queue': 'x'}}",
    "task_routes: {'app.auth.login': {'queue': 'auth'}}", "unix:///run/redis.sock?db=1", "",
  ])
  func `what is none stays as it is`(text: String) {
    #expect(ForeignText.withoutSecrets(text) == text)
  }

  @Test func `a URL keeps what may be shown`() {
    #expect(
      ForeignText.withoutSecrets("no way to postgres://app:pw@db:5432/hub, nor redis://:pw@r/0.")
        == "no way to postgres://app:***@db:5432/hub, nor redis://:***@r/0.")
  }

  @Test func `emails, codes and what was given`() {
    let text = "no WELCOME99 for alice@example.com, nor spring for bob@x.org (SQLSTATE P0001)"
    #expect(
      ForeignText.masked(text)
        == "no WELCOME99 for a***e@example.com, nor spring for b***b@x.org (SQLSTATE P0001)")
    #expect(
      ForeignText.masked(text, hidesCodes: true, given: ["spring"])
        == "no WELC****99 for a***e@example.com, nor sp**** for b***b@x.org (SQLSTATE P0****)")
    for shown in ["a***e@example.com", "postgres://u:***@h/d", "redis://***@h", "***@x.com"] {
      #expect(ForeignText.masked(shown, hidesCodes: true) == shown)
    }
  }
}
