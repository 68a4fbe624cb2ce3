"""What a project may listen to. Each is sent after the change is committed to the database transaction at hand."""

from django.dispatch import Signal

#: Jobs were asked for, new ones or such that wait already. Keyword: ``jobs``.
media_requested = Signal()
#: A job reached an end. Keyword: ``job``.
job_finished = Signal()
#: Drafts were stored. Keywords: ``job``, ``drafts``.
drafts_created = Signal()
#: A person decided on a draft. Keywords: ``draft``, ``action``, ``user``.
draft_reviewed = Signal()
#: A draft was written to its product. Keywords: ``publication``, ``user``.
draft_published = Signal()
#: A planned publication could not be carried out when its time had come. Keyword: ``plan``.
publication_stopped = Signal()
#: A publication was undone. Keywords: ``publication``, ``user``.
publication_reverted = Signal()
