internal import CLibpq

/// The connection parameters that the libpq of this machine takes.
enum LibpqKeywords {
  static let known: Set<String> = {
    guard let defaults = PQconndefaults() else { return [] }
    defer { PQconninfoFree(defaults) }
    var names: Set<String> = []
    var option = defaults
    while let keyword = option.pointee.keyword {
      names.insert(String(cString: keyword))
      option += 1
    }
    return names
  }()

  /// E.g. `libpq 15.18`.
  static var library: String { "libpq \(PostgresLibrary.version)" }
}

extension ConnectionParameters {
  /// Whether a keyword can be given: to libpq, or to a newer one in whose place we do what it says, or say
  /// what to write instead.
  public static func knows(_ keyword: String) -> Bool {
    LibpqKeywords.known.contains(keyword) || NewerParameter(rawValue: keyword) != nil
  }

  /// Whether the libpq of this machine takes a keyword itself.
  public static func isTaken(_ keyword: String) -> Bool { LibpqKeywords.known.contains(keyword) }

  /// The keyword that somebody most likely meant who misspelt it; `nil` where none is near.
  public static func nearest(to keyword: String) -> String? {
    let names = LibpqKeywords.known.union(NewerParameter.allCases.map(\.rawValue))
    let word = keyword.lowercased().filter { $0 != "_" && $0 != "-" }
    guard word.count > 2 else { return nil }
    let near = names.map { (name: $0, distance: distance(word, $0.filter { $0 != "_" })) }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    guard let near, near.distance <= (word.count < 6 ? 1 : 2) else { return nil }
    return near.name
  }

  /// How many letters have to be put in, taken out or replaced.
  private static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (letter == other ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }
}
