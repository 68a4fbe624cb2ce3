from tests.views.conftest import browser, draft, reviewer

__all__ = ["browser", "draft", "reviewer"]
