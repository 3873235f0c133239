internal import CLibpq
internal import ClientSupport
internal import Glibc
internal import SocketStream

/// Finds out why a server's certificate was not accepted.
///
/// libpq 15 says `certificate verify failed` for a stranger's certificate and for an expired one
/// alike (fe-secure-openssl.c, `open_client_SSL`), and what to do about the two is not the same.
/// So the handshake is made once more, with the same authorities, only to hear the reason.
enum CertificateDiagnosis {
  /// `nil` when there is nothing to add to libpq's words.
  static func reason(
    of handle: OpaquePointer, until deadline: Deadline, interrupt: Interrupt?
  ) -> TLSFailure? {
    let name = PQhost(handle).map { String(cString: $0) } ?? ""
    let number = PQhostaddr(handle).map { String(cString: $0) } ?? ""
    let host = number.isEmpty ? name : number
    guard !host.isEmpty, !host.hasPrefix("/"),
      let port = PQport(handle).flatMap({ Int(String(cString: $0)) })
    else { return nil }
    let address = StreamAddress.tcp(host: host, port: port)
    do throws(StreamError) {
      let stream = try ByteStream(address, until: deadline, interrupt: interrupt)
      guard try agree(on: stream, until: deadline) else { return nil }
      try stream.startTLS(settings(of: handle), to: address, until: deadline)
      return nil
    } catch .couldNotConnect(.tls(let failure)) {
      return failure
    } catch {
      return nil
    }
  }

  /// SSLRequest is its length, 8, and the code 80877103; `S` is a yes (protocol documentation,
  /// "Message Formats").
  private static func agree(on stream: ByteStream, until deadline: Deadline) throws(StreamError)
    -> Bool
  {
    guard try stream.send([0, 0, 0, 8, 4, 210, 22, 47]) == 8 else { return false }
    while true {
      guard stream.wait(writing: false, until: deadline) == .readable else { return false }
      if let answer = try stream.receive().first { return answer == UInt8(ascii: "S") }
    }
  }

  /// Without the host: libpq names a wrong one by itself.
  private static func settings(of handle: OpaquePointer) -> TLSSettings {
    var settings = TLSSettings()
    settings.verification = .certificate
    guard let options = PQconninfo(handle) else { return settings }
    defer { PQconninfoFree(options) }
    var option = options
    while let keyword = option.pointee.keyword {
      if strcmp(keyword, "sslrootcert") == 0, let value = option.pointee.val, value.pointee != 0 {
        settings.authorityFile = String(cString: value)
      }
      option += 1
    }
    // libpq-ssl: the default is ~/.postgresql/root.crt.
    if settings.authorityFile == nil, let home = getenv("HOME") {
      settings.authorityFile = String(cString: home) + "/.postgresql/root.crt"
    }
    return settings
  }
}
