internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText
internal import RedisClient

/// What the report's names need beyond the other collectors; runs only when they are asked for.
enum ReportCollector: MetricsCollecting {
  static let families = [ReportNames.invites, ReportNames.redis]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let rows = try connections.rows(MetricsQueries.recordsByTeam) { row throws(PostgresError) in
      (
        team: try row.string("team_id"), status: try row.optionalString("status") ?? "",
        count: try row.int("records")
      )
    }
    var invites = ReportNames.invites
    for row in rows {
      invites.add(.integer(row.count), ["team_id": row.team, "status": row.status])
    }
    var redis = ReportNames.redis
    for (pool, role) in [
      ("broker", OperationContext.RedisRole.broker), ("backend", .result), ("cache", .bucket),
    ] {
      let database = connections.database(role)
      let count = try connections.ask(role, doing: tr("list the connections to Redis")) {
        (connection, deadline) throws(RedisError) in
        let list = try connection.call(["CLIENT", "LIST"], deadline: deadline).asString()
        return list.split(separator: "\n").count { line in
          line.split(separator: " ").contains("db=\(database)")
        }
      }
      redis.add(.integer(count), ["pool": pool])
    }
    return [invites, redis]
  }
}
