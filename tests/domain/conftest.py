"""Made-up examples: enough to find what is wrong, few enough to run each time, and never judged by the clock."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "domain",
    max_examples=50,
    deadline=None,
    derandomize=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("domain")
