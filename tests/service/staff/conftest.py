from tests.service.desk.conftest import app, hire, new_tab, rasa, settings, url  # noqa: F401
