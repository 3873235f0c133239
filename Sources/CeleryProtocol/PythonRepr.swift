internal import LosslessJSON

extension JSONValue {
  /// The value as Celery's `saferepr` shows it, for `argsrepr` and `kwargsrepr`, which logs,
  /// events and monitors print.
  var pythonRepr: String {
    switch self {
    case .null: "None"
    case .bool(let value): value ? "True" : "False"
    case .number(let number): number.literal
    // celery/utils/saferepr.py, _format_chars: always single quotes, only the quote escaped.
    case .string(let text):
      "'" + String(String.UnicodeScalarView(text.unicodeScalars.flatMap(Self.escaped))) + "'"
    case .array(let elements): "[" + elements.map(\.pythonRepr).joined(separator: ", ") + "]"
    case .object(let object):
      "{"
        + object.members.map { JSONValue.string($0.key).pythonRepr + ": " + $0.value.pythonRepr }
        .joined(separator: ", ") + "}"
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    scalar == "'" ? ["\\", "'"] : [scalar]
  }

  /// Positional arguments as Python shows a tuple: `(1,)` has its comma.
  static func pythonTuple(_ elements: [JSONValue]) -> String {
    let inside = elements.map(\.pythonRepr).joined(separator: ", ")
    return elements.count == 1 ? "(\(inside),)" : "(\(inside))"
  }
}
