"""Products that were saved and whose facts have not been looked at since."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import Error, connections, models, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pdp_ai import conf

#: PostgreSQL gives a transaction up after any error; this one undoes the note alone.
SAVEPOINT = "pdp_ai_note"


class ProductChangeQuerySet(models.QuerySet["ProductChange"]):
    def note(self, product_model: str, product_id: str) -> None:
        """One query, in the transaction of the product's own save; a second save before the look adds nothing.

        Written by hand, because on PostgreSQL the savepoint that protects the shop's transaction travels with the
        statement: three round trips would be the price of Django's own. Raises `django.db.Error`, and then the
        transaction is as good as before.
        """
        connection = connections[router.db_for_write(self.model)]
        quote = connection.ops.quote_name
        values = (product_model, product_id, uuid.uuid4(), timezone.now(), 0)
        fields = self.model._meta.concrete_fields[1:]
        columns = [quote(field.attname) for field in fields]
        parameters = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)]
        model, key, *rest = columns
        statement = (
            f"INSERT INTO {quote(self.model._meta.db_table)} ({', '.join(columns)})"  # noqa: S608
            f" VALUES (%s, %s, %s, %s, %s) ON CONFLICT ({model}, {key})"
            f" DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in rest)}"
        )
        _execute_alone(connection, statement, parameters)

    def oldest(self, count: int) -> list[ProductChange]:
        """The notes to look at next; those that failed before come last."""
        return list(self.order_by("attempts", "pk")[:count])

    def head(self) -> tuple[int, int] | None:
        """Which note is next, and how often it was tried: while a worker reads notes, this moves."""
        return self.order_by("attempts", "pk").values_list("pk", "attempts").first()

    def count_attempt(self, change: ProductChange) -> bool:
        """Before the look, so that a product that kills its worker is not looked at for ever.

        False while the product is being saved again: nobody waits for a shop's long transaction.
        """
        unchanged = self.filter(pk=change.pk, save_mark=change.save_mark)
        with transaction.atomic():
            free = list(unchanged.select_for_update(skip_locked=True).values_list("pk"))
            return bool(free) and unchanged.update(attempts=F("attempts") + 1) == 1

    def settle(self, change: ProductChange) -> bool:
        """Strike the note off, unless the product was saved again after it was read."""
        return self.filter(pk=change.pk, save_mark=change.save_mark).delete()[0] == 1


def _execute_alone(connection: BaseDatabaseWrapper, statement: str, parameters: list[Any]) -> None:
    """Execute a statement whose failure leaves the transaction round it unharmed."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql" or not connection.in_atomic_block:
            cursor.execute(statement, parameters)
        elif connection.settings_dict["OPTIONS"].get("server_side_binding"):  # takes one command at a time
            with transaction.atomic(using=connection.alias):
                cursor.execute(statement, parameters)
        else:
            try:
                cursor.execute(f"SAVEPOINT {SAVEPOINT}; {statement}; RELEASE SAVEPOINT {SAVEPOINT}", parameters)
            except Error:
                cursor.execute(f"ROLLBACK TO SAVEPOINT {SAVEPOINT}")
                raise


class ProductChange(models.Model):
    """A save is fast because it only leaves this note; a worker compares the facts afterwards."""

    product_model = models.CharField(_("product model"), max_length=100)
    product_id = models.CharField(_("product key"), max_length=64)
    #: Another one with every save.
    save_mark = models.UUIDField(default=uuid.uuid4, editable=False)
    saved_at = models.DateTimeField(_("saved at"), db_default=Now())
    #: Looks that failed since it was saved.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    objects = ProductChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("product change")
        verbose_name_plural = _("product changes")
        constraints = [
            models.UniqueConstraint(fields=["product_model", "product_id"], name="pdp_ai_one_change_per_product"),
        ]

    def __str__(self) -> str:
        return f"{self.product_model} {self.product_id}"

    @property
    def is_worn_out(self) -> bool:
        return bool(self.attempts >= conf.queue("MAX_ATTEMPTS"))
