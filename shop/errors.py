"""What can go wrong in the shop: one tree, so that an edge translates it once."""


class ShopError(Exception):
    """Root of everything that the shop raises on purpose."""


class UnknownProduct(ShopError):
    """No product has this id."""


class UnknownCategory(ShopError):
    """The shop has no such category."""


class StoreError(ShopError):
    """The database cannot be used as asked."""


class StoreBusy(StoreError):
    """Another writer held the database for longer than the time allowed."""


class SeedRefused(ShopError):
    """Seeding would overwrite data that no seed has written."""


class BadCatalogueData(ShopError):
    """A hand-written catalogue file does not follow its format."""
