UPDATE alembic_version SET version_num = '008_add_composite_indexes';
