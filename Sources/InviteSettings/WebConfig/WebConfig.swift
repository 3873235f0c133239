package import InviteDomain
internal import Localization
package import PasswordHash

/// Who may ask a web server of ours, and how: the web configuration file of Prometheus' exporters.
///
/// (https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md)
package struct WebConfig: Sendable, Equatable {
  package enum ClientCertificates: Sendable {
    case none, checkedIfGiven, required
  }

  package enum Version: Int, Sendable {
    case tls12 = 12
    case tls13 = 13
  }

  /// Paths are as the file has them, those that are relative taken from its directory.
  package struct TLS: Sendable, Equatable {
    package var certificateFile: String
    package var keyFile: String
    package var clientAuthorityFile: String?
    package var clientCertificates = ClientCertificates.none
    package var minimum = Version.tls12
    package var maximum = Version.tls13
  }

  package struct Header: Sendable, Equatable {
    package let name: String
    package let value: String
  }

  /// `nil` for plain HTTP.
  package var tls: TLS?
  /// Of every answer.
  package var headers: [Header] = []
  /// By name. Without any nobody is asked who he is.
  package var users: [String: BcryptHash] = [:]

  /// Each login takes so long; more than this, and one at a time, nobody would get in.
  static let mostCost = 16

  /// - Parameter path: whose bytes these are.
  /// - Throws: ``Failure`` of kind `usage`, with the line.
  package init(_ bytes: [UInt8], path: String) throws(Failure) {
    let text = try TextFile.utf8(bytes, name: path)
    do {
      self = try WebConfigReader(path: path).read(PlainYAML.parse(text))
    } catch {
      throw Failure(
        .usage, tr("\(path) line \(error.line): \(error.why)"),
        hint: tr("docs/monitoring.md says what is read of a web configuration file"))
    }
  }

  init() {}
}
