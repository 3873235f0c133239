/// Statements on Alembic's own table.
enum RevisionQueries {
  /// The heads; one row as a rule.
  static let current = "SELECT version_num FROM public.alembic_version ORDER BY version_num"
}
