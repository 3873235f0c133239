/// Why a text is no email address to the backend: completes "is no email address: …".
struct EmailProblem: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
