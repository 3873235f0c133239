import Foundation
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// URLs and passwords as live systems give them, on real servers and beside SQLAlchemy.
@Suite struct ConnectionFormTests {
  /// What `doctor` says of PostgreSQL.
  private func postgres(_ environment: [String: String]) async throws -> (String?, String) {
    let result = try await CommandRun.invitectl(
      ["doctor", "--only", "postgres", "-o", "json"], environment: environment)
    let check = try? JSONValue(parsing: result.output)["checks"]?.array?.first
    return (check?["verdict"]?.string, result.output + result.errors)
  }

  /// What SQLAlchemy gets as the answer to a question, by the same URL.
  private func sqlalchemy(_ url: String, _ sql: String) async throws -> String {
    let program = """
      import sys, sqlalchemy
      engine = sqlalchemy.create_engine(sys.argv[1], poolclass=sqlalchemy.pool.NullPool)
      with engine.connect() as connection:
          print(connection.execute(sqlalchemy.text(sys.argv[2])).scalar())
      """
    let result = try await PythonPeer.run(["-c", program, url, sql])
    return result.output + result.errors.suffix(500)
  }

  @Test(arguments: [
    "host=127.0.0.1:1&host=127.0.0.1:PORT", "host=127.0.0.1:PORT&host=127.0.0.1:1",
    "host=127.0.0.1,127.0.0.1&port=1,PORT", "host=127.0.0.1&port=PORT", "host=127.0.0.1:PORT",
    "host=127.0.0.1:1&host=127.0.0.1:PORT&target_session_attrs=read-write",
  ])
  func `of several hosts the one that lives is found, as SQLAlchemy finds it`(
    query: String
  ) async throws {
    let tcp = try Sandbox.postgresOverTCP()
    let login = "\(tcp["user"] ?? ""):\(tcp["password"] ?? "")"
    let items = query.replacing("PORT", with: tcp["port"] ?? "")
    let url = "postgresql+psycopg2://\(login)@/postgres?\(items)"
    #expect(try await sqlalchemy(url, "SELECT 42").hasPrefix("42"))
    let (verdict, text) = try await postgres(["DATABASE_URL": url])
    #expect(verdict == "pass", "\(text)")
  }

