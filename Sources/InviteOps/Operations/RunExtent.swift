/// How much of what its command is for a run is about. Only a whole run says how things stand: what
/// watches the last one must not be calmed by a look at one code.
enum RunExtent {
  case whole
  /// Things that were named, so many.
  case chosen(Int)
  /// A part of a run of this other command.
  case part(of: String)

  /// What is to be seen of it in the run's record from its beginning, a JSON object.
  var detail: String {
    switch self {
    case .whole: "{}"
    case .chosen(let count): "{\"extent\":\"chosen\",\"chosen\":\(count)}"
    case .part(let command): "{\"extent\":\"\(command)\"}"
    }
  }
}
