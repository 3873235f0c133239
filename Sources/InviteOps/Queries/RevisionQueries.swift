/// Statements on Alembic's own table.
enum RevisionQueries {
  /// The heads; one row as a rule.
  static let current = "SELECT version_num FROM public.alembic_version ORDER BY version_num"

  /// Moves the revision from `$2` to `$1`, or does nothing: compare-and-set.
  static let advance = """
    UPDATE public.alembic_version SET version_num = $1 WHERE version_num = $2
    """

  /// The table as Alembic makes it.
  static let create = """
    CREATE TABLE IF NOT EXISTS public.alembic_version (
      version_num varchar(32) NOT NULL,
      CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
    )
    """

  /// Records `$1` in a table that has no revision yet.
  static let record = """
    INSERT INTO public.alembic_version (version_num)
    SELECT $1 WHERE NOT EXISTS (SELECT FROM public.alembic_version)
    """

  /// Keeps two first stamps apart; readers are not held up.
  static let lock = "LOCK TABLE public.alembic_version IN SHARE ROW EXCLUSIVE MODE"
}
