internal import LosslessJSON

/// How much of what its command is for a run is about. Only a whole run says how things stand: what
/// watches the last one must not be calmed by a look at one code.
enum RunExtent {
  case whole
  /// Things that were named, so many, and which where the arguments do not show it: those are masked. No
  /// emails and no codes.
  case chosen(Int, of: JSONObject = [:])
  /// A part of a run of this other command.
  case part(of: String)

  /// What is to be seen of it in the run's record from its beginning, a JSON object.
  var detail: String {
    switch self {
    case .whole: "{}"
    case .chosen(let count, let names): Self.detail(count, names)
    case .part(let command): "{\"extent\":\"\(command)\"}"
    }
  }

  private static func detail(_ count: Int, _ names: JSONObject) -> String {
    var members: [(key: String, value: JSONValue)] = [
      (key: "extent", value: "chosen"), (key: "chosen", value: .int(count)),
    ]
    for (key, value) in names.members { members.append((key: key, value: value)) }
    let text = String(decoding: JSONValue.object(JSONObject(members)).pythonJSON, as: UTF8.self)
    // A name from the broker may hold NUL, which jsonb has no place for.
    return text.replacing(#"\u0000"#, with: #"\ufffd"#)
  }
}
