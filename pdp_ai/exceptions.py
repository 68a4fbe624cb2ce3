"""Every error of this package. An error class's docstring is its default message; the message says what to do.

Both are sentences (`pdp_ai.sentences`), so that a person reads them in their own language. The docstrings stand in the
translation catalogues too.
"""

from __future__ import annotations

from typing import ClassVar

from pdp_ai.sentences import Sentence


class PdpAiError(Exception):
    """Something went wrong while making media."""

    #: Stable and machine-readable; kept on the job.
    code: ClassVar[str] = "error"
    #: Whether the same job may well succeed later, unchanged.
    retry: ClassVar[bool] = False

    def __init__(self, message: str = "") -> None:
        super().__init__(message or Sentence((type(self).__doc__ or "").strip()))

    @property
    def message(self) -> str:
        """What `str` of it says, as the sentence it was raised with."""
        message: str = self.args[0]
        return message


class ConfigurationError(PdpAiError):
    """The PDP_AI setting names something that does not exist; `manage.py check` says what."""

    code = "configuration"


class ProductNotFound(PdpAiError):
    """The product no longer exists; nothing was made."""

    code = "product_not_found"


class PhotoUnreadable(PdpAiError):
    """The photo cannot be read; upload it again as JPEG, PNG or WebP."""

    code = "photo_unreadable"


class EngineUnavailable(PdpAiError):
    """A package the engine needs is not installed; install `pdp_ai[worker]` where the workers run."""

    code = "engine_unavailable"


class ModelNotFetched(PdpAiError):
    """The model is not in the model cache; run `manage.py pdp_models fetch`."""

    code = "model_not_fetched"


class ModelRefused(PdpAiError):
    """The model's files do not match their pinned hash, or are not in a safe format; they were not loaded."""

    code = "model_refused"


class LicenceRefused(PdpAiError):
    """The model's licence does not allow commercial use; choose another model, or allow it in the settings."""

    code = "licence_refused"


class RequestRefused(PdpAiError):
    """The engine cannot answer this request."""

    code = "request_refused"


class TrainingRefused(PdpAiError):
    """Nothing can be learnt from these examples."""

    code = "training_refused"


class ServerUnavailable(PdpAiError):
    """The model server does not answer; check that it runs and that the workers can reach it."""

    code = "server_unavailable"
    retry = True


class ServerRefused(PdpAiError):
    """The model server refuses this shop; check the key, the model's name and the address."""

    code = "server_refused"


class EngineBroke(PdpAiError):
    """The engine broke while it worked."""

    code = "engine_broke"
    retry = True


class SigningFailed(PdpAiError):
    """The picture could not be signed; check PDP_AI["PROVENANCE"]."""

    code = "signing_failed"
    #: A time-stamp server may answer the next time.
    retry = True


class GenerationStopped(PdpAiError):
    """The job was cancelled or its lease was lost while the engine ran."""

    code = "stopped"
    retry = True


class PublishConflict(PdpAiError):
    """The product changed after this draft was made; compare both and decide again."""

    code = "publish_conflict"


class PublishRefused(PdpAiError):
    """The product cannot take this draft as it is."""

    code = "publish_refused"


class PlaceGone(PublishRefused):
    """This shop has no place for it any more."""

    code = "place_gone"


class TimeHasPassed(PdpAiError):
    """That time has passed; choose a later one."""

    code = "time_has_passed"


class CropRefused(PdpAiError):
    """The part must lie within the picture, and be at least 64 pixels wide and high."""

    code = "crop_refused"


class PreviewImpossible(PdpAiError):
    """The shop has no page that could show this draft before it is published."""

    code = "preview_impossible"


class FourEyes(PdpAiError):
    """You asked for this draft or edited it, so somebody else has to publish it."""

    code = "four_eyes"


class TransitionRefused(PdpAiError):
    """Somebody else decided first; reload the page to see the present state."""

    code = "transition_refused"


class ErrorsNotAccepted(PdpAiError):
    """There are errors among the draft's findings; look at each, and say that you did, to approve it all the same."""

    code = "errors_not_accepted"


class LimitReached(PdpAiError):
    """A limit leaves no room for this request; nothing was asked for. Ask for less, or later."""

    code = "limit_reached"
    retry = True

    def __init__(self, message: str = "", *, name: str = "", allowed: int = 0, room: int = 0, wanted: int = 0) -> None:
        super().__init__(message)
        #: Key in ``PDP_AI["LIMITS"]``.
        self.name = name
        self.allowed = allowed
        #: Jobs that would still have fitted, and jobs asked for.
        self.room = room
        self.wanted = wanted
