/// A JSON object that remembers the order of its keys.
///
/// Two objects are equal when they hold the same members, in whatever order. A repeated key is
/// kept when writing and its last value wins when reading, as in Python.
public struct JSONObject: Sendable {
  /// The members as written.
  public private(set) var members: [(key: String, value: JSONValue)]

  public init(_ members: [(key: String, value: JSONValue)] = []) {
    self.members = members
  }

  public var isEmpty: Bool { members.isEmpty }

  public var keys: [String] { members.map(\.key) }

  /// The value of `key`; setting one that is there replaces it where it stands, setting `nil`
  /// removes it.
  public subscript(key: String) -> JSONValue? {
    get { members.last { $0.key == key }?.value }
    set {
      guard let newValue else { return members.removeAll { $0.key == key } }
      if let index = members.lastIndex(where: { $0.key == key }) {
        members[index].value = newValue
      } else {
        members.append((key, newValue))
      }
    }
  }

  package mutating func append(_ key: String, _ value: JSONValue) {
    members.append((key, value))
  }

  var dictionary: [String: JSONValue] {
    Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
  }
}

extension JSONObject: Hashable {
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    a.members.elementsEqual(b.members) { $0.key == $1.key && $0.value == $1.value }
      || a.dictionary == b.dictionary
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(dictionary)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements.map { (key: $0.0, value: $0.1) })
  }
}
