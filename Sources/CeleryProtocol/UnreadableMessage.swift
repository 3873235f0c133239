internal import Localization

/// Why the call that a message carries is not known here.
public enum UnreadableMessage: Error, Sendable, Hashable, CustomStringConvertible {
  /// Another serializer than JSON, by its content type.
  case serializer(String)
  /// A compression that is not read here, by the name in `headers.compression`.
  case compression(String)
  /// JSON that is deeper or larger than is read here, or that unpacks to too much.
  case tooLarge
  /// A call inside a call (a chain, a callback, `celery.starmap`) whose arguments are not written
  /// out, or arguments that are no texts.
  case arguments
  /// The body is not what its compression says. Workers drop it.
  case damaged
  /// Celery 5.3 to 5.7 cannot read it either, and why.
  case malformed(String)

  /// Whether a worker may well read it, so that it may be an invite.
  public var mayBeReadByWorkers: Bool {
    switch self {
    case .serializer, .compression, .tooLarge, .arguments: true
    case .damaged, .malformed: false
    }
  }

  /// What it is, to be counted by.
  public var kind: String {
    switch self {
    case .serializer("application/x-python-serialize"): "pickle"
    case .serializer("application/x-yaml"): "YAML"
    case .serializer("application/x-msgpack"): "msgpack"
    case .serializer(let type): type
    case .compression(let name): tr("compressed as \(name)")
    case .tooLarge: tr("larger than is read here")
    case .arguments: tr("arguments that are not written out")
    case .damaged: tr("not in its stated compression")
    case .malformed: tr("malformed")
    }
  }

  public var description: String {
    if case .malformed(let why) = self { why } else { kind }
  }
}
