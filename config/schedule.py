"""What beat sends, and when (UTC)."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-titles-without-embedding": {
        "task": "catalog.tasks.sweep_embeddings",
        "schedule": 30.0,
        # A sweep that waited longer than this is one of many; only the last is wanted.
        "options": {"expires": 25},
    },
    "refresh-outdated-texts": {
        "task": "catalog.tasks.refresh_outdated_texts",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "count-lexemes": {
        "task": "catalog.tasks.count_lexemes",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    "count-credits": {
        "task": "catalog.tasks.count_credits",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "close-interrupted-imports": {
        "task": "catalog.tasks.close_interrupted_imports",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "send-unfinished-uploads": {
        "task": "catalog.tasks.send_unfinished_uploads",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "delete-old-uploads": {
        "task": "catalog.tasks.delete_old_uploads",
        "schedule": crontab(hour="4", minute="45"),
    },
    "delete-expired-sessions": {
        "task": "accounts.tasks.delete_expired_sessions",
        "schedule": crontab(hour="4", minute="30"),
    },
    "train-recommenders": {
        "task": "recommendations.tasks.train_recommenders",
        # Only where ratings have changed. It takes a worker's process for minutes: at night.
        "schedule": crontab(hour="3", minute="15"),
    },
    "resume-interrupted-trainings": {
        "task": "recommendations.tasks.resume_interrupted_trainings",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "build-engines": {
        "task": "recommendations.tasks.build_engines",
        # Only where titles have changed, once an hour at most: a new site has its own in a minute.
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "build-map": {
        "task": "recommendations.tasks.build_map",
        # Only where titles have changed. After the trainings, which take a process for minutes too.
        "schedule": crontab(hour="5", minute="15"),
    },
    "watch-map": {
        "task": "recommendations.tasks.watch_map",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
}
