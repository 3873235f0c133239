import CountProtocol
import InviteOps
import Testing

/// The count-sync protocol, in every order in which things can happen within the budgets.
@Suite struct ModelTests {
  /// A code with a bucket that has been synced once and is at rest.
  static func synced(max: Int, used: Int, policy: SyncPolicy, budget: ModelBudget) -> ModelState {
    let now = 1000
    let version = now - (policy.lifetime > 50 ? 40 : 2) + policy.lifetime
    var row = SyncRow()
    row.base = version
    row.version = version
    row.mark = max - used
    row.floor = 0
    row.usedAfter = used
    row.maxAfter = max
    row.maxTop = max
    row.roomLow = max - used
    row.roomHigh = max - used
    row.pastLow = max - used
    row.pastHigh = max - used
    row.roomSince = now - 100
    row.changed = now - 100
    row.read = now - 1
    row.incarnation = 1
    return ModelState(
      database: ModelDatabase(used: used, max: max, row: row),
      redis: ModelRedis(bucket: ModelBucket(tokens: max - used, version: version)),
      taken: used, refundable: 0, lastInitialisation: version, budget: budget)
  }

  static var policy: SyncPolicy {
    var policy = SyncPolicy()
    policy.lifetime = 100
    policy.renewBelow = 0
    policy.initialisationLag = 1
    policy.transactionBound = 1
    policy.intentLifetime = 2
    policy.versionSpread = 2
    return policy
  }

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
