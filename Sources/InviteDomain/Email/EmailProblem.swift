/// Why a text is no email address to the backend: completes "is no email address: …".
package struct EmailProblem: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}