  @Test func `options of a form lead to Alembic's record`() async throws {
    let database = try TestDatabase.inviteHub(indexes: false)
    try database.run("CREATE SCHEMA app; ALTER TABLE alembic_version SET SCHEMA app")
    let url =
      database.url().replacing("postgresql:", with: "postgresql+psycopg2:")
      + "&options=-c+search_path%3Dapp%2Cpublic"
    #expect(
      try await sqlalchemy(url, "SELECT version_num FROM alembic_version")
        .hasPrefix("006_add_commercial_fields"))
    let status = try await CommandRun.invitectl(
      ["migrate", "status", "-o", "json"], environment: ["DATABASE_URL": url])
    #expect(
      try JSONValue(parsing: status.output)["version_table"]?.string == "app.alembic_version",
      "\(status.output)\(status.errors)")
  }

  @Test(arguments: [
    ("require_auth=password", "require_auth", "channel_binding"),
    ("sslrootcrt=x", "'sslrootcrt'", "did you mean sslrootcert?"),
    ("search_path=app", "'search_path'", "write options="),
  ])
  func `what cannot be done is named with what to write instead`(
    query: String, name: String, instead: String
  ) async throws {
    // A libpq that knows a parameter holds the server to it.
    if query.hasPrefix("require_auth"), ConnectionParameters.isTaken("require_auth") { return }
    let database = try TestDatabase()
    let result = try await CommandRun.invitectl(
      ["doctor", "--only", "postgres"], environment: ["DATABASE_URL": database.url() + "&\(query)"])
    #expect(result.exitCode == 2)
    #expect(result.errors.contains(name) && result.errors.contains(instead), "\(result.errors)")
  }

  @Test(arguments: [
    "sslmode=require&sslnegotiation=direct", "load_balance_hosts=random", "sslmode=verify-full",
    "sslrootcert=system", "sslmode=verify-full&sslrootcert=system",
  ])
  func `TLS as newer versions of libpq have it`(query: String) async throws {
    let certificates = try TestCertificates()
    let pair = try certificates.issue("server")
    try certificates.giveToPostgres(pair)
    let server = try PrivatePostgres(settings: [
      "listen_addresses": "127.0.0.1", "ssl": "on", "ssl_cert_file": pair.certificate,
      "ssl_key_file": pair.key,
    ])
    let port = server.parameters["port"] ?? ""
    let url = "postgresql://postgres@localhost:\(port)/postgres?hostaddr=127.0.0.1&\(query)"
    // The authorities that the system trusts are those that OpenSSL is told of.
    let folder = try TemporaryFolder()
    let (verdict, text) = try await postgres([
      "DATABASE_URL": url, "SSL_CERT_FILE": certificates.authority, "HOME": folder.path,
    ])
    if query == "sslmode=verify-full" {
      #expect(verdict == "fail")
      #expect(
        text.contains("\(folder.path)/.postgresql/root.crt") && text.contains("Either provide"),
        "\(text)")
    } else {
      #expect(verdict == "pass", "\(text)")
    }
  }

  @Test func `PostgreSQL's password comes from a file`() async throws {
    let tcp = try Sandbox.postgresOverTCP()
    let folder = try TemporaryFolder()
    let file = folder.file("password")
    try Data("\(tcp["password"] ?? "")\n".utf8).write(to: URL(filePath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file)
    var environment = [
      "DATABASE_URL":
        "postgresql://\(tcp["user"] ?? "")@127.0.0.1:\(tcp["port"] ?? "")/postgres",
      "PGPASSWORD": "wrong",
    ]
    let wrong = try await postgres(environment)
    #expect(wrong.0 == "fail", "\(wrong.1)")
    #expect(wrong.1.contains("which came from PGPASSWORD;"), "\(wrong.1)")
    environment["INVITECTL_DATABASE_PASSWORD_FILE"] = file
    let right = try await postgres(environment)
    #expect(right.0 == "pass", "\(right.1)")
    #expect(!right.1.contains(tcp["password"] ?? "?") && right.1.contains(file))
    // As from a configuration file.
    let config = folder.file("config.json")
    try Data(#"{"database": {"passwordFile": "\#(file)"}}"#.utf8).write(to: URL(filePath: config))
    environment["INVITECTL_DATABASE_PASSWORD_FILE"] = nil
    let named = try await CommandRun.invitectl(
      ["doctor", "--only", "postgres", "--config", config], environment: environment)
    #expect(named.exitCode == 0, "\(named.output)\(named.errors)")
    try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: file)
    let open = try await CommandRun.invitectl(
      ["doctor", "--config", config], environment: environment)
    #expect(open.exitCode == 2)
    #expect(
      open.errors.contains("database.passwordFile") && open.errors.contains("written by others"),
      "\(open.errors)")
  }

  /// A password that the server does not take is not shown; where it came from is.
  @Test func `of a wrong password its file is named`() async throws {
    let tcp = try Sandbox.postgresOverTCP()
    let folder = try TemporaryFolder()
    let file = folder.file("password")
    let user = tcp["user"] ?? ""
    let server = "127.0.0.1:\(tcp["port"] ?? "")"
    func write(_ text: String) throws {
      try Data(text.utf8).write(to: URL(filePath: file))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    }
    try write("s3cret word\n")
    let named = try await postgres([
      "DATABASE_URL": "postgresql://\(user)@\(server)/postgres",
      "INVITECTL_DATABASE_PASSWORD_FILE": file,
    ])
    #expect(named.0 == "fail")
    #expect(named.1.contains("which came from \(file) (database.passwordFile);"), "\(named.1)")
    let url = try await postgres(["DATABASE_URL": "postgresql://\(user):s3cret@\(server)/postgres"])
    #expect(url.1.contains("which came from the database URL;"), "\(url.1)")
    try write("\(server):*:\(user):s3cret word\n")
    let passfile = try await postgres([
      "DATABASE_URL": "postgresql://\(user)@\(server)/postgres", "PGPASSFILE": file,
    ])
    #expect(passfile.1.contains("which came from the password file \(file);"), "\(passfile.1)")
    for text in [named.1, url.1, passfile.1] { #expect(!text.contains("s3cret"), "\(text)") }
    let redis = try PrivateRedis(["--requirepass", "s3cret word"], tcp: true)
    try write("wr0ng\n")
    let refused = try await CommandRun.invitectl(
      ["doctor", "--only", "redis"],
      environment: ["REDIS_URL": "\(redis.tcpEndpoint())", "INVITECTL_REDIS_PASSWORD_FILE": file])
    #expect(
      refused.output.contains("which came from \(file) (redis.passwordFile)"), "\(refused.output)")
    #expect(!refused.output.contains("wr0ng"))
  }

  @Test func `Redis' password comes from a file`() async throws {
    let server = try PrivateRedis(["--requirepass", "s3cret word"], tcp: true)
    let folder = try TemporaryFolder()
    let file = folder.file("password")
    try Data("s3cret word".utf8).write(to: URL(filePath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file)
    var environment = ["REDIS_URL": "\(server.tcpEndpoint())"]
    let arguments = ["doctor", "--only", "redis", "--only", "broker", "--only", "results"]
    #expect(try await CommandRun.invitectl(arguments, environment: environment).exitCode == 1)
    environment["INVITECTL_REDIS_PASSWORD_FILE"] = file
    let result = try await CommandRun.invitectl(arguments, environment: environment)
    #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
    #expect(!result.output.contains("s3cret"))
  }
}
