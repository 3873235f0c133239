internal import Bzip2
internal import Gzip
internal import InviteDomain
internal import Localization
public import LosslessJSON

extension MessageEnvelope {
  /// The most that a body is unpacked to. An invite takes 300 bytes; what is larger is not read,
  /// whatever it was packed to.
  static let mostUnpacked = 4 << 20

  /// The body as workers understand it: unpacked as `headers.compression` says, then read as the
  /// content type says.
  ///
  /// Source: kombu 5.3 and 5.7, message.py (`compression` before everything else), compression.py
  /// (`application/x-gzip` is a zlib stream without gzip's header; names and their aliases), and
  /// serialization.py (`content_encoding` says nothing where a decoder is registered, and JSON is
  /// always UTF-8).
  public func content() throws(UnreadableMessage) -> JSONValue {
    guard let contentType else { throw .malformed(tr("no content type")) }
    guard contentType == "application/json" else {
      // As text or bytes it is no list of arguments, whoever reads it.
      if contentType == "text/plain" || contentType == "application/data" {
        throw .malformed(tr("the body is \(contentType), not a call"))
      }
      throw .serializer(contentType)
    }
    do {
      return try JSONValue(parsing: try unpacked())
    } catch let error as JSONError {
      switch error.kind {
      case .tooLarge, .tooDeep: throw .tooLarge
      default: throw .malformed(tr("the body is not JSON"))
      }
    } catch let error as UnreadableMessage {
      throw error
    } catch {
      throw .malformed("\(error)")
    }
  }

  private func unpacked() throws(UnreadableMessage) -> [UInt8] {
    guard let compression = headers["compression"], !compression.isFalse else { return body }
    let name = compression.string ?? compression.pythonRepr
    switch name {
    case "application/x-gzip", "gzip", "zlib":
      do throws(GzipError) {
        return try Zlib.decompress(body, limit: Self.mostUnpacked)
      } catch {
        throw error == .tooLarge || error == .outOfMemory ? .tooLarge : .damaged
      }
    case "application/x-bz2", "bzip2", "bzip":
      do throws(Bzip2.Failure) {
        return try Bzip2.decompress(body, limit: Self.mostUnpacked)
      } catch {
        throw error == .tooLarge || error == .outOfMemory ? .tooLarge : .damaged
      }
    default: throw .compression(name)
    }
  }
}

extension JSONValue {
  /// Whether Python takes it for false.
  var isFalse: Bool {
    switch self {
    case .null, .bool(false), .string(""): true
    case .number(let number): number.double == 0
    case .array(let elements): elements.isEmpty
    case .object(let object): object.isEmpty
    case .bool, .string: false
    }
  }
}
