"""Made-up examples: enough to find what is wrong, few enough to run each time, and never judged by the clock."""

import structlog
from hypothesis import HealthCheck, settings

# Plain, since coloured tracebacks of a hundred planned failures take longer than the tests.
structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])

settings.register_profile(
    "domain",
    max_examples=50,
    deadline=None,
    derandomize=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("domain")
