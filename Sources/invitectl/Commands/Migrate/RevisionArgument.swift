import ArgumentParser
import InviteDomain
import InviteOps

/// A revision by its identifier, its number, or `head`.
struct RevisionArgument: ExpressibleByArgument {
  let revision: Revision

  private static let known =
    [Revision.commercialFields] + Revision.ours.map(\.revision)

  init?(argument: String) {
    if argument == "head" {
      revision = .compositeIndexes
    } else if let exact = Self.known.first(where: { $0.rawValue == argument }) {
      revision = exact
    } else if let number = Int(argument),
      let numbered = Self.known.first(where: { $0.number == number })
    {
      revision = numbered
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { known.map(\.rawValue) + ["head"] }
}
