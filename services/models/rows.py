"""Child records in the same query as their parent.

A service has eight kinds of child records. Prefetching them costs eight queries a page; here
PostgreSQL sends each kind as one JSON array beside the parent's row. The rows become ordinary
child objects in the in-memory list that modelcluster keeps, so a template cannot tell a live
record from the preview of a draft.
"""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Cast, JSONObject
from modelcluster.models import ClusterableModel

ModelT = TypeVar("ModelT", bound=models.Model)


class RowsQuerySet(models.QuerySet[ModelT]):
    _row_relations: dict[str, str]

    def with_rows(self, *names: str, **embedded: str) -> Self:
        """Fetch child relations along; ``name="fk"`` takes the record behind fk along too."""
        wanted = {**dict.fromkeys(names, ""), **embedded}
        relations = {name: self._child(name) for name in wanted}
        query = self.annotate(
            **{
                f"_{name}_rows": _rows(relations[name], foreign_key)
                for name, foreign_key in wanted.items()
            }
        )
        query._row_relations = {**getattr(self, "_row_relations", {}), **wanted}
        return query

    def _child(self, name: str) -> models.ManyToOneRel:
        relation = self.model._meta.get_field(name)
        assert isinstance(relation, models.ManyToOneRel)
        return relation

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._row_relations = getattr(self, "_row_relations", {})
        return clone

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh:
            for parent in self._result_cache or []:
                if isinstance(parent, ClusterableModel):
                    self._attach(parent)

    def _attach(self, parent: ClusterableModel) -> None:
        cache = parent.__dict__.setdefault("_cluster_related_objects", {})
        for name, foreign_key in getattr(self, "_row_relations", {}).items():
            relation = self._child(name)
            rows = parent.__dict__.pop(f"_{name}_rows")
            cache[name] = [_child_of(parent, relation, foreign_key, row) for row in rows]


def _rows(relation: models.ManyToOneRel, foreign_key: str) -> ArraySubquery:
    child = relation.related_model
    columns = _columns(child._meta.concrete_fields)
    if foreign_key:
        target = child._meta.get_field(foreign_key).related_model
        assert isinstance(target, type)
        columns[foreign_key] = JSONObject(
            **_columns(target._meta.concrete_fields, f"{foreign_key}__")
        )
    rows = child._default_manager.filter(**{relation.field.name: models.OuterRef("pk")})
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def _columns(fields: Iterable["models.Field[Any, Any]"], prefix: str = "") -> dict[str, Any]:
    return {
        # JSON numbers would come back as floats; money must not.
        field.attname: Cast(prefix + field.attname, models.TextField())
        if isinstance(field, models.DecimalField)
        else models.F(prefix + field.attname)
        for field in fields
    }


def _child_of(
    parent: models.Model, relation: models.ManyToOneRel, foreign_key: str, row: dict[str, Any]
) -> models.Model:
    embedded = row.pop(foreign_key, None) if foreign_key else None
    child = _instance(relation.related_model, row, parent)
    setattr(child, relation.field.name, parent)
    if embedded:
        target = child._meta.get_field(foreign_key).related_model
        assert isinstance(target, type)
        setattr(child, foreign_key, _instance(target, embedded, parent))
    return child


def _instance(model: type[models.Model], row: dict[str, Any], parent: models.Model) -> models.Model:
    fields = model._meta.concrete_fields
    values = [field.to_python(row[field.attname]) for field in fields]
    return model.from_db(parent._state.db, [field.attname for field in fields], values)
