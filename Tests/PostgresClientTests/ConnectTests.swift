import ClientSupport
import Glibc
import PostgresClient
import TestSupport
import Testing

@Suite struct ConnectTests {
  @Test func `a session says who it is`() throws {
    let connection = try PostgresConnection.connect(Sandbox.postgresOverTCP(), deadline: .soon)
    #expect(connection.parameterStatus("client_encoding") == "UTF8")
    #expect(connection.parameterStatus("no_such_setting") == nil)
    let row = try connection.query(
      """
      SELECT pg_backend_pid() AS pid, current_setting('application_name') AS name,
        current_setting('tcp_keepalives_idle') AS idle,
        current_setting('server_version_num')::int AS version
      """, deadline: .soon
    ).only()
    #expect(try row.int("pid") == connection.backendPID)
    #expect(try row.int("version") == connection.serverVersion)
    #expect(try row.string("name") == "invitectl")
    #expect(PostgresLibrary.version.hasPrefix("1"))
  }

  /// The parameters that make each failure, from a way in that works.
  @Test(arguments: [
    ("host", "no-such-host.invalid", ConnectFailure.Kind.unknownHost),
    ("port", "1", .refused),
    ("password", "wrong-secret", .authenticationFailed),
    ("user", "nobody_such", .authenticationFailed),
    ("password", "", .passwordMissing),
    ("dbname", "no_such_database", .databaseMissing),
    ("sslmode", "require", .tls),
    ("sslmode", "nonsense", .invalidParameters),
    ("target_session_attrs", "standby", .wrongServerRole),
    ("host", "/no/such/directory", .socketMissing),
    ("no_such_keyword", "wrong-secret", .invalidParameters),
  ])
  func `a refused connection has its own kind`(
    keyword: String, value: String, kind: ConnectFailure.Kind
  ) throws {
    let parameters = try Sandbox.postgresOverTCP().with(keyword, value).with(
      "passfile", "/no/such/file")
    do {
      _ = try PostgresConnection.connect(parameters, deadline: .soon)
      Issue.record("connected")
    } catch {
      guard case .couldNotConnect(let failure) = error else { throw error }
      #expect(failure.kind == kind, "\(failure.message)")
      #expect(!"\(error)".contains("secret"))
      #expect(!failure.message.contains("\n"))
      #expect(error.isConnectionGone)
    }
  }

  @Test func `the server's code comes along`() throws {
    do {
      _ = try PostgresConnection.connect(
        Sandbox.postgresOverTCP().with("dbname", "no_such_database"), deadline: .soon)
      Issue.record("connected")
    } catch SQLState.invalidCatalogName {
      // As it should.
    }
  }

  @Test func `something that is no PostgreSQL server is told apart`() throws {
    let listener = try LoopbackListener()
    listener.greet("SSH-2.0-OpenSSH_9.2\r\n")
    let parameters = try Sandbox.postgresOverTCP().with("port", String(listener.port))
    do {
      _ = try PostgresConnection.connect(
        parameters.with("sslmode", "disable"), deadline: .soon)
      Issue.record("connected")
    } catch {
      guard case .couldNotConnect(let failure) = error else { throw error }
      #expect(failure.kind == .notPostgres, "\(failure.message)")
    }
  }

  @Test func `a server without room and one without permission are told apart`() throws {
    let database = try TestDatabase(options: "CONNECTION LIMIT 0")
    let parameters = try Sandbox.postgresOverTCP().with("dbname", database.name)
    #expect(kind(of: parameters) == .tooManyConnections)
    let admin = try Sandbox.connect()
    try admin.execute(
      "ALTER DATABASE \(PostgresIdentifier.quoted(database.name)) CONNECTION LIMIT 9",
      deadline: .soon)
    try admin.execute(
      "REVOKE CONNECT ON DATABASE \(PostgresIdentifier.quoted(database.name)) FROM PUBLIC",
      deadline: .soon)
    #expect(kind(of: parameters) == .notPermitted)
  }

  @Test func `a silent peer runs into the deadline, and an interrupt ends the wait`() throws {
    let listener = try LoopbackListener()
    let parameters = try Sandbox.postgresOverTCP().with("port", String(listener.port))
    #expect(kind(of: parameters, deadline: .after(.milliseconds(200))) == .timedOut)
    let interrupt = Interrupt()
    interrupt.trigger()
    #expect(kind(of: parameters, interrupt: interrupt) == .interrupted)
  }

  @Test func `refused connections free their sockets`() throws {
    let parameters = try Sandbox.postgresOverTCP()
    // The first ones open what stays open, e.g. the resolver's files.
    for _ in 0..<3 { _ = kind(of: parameters.with("password", "x")) }
    let probe = open("/dev/null", O_RDONLY)
    close(probe)
    for _ in 0..<50 { _ = kind(of: parameters.with("password", "x")) }
    let later = open("/dev/null", O_RDONLY)
    close(later)
    // Other tests run beside this one; 50 leaks would show all the same.
    #expect(later < probe + 40)
  }

  private func kind(
    of parameters: ConnectionParameters, deadline: Deadline = .soon, interrupt: Interrupt? = nil
  ) -> ConnectFailure.Kind? {
    do {
      _ = try PostgresConnection.connect(parameters, deadline: deadline, interrupt: interrupt)
      return nil
    } catch {
      guard case .couldNotConnect(let failure) = error else { return nil }
      return failure.kind
    }
  }
}

extension LoopbackListener {
  /// Answers the next connection with `text`, whatever it asks for.
  func greet(_ text: String) {
    let descriptor = descriptor
    later(.zero) {
      let peer = accept(descriptor, nil, nil)
      _ = text.withCString { write(peer, $0, strlen($0)) }
      SocketWait.pause(.seconds(1))
      close(peer)
    }
  }
}
