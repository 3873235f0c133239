internal import CeleryProtocol
internal import LosslessJSON

/// A method of the workers with its arguments, before it is addressed to anybody.
struct ControlQuestion: Sendable, Hashable {
  let method: String
  let arguments: JSONObject

  init(_ verb: InspectVerb) {
    method = verb.method
    arguments = verb.arguments
  }

  init(_ verb: ControlVerb) {
    method = verb.method
    arguments = verb.arguments
  }

  /// `registered` with the named attributes of each task.
  init(registeredWith attributes: [String]) {
    method = "registered"
    arguments = ["taskinfoitems": .array(attributes.map(JSONValue.string))]
  }
}
