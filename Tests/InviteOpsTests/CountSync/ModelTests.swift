import CountProtocol
import Testing

@testable import CountModel

/// The count-sync protocol, in every order in which things can happen within the budgets.
@Suite struct ModelTests {
  @Test(arguments: ModelConfiguration.allCases)
  func `every interleaving keeps the promise`(_ configuration: ModelConfiguration) throws {
    let states = try configuration.model.explore()
    #expect(states == configuration.states)
  }

  /// A configuration's model with one thing wrong.
  static func model(_ mutant: Mutant, _ configuration: ModelConfiguration) -> Model {
    var model = configuration.model
    model.mutant = mutant
    switch mutant {
    case .unboundedVersion:
      model.start.budget.syncs = 3
      model.start.budget.refunds = 1
      model.start.budget.ticks = 1
    case .fixedStep: model.policy.versionSpread = 1
    case .wrongSignOfVersion: model.start.budget.shadowLosses = 0
    case .anonymousDuplicate:
      model.policy.versionSpread = 1
      model.start.budget.shadowLosses = 0
    default: break
    }
    return model
  }

  @Test(arguments: Mutant.allCases)
  func `each wrong version is caught`(_ mutant: Mutant) throws {
    let model = Self.model(mutant, mutant.fatalConfiguration)
    #expect {
      _ = try model.explore()
    } throws: { error in
      guard let violation = error as? Model.Violation else { return false }
      print("\(mutant.rawValue): \(violation.description.prefix(160))")
      return violation.kind != .tooManyStates
    }
  }
}
