from __future__ import annotations

from django.db import models


class Item(models.Model):
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    packshot = models.ImageField(upload_to="packshots", blank=True)

    def __str__(self) -> str:
        return self.title
