"""One session factory, the mapped tables, and enum labels in the case the database has."""

from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import Boolean, DateTime, Integer, String, create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

from app import config


@lru_cache(maxsize=None)
def _factory():
    # After the fork: a pool child's first use makes its own engine.
    return sessionmaker(create_engine(config.database_url(), pool_size=5, pool_pre_ping=True))


@contextmanager
def session():
    opened = _factory()()
    try:
        yield opened
        opened.commit()
    except BaseException:
        opened.rollback()
        raise
    finally:
        opened.close()


class Base(DeclarativeBase):
    pass


class RedeemCode(Base):
    __tablename__ = "redeem_codes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(50))
    max_uses: Mapped[int | None] = mapped_column(Integer)
    used_count: Mapped[int | None] = mapped_column(Integer)
    expires_at = mapped_column(DateTime)
    is_active: Mapped[bool | None] = mapped_column(Boolean)
    created_at = mapped_column(DateTime)
    group_id: Mapped[int | None] = mapped_column(Integer)
    validity_days: Mapped[int | None] = mapped_column(Integer)
    activated_at = mapped_column(DateTime)
    bound_email: Mapped[str | None] = mapped_column(String(100))


LABEL = "(SELECT enumlabel FROM pg_enum WHERE enumtypid = '{0}'::regtype AND upper(enumlabel) = '{1}')::{0}"


def label(enum: str, name: str) -> str:
    """An SQL expression; both arguments are literals of this package."""
    return LABEL.format(enum, name)


__all__ = ["RedeemCode", "label", "session", "text"]
